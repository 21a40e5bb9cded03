import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { SQL } from 'drizzle-orm';
import type pg from 'pg';
import { FilmdeskError } from '../contract/failures.ts';
import { type CopyFormat, copyOut, readOut } from './copy.ts';
import { cancelRequest } from './pool.ts';
import type { ConnectionSettings } from './settings.ts';
import type { Connected } from './shop.ts';

/** A connection, to be released, and what is known of its database. */
export interface Taken {
  client: pg.PoolClient;
  connected: Connected;
}

type ReadStream = (
  signal: AbortSignal,
  select: (shop: Connected) => SQL,
  format: CopyFormat,
) => Promise<Readable>;

/**
 * Streams of whole lists, `most` at a time: one more fails as `overloaded`. Each has a connection of its own until it
 * has ended or was destroyed, however slowly it is read. Rejects with what went wrong before the first byte.
 */
export function copyStreams(take: () => Promise<Taken>, most: number): ReadStream {
  let count = 0;
  return async (...how) => {
    if (count >= most) throw overloaded();
    count++;
    const leave = () => void count--;
    try {
      const copy = await openCopy(take, ...how);
      if (copy.closed) leave();
      else copy.once('close', leave);
      return copy;
    } catch (error) {
      leave();
      throw error;
    }
  };
}

/** Begins a transaction without a time limit, and ends it with its connection when the stream has closed. */
async function openCopy(
  take: () => Promise<Taken>,
  ...[signal, select, format]: Parameters<ReadStream>
): Promise<Readable> {
  const { client, connected } = await take();
  const { settings } = connected;
  let copy: Readable | undefined;
  try {
    signal.throwIfAborted();
    await client.query('BEGIN READ ONLY; SET LOCAL statement_timeout = 0');
    copy = settings.embedded
      ? await readOut(client, select(connected), format)
      : copyOut(client, select(connected), format);
    const stream = copy;
    const abort = () => stream.destroy(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    // What was cancelled says so when nobody listens any more.
    copy.on('error', () => {});
    let isWhole = false;
    copy.once('end', () => (isWhole = true));
    copy.once('close', () => {
      signal.removeEventListener('abort', abort);
      if (!settings.embedded) void endCopy(client, settings, isWhole);
    });
    // In memory already: however slowly it is read, nobody waits for the one question that it answers at a time.
    if (settings.embedded) await endCopy(client, settings, true);
    await once(copy, 'readable');
    return copy;
  } catch (error) {
    // Once there is a stream, its end gives the connection back; one that has failed is not at its end by itself.
    if (copy) copy.destroy();
    else client.release(true);
    throw error;
  }
}

/** What was broken off is cancelled, and its connection given up: more of it may be on its way. */
async function endCopy(client: pg.PoolClient, settings: ConnectionSettings, isWhole: boolean): Promise<void> {
  try {
    if (!isWhole) await cancelRequest(client, settings);
    else await client.query('COMMIT');
    client.release(!isWhole);
  } catch {
    client.release(true);
  }
}

const overloaded = () =>
  new FilmdeskError({
    code: 'overloaded',
    sentence: 'Others are reading all films already.',
    advice: 'Try again when one of them has ended.',
  });
