import { createReadStream, statSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { listPageFiles } from '../page.ts';

/**
 * Serves each file of the built page at its own address, and no other file: what isn't listed has no route. Files
 * with a hash in their name never change; the others are asked for again.
 */
export function servePageFiles(app: FastifyInstance): void {
  for (const [url, { path, contentType }] of listPageFiles()) {
    if (url === '/index.html') continue;
    const { size, mtimeMs } = statSync(path);
    const isImmutable = url.startsWith('/assets/');
    const tag = `W/"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
    app.get(url, (request, reply) => {
      reply.headers({ etag: tag, vary: 'accept-encoding' });
      reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type(contentType).send(createReadStream(path));
    });
  }
}
