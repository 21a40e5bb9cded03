import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { HandlersOf } from '../contract/contract.ts';
import type { ShareScope, ShareStatus } from '../contract/share.ts';
import type { ConnectionSettings } from '../database/settings.ts';
import { filesRoot } from '../root.ts';
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
}

interface Running {
  scope: ShareScope;
  port: number;
  key: string;
  viewers(): Promise<number>;
  follow(): void;
  close(): Promise<void>;
}

const usualPort = 3000;

const hostScript = join(filesRoot, 'dist', 'desktop', 'share-host.cjs');

/** Shares the page of the open shop over HTTP, read-only, with whoever has the link: in a process of its own. */
export function openShare(shop: SharedShop): Share {
  let running: Running | undefined;

  const status = async (): Promise<ShareStatus> => ({
    scope: running?.scope ?? null,
    links: running
      ? addresses(running.scope).map((host) => `http://${host}:${running!.port}/?${running!.key}`)
      : [],
    viewers: (await running?.viewers()) ?? 0,
  });

  async function stop(): Promise<void> {
    const before = running;
    running = undefined;
    await before?.close();
  }

  async function start(scope: ShareScope, port: number): Promise<void> {
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
    const exited = once(child, 'exit').then(([code]) => {
      host.end();
      if (!started || running !== started) return;
      running = undefined;
      logEvent(`The process that shares the page has ended (${code}).`);
    });
    const end = async () => {
      await host.call('close').catch(() => {});
      if (child.kill()) await exited;
    };
    let started: Running | undefined;
    try {
      const address = scope === 'computer' ? '127.0.0.1' : '0.0.0.0';
      const key = await host.call('listen', { port, address, connections: shop.connections() });
      const follow = () => void host.call('follow', { connections: shop.connections() }).catch(() => {});
      started = { scope, port, key, viewers: () => host.call('viewers').catch(() => 0), follow, close: end };
      running = started;
    } catch (error) {
      await end();
      throw error;
    }
  }

  return {
    follow: () => running?.follow(),
    close: stop,
    handlers: {
      'share.status': status,
      async 'share.start'({ scope, port = usualPort }) {
        await stop();
        await start(scope, port);
        return status();
      },
      async 'share.stop'() {
        await stop();
        return status();
      },
    },
  };
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
