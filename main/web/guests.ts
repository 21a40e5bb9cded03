import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Failure, failureStatus } from '../contract/failures.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const notInvited: Failure = {
  code: 'forbidden',
  sentence: 'This page is shared by its link only.',
  advice: 'Ask for the link.',
};

const cookieName = 'filmdesk-guest';
const presentMs = 60_000;

/** Lets in whoever has the link, and counts them. */
export interface Guests {
  /** What a link has to bear, as `guest=…`. */
  readonly key: string;
  /** How many have asked for something within the last minute. */
  count(): number;
  guard(app: FastifyInstance): void;
}

/**
 * A guest comes with the key in the address, gets a cookie of their own for it, and goes on without the key: it shall
 * not stay in the address. Whoever has neither is told to ask for the link.
 */
export function inviteGuests(): Guests {
  const secret = randomBytes(24).toString('base64url');
  const lastSeen = new Map<string, number>();

  function guestOf(request: FastifyRequest): string | undefined {
    const cookie = new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]+)\\.([\\w-]+)`).exec(
      request.headers.cookie ?? '',
    );
    return cookie && isSame(cookie[1]!, secret) ? cookie[2]! : undefined;
  }

  async function letIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const guest = guestOf(request);
    if (guest !== undefined) {
      lastSeen.set(guest, Date.now());
      return;
    }
    // Not relative to a base: `//host` would then be another host's.
    const address = new URL(`http://localhost/${request.url.replace(/^\/+/, '')}`);
    const key = address.searchParams.get('guest');
    if (request.method === 'GET' && key !== null && isSame(key, secret)) {
      address.searchParams.delete('guest');
      const cookie = `${cookieName}=${secret}.${randomBytes(9).toString('base64url')}`;
      await reply
        .header('set-cookie', `${cookie}; Path=/; HttpOnly; SameSite=Lax`)
        .header('cache-control', 'no-store')
        .redirect(address.pathname + address.search, 303);
      return;
    }
    const { code, sentence, advice } = notInvited;
    reply.code(failureStatus[code]);
    // The page of somebody whose link has ended asks on: it tells what it is told.
    if (request.url.startsWith('/api/')) await reply.send({ ok: false, error: notInvited });
    else await reply.type('text/plain; charset=utf-8').send(`${sentence} ${advice}`);
  }

  return {
    key: `guest=${secret}`,
    count() {
      const oldest = Date.now() - presentMs;
      for (const [guest, seen] of lastSeen) if (seen < oldest) lastSeen.delete(guest);
      return lastSeen.size;
    },
    guard: (app) => void app.addHook('onRequest', letIn),
  };
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
