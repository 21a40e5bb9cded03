import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { utilityProcess } from 'electron';
import type { HandlersOf } from '../contract/contract.ts';
import type { ShareScope, ShareStatus } from '../contract/share.ts';
import type { ConnectionSettings } from '../database/settings.ts';
import { filesRoot } from '../root.ts';
import { inTurn } from './in-turn.ts';
import { logDescribed, logEvent } from './log.ts';
import { connectProcess } from './process-calls.ts';
import type { DeskAnswers, HostAnswers } from './share-host.ts';

type ShareHandlers = HandlersOf<'share.status' | 'share.start' | 'share.stop'>;

export interface Share {
  handlers: ShareHandlers;
  /** Shows guests the shop that is open now. */
  follow(): void;
  close(): Promise<void>;
}

/** The shop that is open, as guests get it. */
export interface SharedShop {
  /** Where it is. Starts its database where that is not running; fails as its source does. */
  settings(): Promise<ConnectionSettings>;
  /** How many connections guests may have at most. */
  connections(): number;
  /** Is told where the page is no longer shared although nobody has ended that. */
  onLost(): void;
}

/** The process that answers guests. */
interface Host {
  /** What a link has to bear. */
  key: string;
  exited: Promise<void>;
  viewers(): Promise<number>;
  follow(): Promise<void>;
  close(): Promise<void>;
}

interface Running {
  scope: ShareScope;
  port: number;
  host: Host;
}

const usualPort = 3000;
/** For how long whoever opens the dialog waits for a process that has much to do. */
const longestCountMs = 500;
/** More than the process itself gives its slowest guests. */
const longestCloseMs = 3000;

const hostScript = join(filesRoot, 'dist', 'desktop', 'share-host.cjs');

/** Shares the page of the open shop over HTTP, read-only, with whoever has the link: in a process of its own. */
export function openShare(shop: SharedShop): Share {
  let running: Running | undefined;
  // Of two starts at once one would take the other's port.
  const run = inTurn();

  const status = async (): Promise<ShareStatus> => {
    if (!running) return { scope: null, links: [], viewers: 0 };
    const { scope, port, host } = running;
    const links = addresses(scope).map((address) => `http://${address}:${port}/?${host.key}`);
    return { scope, links, viewers: await host.viewers() };
  };

  async function start(scope: ShareScope, port: number): Promise<void> {
    const host = await startHost(shop, port, scope === 'computer' ? '127.0.0.1' : '0.0.0.0');
    const started = (running = { scope, port, host });
    void host.exited.then(() => {
      if (running !== started) return;
      running = undefined;
      shop.onLost();
    });
  }

  async function stop(): Promise<void> {
    const before = running;
    running = undefined;
    await before?.host.close();
  }

  return {
    follow: () => void running?.host.follow().catch(() => {}),
    close: () => run(stop),
    handlers: {
      'share.status': status,
      'share.start': ({ scope, port = usualPort }) =>
        run(async () => {
          await stop();
          await start(scope, port);
          return status();
        }),
      'share.stop': () =>
        run(async () => {
          await stop();
          return status();
        }),
    },
  };
}

/** Starts to answer guests. Fails with `invalid-input` where the port can’t be had. */
async function startHost(shop: SharedShop, port: number, address: string): Promise<Host> {
  const child = utilityProcess.fork(hostScript, [], { serviceName: 'Filmdesk shared page' });
  const host = connectProcess<HostAnswers>(
    {
      send: (message) => child.postMessage(message),
      onMessage: (listener) => child.on('message', listener),
    },
    {
      settings: () => shop.settings(),
      log: ({ reference, description }) => Promise.resolve(logDescribed(reference, description)),
    } satisfies DeskAnswers,
  );
  let isClosing = false;
  // Comes before the exit.
  child.on('error', (kind) => logEvent(`The process that shares the page has failed: ${kind}.`));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      if (!isClosing) logEvent(`The process that shares the page has ended (${code}).`);
      host.end(new Error(`the process that shares the page has ended (${code})`));
      resolve();
    });
  });
  let viewers = 0;
  const started = {
    exited,
    async viewers() {
      const counted = host.call('viewers').catch(() => 0);
      viewers = await Promise.race([counted, delay(longestCountMs).then(() => viewers)]);
      return viewers;
    },
    follow: () => host.call('follow', { connections: shop.connections() }),
    async close() {
      isClosing = true;
      await Promise.race([host.call('close').catch(() => {}), delay(longestCloseMs)]);
      if (child.kill()) await Promise.race([exited, delay(longestCloseMs)]);
    },
  };
  try {
    const key = await host.call('listen', { port, address });
    await started.follow();
    return { ...started, key };
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** The names by which this computer is reached. */
function addresses(scope: ShareScope): string[] {
  if (scope === 'computer') return ['127.0.0.1'];
  const found = Object.values(networkInterfaces())
    .flatMap((addressesOfOne) => addressesOfOne ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return found.length > 0 ? found : ['127.0.0.1'];
}
