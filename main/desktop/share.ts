import { networkInterfaces } from 'node:os';
import type { HandlersOf } from '../contract/contract.ts';
import { FilmdeskError } from '../contract/failures.ts';
import type { ShareScope, ShareStatus } from '../contract/share.ts';
import type { Shop } from '../database/shop.ts';
import { loadInPieces } from './load-in-pieces.ts';

type ShareHandlers = HandlersOf<'share.status' | 'share.start' | 'share.stop'>;

export interface Share {
  handlers: ShareHandlers;
  close(): Promise<void>;
}

interface Running {
  scope: ShareScope;
  port: number;
  key: string;
  viewers(): number;
  close(): Promise<void>;
}

const usualPort = 3000;

/** Shares the page of the open shop over HTTP, read-only, with whoever has the link. */
export function openShare(shop: Shop, log: (reference: string, cause: unknown) => void): Share {
  let running: Running | undefined;

  const status = (): ShareStatus => ({
    scope: running?.scope ?? null,
    links: running
      ? addresses(running.scope).map((host) => `http://${host}:${running!.port}/?${running!.key}`)
      : [],
    viewers: running?.viewers() ?? 0,
  });

  async function stop(): Promise<void> {
    const before = running;
    running = undefined;
    await before?.close();
  }

  return {
    close: stop,
    handlers: {
      'share.status': () => Promise.resolve(status()),
      async 'share.start'({ scope, port = usualPort }) {
        await stop();
        // Loaded only here: few share, and everybody starts.
        await loadInPieces(
          () => import('fastify'),
          () => import('@fastify/compress'),
        );
        const { createWebServer } = await import('../web/server.ts');
        const { inviteGuests } = await import('../web/guests.ts');
        const guests = inviteGuests();
        const server = createWebServer(shop, { behindProxy: false, guests, log });
        try {
          await server.listen(port, scope === 'computer' ? '127.0.0.1' : '0.0.0.0');
        } catch (error) {
          await server.close();
          throw portFailure(error, port);
        }
        running = {
          scope,
          port: server.port(),
          key: guests.key,
          viewers: guests.count,
          close: () => server.close({ patienceMs: 2000 }),
        };
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

function portFailure(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  return new FilmdeskError({
    code: 'invalid-input',
    field: 'port',
    sentence:
      code === 'EACCES'
        ? `The port ${port} is not yours to use.`
        : `Another program listens on port ${port}.`,
    advice: 'Choose another port, above 1023.',
  });
}
