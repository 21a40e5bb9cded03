import type { ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import fastifyCompress from '@fastify/compress';
import fastify, { type FastifyReply } from 'fastify';
import { answer } from '../contract/answer.ts';
import { type Failure, failureStatus, type Reply } from '../contract/failures.ts';
import type { Shop } from '../database/shop.ts';
import { createHandlers } from '../operations/operations.ts';
import { contentSecurityPolicy } from '../page.ts';
import { failurePage } from './films-page.ts';
import type { Guests } from './guests.ts';
import { servePageFiles } from './page-files.ts';
import { compressionLevel, readShell, servePages } from './pages.ts';
import { signalOf } from './request-signal.ts';

export interface WebServer {
  listen(port: number, host: string): Promise<void>;
  /** The port that it listens on, also where 0 was asked for. */
  port(): number;
  /** Takes no more requests and finishes those in flight; hangs up on those that take longer than `patienceMs`. */
  close(options?: { patienceMs: number }): Promise<void>;
}

const mostRequestsAtOnce = 400;
/** Of one connection: Node takes on all that it sends, whether or not it reads what it is answered. */
const mostOfAConnection = 20;
/** Longer than any answer may take: who reads nothing for so long is hung up on. */
const longestSilenceMs = 30_000;
const idleSweepMs = 200;

interface WebServerOptions {
  behindProxy: boolean;
  /**
   * Whether only those are served who ask for it by a name of this computer: any other may be that of a page elsewhere,
   * which has its name lead here to read what it must not.
   */
  ownNamesOnly?: boolean;
  /** Where only those with the link are let in. */
  guests?: Guests;
  /** For how long a list of `/films` that was read serves others, in milliseconds; 0 where it is left out. */
  listAgeMs?: number;
  /** Gets the cause of what nobody expected, with the reference that the failure shows; the console where it is left out. */
  log?(reference: string, cause: unknown): void;
}

const logToConsole = (reference: string, cause: unknown) => console.error(`[${reference}]`, cause);

/** The HTTP side: the page, the pages that need no script, and the contract's queries. */
export function createWebServer(shop: Shop, options: WebServerOptions): WebServer {
  const { behindProxy, ownNamesOnly = false, guests, log = logToConsole, listAgeMs = 0 } = options;
  const handlers = createHandlers(shop, { readOnly: true });
  const app = fastify({
    bodyLimit: 64 * 1024,
    requestTimeout: 10_000,
    connectionTimeout: longestSilenceMs,
    keepAliveTimeout: behindProxy ? 95_000 : 10_000,
    http: { headersTimeout: 5000, connectionsCheckingInterval: 1000 },
    trustProxy: behindProxy ? ['loopback', 'linklocal', 'uniquelocal'] : false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  });
  const shell = readShell();
  let isStopping = false;
  let requests = 0;
  const unanswered = new WeakMap<Socket, Set<ServerResponse>>();

  const headers = {
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    ...(behindProxy && { 'strict-transport-security': 'max-age=31536000' }),
  };
  function leave(this: ServerResponse): void {
    if (unanswered.get(this.req.socket)?.delete(this)) requests--;
  }
  /** Node tells only of the first of a connection's answers that it has gone; what is done for the others has to end, too. */
  function leaveAll(this: Socket): void {
    for (const reply of unanswered.get(this) ?? []) {
      reply.destroy();
      reply.emit('close');
    }
  }

  // Without a promise, which each request would wait for.
  app.addHook('onRequest', (request, reply, next) => {
    const { socket } = request.raw;
    if (!unanswered.has(socket)) {
      unanswered.set(socket, new Set());
      socket.once('close', leaveAll);
    }
    const others = unanswered.get(socket)!;
    reply.headers(headers);
    if (ownNamesOnly && !isOwnName(request.headers.host))
      return void sendReply(reply, { ok: false, error: foreignName }, 421);
    if ((requests >= mostRequestsAtOnce || others.size >= mostOfAConnection) && request.url !== '/healthz')
      return void sendReply(reply, { ok: false, error: overloaded });
    requests++;
    others.add(reply.raw);
    reply.raw.once('close', leave);
    next();
  });

  guests?.guard(app);
  void app.register(fastifyCompress, {
    threshold: 1024,
    globalDecompression: false,
    encodings: ['gzip'],
    zlibOptions: { level: compressionLevel },
  });
  // In a plugin of their own, which is loaded after the other: that sees no route from before it.
  void app.register(async (routes) => {
    servePageFiles(routes);

    routes.get('/healthz', () => ({ ok: true }));
    routes.get('/readyz', async (_request, reply) => {
      const signal = signalOf(reply);
      const asked = isStopping
        ? stopping
        : await answer(handlers, 'shop.pulse', {}, { signal, mayWrite: false, log });
      return sendReply(reply, asked.ok ? { ok: true, value: null } : asked);
    });

    routes.post<{ Params: { name: string } }>('/api/:name', async (request, reply) => {
      const signal = signalOf(reply);
      return sendReply(
        reply,
        await answer(handlers, request.params.name, request.body, { signal, mayWrite: false, log }),
      );
    });

    servePages(routes, shop, handlers, { shell, listAgeMs, log });
  });

  app.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    // Of the stream that has failed before its first byte; it stands in both.
    reply.removeHeader('content-encoding').raw.removeHeader('content-encoding');
    // Somebody who has left while the answer was compressed is no trouble.
    const hasLeft = reply.raw.destroyed && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (status >= 500 && !hasLeft) log('http', error);
    return sendReply(reply, { ok: false, error: status < 500 ? unreadable : broken }, status);
  });
  const nothingHerePage = shell.whole('Filmdesk', failurePage(nothingHere));
  app.setNotFoundHandler(({ headers }, reply) =>
    headers.accept?.includes('text/html')
      ? reply.code(404).type('text/html; charset=utf-8').send(nothingHerePage)
      : sendReply(reply, { ok: false, error: nothingHere }, 404),
  );

  return {
    async listen(port, host) {
      await app.listen({ port, host });
    },
    port: () => (app.server.address() as AddressInfo).port,
    async close({ patienceMs } = { patienceMs: Infinity }) {
      isStopping = true;
      const hangUp = Number.isFinite(patienceMs)
        ? setTimeout(() => app.server.closeAllConnections(), patienceMs)
        : undefined;
      // Connections that go idle after close() has begun would hold it up until they time out.
      const sweep = setInterval(() => app.server.closeIdleConnections(), idleSweepMs);
      await app.close();
      clearInterval(sweep);
      clearTimeout(hangUp);
    },
  };
}

