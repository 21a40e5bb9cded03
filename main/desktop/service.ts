import { utilityProcess } from 'electron';
import { answer } from '../contract/answer.ts';
import type { Reply } from '../contract/failures.ts';
import { embeddedSource, type HostProcess, type StartHost } from '../database/embedded/source.ts';
import { parseConnectionUri } from '../database/settings.ts';
import { openShop, serverSource, type ShopSource } from '../database/shop.ts';
import { createHandlers } from '../operations/operations.ts';

/*
 * What answers the window: the operations on the shop's database. A module of its own, because loading the driver
 * and the schemas takes as long as opening the window, and can go on beside that.
 */

export interface Service {
  answer(name: unknown, input: unknown, signal: AbortSignal): Promise<Reply<unknown>>;
  close(): Promise<void>;
}

const deskConnections = 4;

/** Starts on the server of `DATABASE_URL`, or on the embedded shop in `home`. */
export function startService(home: string): Service {
  const shop = openShop(shopSource(home), { max: deskConnections, readOnly: false });
  // Opens the connection while the page is still loading; whoever asks first is told of a failure.
  shop.read(new AbortController().signal, () => Promise.resolve()).catch(() => {});
  const handlers = createHandlers(shop, { readOnly: false });
  const log = (reference: string, cause: unknown) => console.error(`[${reference}]`, cause);
  return {
    answer: (name, input, signal) => answer(handlers, name, input, { signal, mayWrite: true, log }),
    close: () => shop.close(),
  };
}

function shopSource(home: string): ShopSource {
  const uri = process.env['DATABASE_URL'];
  if (!uri) return embeddedSource(home, startHost);
  try {
    return serverSource(parseConnectionUri(uri));
  } catch (error) {
    // The page says what is wrong with it.
    return { ready: () => Promise.reject(error), close: () => Promise.resolve() };
  }
}

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
