import { join } from 'node:path';
import { utilityProcess } from 'electron';
import { answer } from '../contract/answer.ts';
import type { DeskHandlers, Handlers } from '../contract/contract.ts';
import type { Reply } from '../contract/failures.ts';
import type { Message } from '../contract/page-command.ts';
import { embeddedSource, type HostProcess, type StartHost } from '../database/embedded/source.ts';
import { followShop, type OpenShop, openShop, serverSource, type ShopSource } from '../database/shop.ts';
import { createHandlers } from '../operations/operations.ts';
import { aboutDesk } from './diagnostics.ts';
import { exportHandlers } from './export.ts';
import { inTurn } from './in-turn.ts';
import { indexHandlers } from './indexes.ts';
import { logUnexpected } from './log.ts';
import { openSecrets } from './secrets.ts';
import { openShare, type Share } from './share.ts';
import { openShops } from './shops.ts';

/*
 * What answers the window: the operations on the shop that is open, and those on this desk's shops. A module of its
 * own, because loading the driver and the schemas takes a while, and the window is shown before.
 */

export interface Service {
  answer(
    name: unknown,
    input: unknown,
    context: { signal: AbortSignal; report(progress: unknown): void },
  ): Promise<Reply<unknown>>;
  close(): Promise<void>;
}

const deskConnections = 4;
const guestConnections = 4;

/** A shop that is open: it answers the window, and its source those who look at the shared page too. */
interface Opened {
  shop: OpenShop;
  source: ShopSource;
}

/** Starts on a shop of `home`, by its id. The page says what `say` is given. */
export async function startService(
  home: string,
  initial: string,
  say: (message: Message) => void,
): Promise<Service> {
  let opened = initial;
  let current: Opened | undefined;
  // Else the slower of two could come last and be shown under the other's name.
  const openInTurn = inTurn();
  const closing = new Set<Promise<void>>();
  let share: Share | undefined;
  let isSample = false;
  let sampleClosed: Promise<void> = Promise.resolve();

  const shops = await openShops({
    home,
    openSecrets: (known) => openSecrets(join(home, 'secrets'), known),
    opened: () => opened,
    open: (id) =>
      openInTurn(() => {
        opened = id;
        return open();
      }),
  });

  /** Opens the shop and its connection; whoever asks first is told of a failure. */
  async function open(): Promise<void> {
    const found = await shops.settingsOf(opened).catch(failingSource);
    if (current) {
      const closed = current.shop.close().catch(() => {});
      closing.add(closed);
      void closed.finally(() => closing.delete(closed));
      if (isSample) sampleClosed = closed;
    }
    isSample = found === undefined;
    // Its process has to be gone before it is started again.
    if (isSample) await sampleClosed;
    const source = found === undefined ? embeddedSource(home, startHost) : sourceOf(found);
    const shop = openShop(source, {
      max: deskConnections,
      readOnly: found !== undefined && 'settings' in found && found.readOnly,
    });
    current = { shop, source };
    share?.follow();
    shop.read(new AbortController().signal, () => Promise.resolve()).catch(() => {});
  }

  await open();
  const shop = followShop(() => current!.shop);
  share = openShare({
    settings: () => current!.source.ready(),
    // The sample answers one question at a time, of whomever.
    connections: () => (isSample ? 1 : guestConnections),
    onLost: () => say(noLongerShared),
  });
  const handlers: Handlers & DeskHandlers = {
    ...createHandlers(shop, { readOnly: false }),
    ...shops.handlers,
    ...share.handlers,
    ...exportHandlers(shop),
    ...indexHandlers(shop, () => shops.changeableSettingsOf(opened)),
    'desk.about': () => Promise.resolve(aboutDesk()),
  };
  return {
    answer: (name, input, context) =>
      answer(handlers, name, input, { ...context, isDesk: true, mayWrite: true, log: logUnexpected }),
    async close() {
      await Promise.allSettled([share.close(), current!.shop.close(), ...closing]);
    },
  };
}

type Found = { settings: Parameters<typeof serverSource>[0]; readOnly: boolean } | ShopSource;

/** The page says what is wrong with it. */
const failingSource = (failure: unknown): ShopSource => ({
  async ready() {
    throw failure;
  },
  async close() {},
});

const sourceOf = (found: Found): ShopSource => ('settings' in found ? serverSource(found.settings) : found);

const noLongerShared = {
  sentence: 'The page is no longer shared: the process that answered the guests has ended.',
  advice: 'Share it again. The links get a new key.',
};

/** PGlite in a process of its own; a packaged Electron can't be started as plain Node. */
const startHost: StartHost = (script, args) => {
  const child = utilityProcess.fork(script, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    serviceName: 'Filmdesk shop',
  });
  return {
    stdout: child.stdout as HostProcess['stdout'],
    kill: () => child.kill(),
    onExit: (listener) => child.once('exit', listener),
  };
};