const sendReply = (reply: FastifyReply, value: Reply<unknown>, status?: number) =>
  reply
    .code(status ?? (value.ok ? 200 : failureStatus[value.error.code]))
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(value));

/** Who says no name, as very old programs, is no browser. */
const isOwnName = (host: string | undefined) =>
  host === undefined || /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);

const foreignName: Failure = {
  code: 'forbidden',
  sentence: 'This page is for this computer only.',
  advice: 'Open it at 127.0.0.1. Where a proxy passes another name on, set HOST to the address to listen on.',
};

const overloaded: Failure = {
  code: 'overloaded',
  sentence: 'Too many people are asking at once.',
  advice: 'Try again in a moment.',
};

const stopping: Reply<unknown> = {
  ok: false,
  error: { code: 'unavailable', sentence: 'This process is stopping.', advice: 'Try again in a moment.' },
};

const unreadable: Failure = {
  code: 'invalid-input',
  sentence: 'The request can’t be read.',
  advice: 'Send JSON of at most 64 KB, with the content type application/json.',
};

const broken: Failure = {
  code: 'internal',
  sentence: 'Something went wrong in Filmdesk.',
  advice: 'Try again in a moment.',
};

const nothingHere: Failure = {
  code: 'not-found',
  sentence: 'There is nothing at this address.',
  advice: 'The films are at /films.',
};
