import './known-runtime.ts';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { SQL } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { FilmdeskError } from '../contract/failures.ts';
import { diagnose, isLostConnection } from './diagnosis.ts';
import { type CopyFormat, copyOut, readOut } from './copy.ts';
import { PreparedStatements } from './prepared.ts';
import { cancelRequest, type OpenPool, openPool, type PoolOptions } from './pool.ts';
import { inspect, type Profile } from './profile.ts';
import type { ConnectionSettings } from './settings.ts';

export type Database = NodePgDatabase & { $client: pg.PoolClient };

/** Where a shop's database comes from: a server's settings, or the embedded shop, which is started first. */
export interface ShopSource {
  /** Settings to connect with now. Cheap once the database runs; starts it (again) where it doesn't. */
  ready(): Promise<ConnectionSettings>;
  close(): Promise<void>;
}

/** What the operations know of the database. */
export interface Shop {
  /**
   * Runs `run` on one connection. Reads again on another one where the connection was lost; cancels in
   * PostgreSQL when the signal is aborted. Fails with a typed failure where the database is the cause; as `cancelled`
   * where the shop is closed.
   */
  read<T>(signal: AbortSignal, run: (db: Database, shop: Connected) => Promise<T>): Promise<T>;
  /**
   * The rows of a SELECT as CSV with a heading, or as text for `copiedColumns`, on a connection of its own until the
   * stream has ended or was destroyed. It may take as long as it needs. Fails as `read` does before the first byte;
   * later the stream breaks off.
   */
  readCsv(signal: AbortSignal, select: (shop: Connected) => SQL): Promise<Readable>;
  readText(signal: AbortSignal, select: (shop: Connected) => SQL): Promise<Readable>;
}

/** For whom opened it. */
export interface OpenShop extends Shop {
  /** Ends its connections and its source; what is still read fails as `cancelled`. */
  close(): Promise<void>;
}

export interface Connected {
  profile: Profile;
  settings: ConnectionSettings;
  encryption: OpenPool['encryption'];
  /** Undefined where connections keep no statements: behind a pooler, and in the embedded shop, where all are one. */
  prepared: PreparedStatements | undefined;
}

interface Connection extends Connected {
  pool: OpenPool;
}

const readAttempts = 3;

/** Opens a shop at its first use; closing it ends its connections and its source. */
export function openShop(source: ShopSource, options: PoolOptions): OpenShop {
  let opening: Promise<Connection> | undefined;
  let closing: Promise<void> | undefined;
  let lastSettings: ConnectionSettings | undefined;
  const sessions = new WeakMap<pg.PoolClient, Session>();

  async function connect(): Promise<Connection> {
    const settings = await source.ready();
    lastSettings = settings;
    const pool = await openPool(settings, options);
    try {
      const found = await inspect(pool.pool, settings);
      const profile = { ...found, readOnly: found.readOnly || options.readOnly };
      // A pooler may take the wish and not pass it on: then each transaction says it.
      const takesLimits = pool.takesLimits && profile.readOnly === found.readOnly;
      return {
        pool: { ...pool, takesLimits },
        settings: pool.settings,
        profile,
        encryption: pool.encryption,
        prepared: takesLimits && !settings.embedded ? new PreparedStatements() : undefined,
      };
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  async function connection(): Promise<Connection> {
    if (closing) throw new Error('the shop is closed');
    opening ??= connect().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  /** The next read looks for a server anew. */
  function forgetConnection(lost: Promise<Connection> | undefined): void {
    if (lost === undefined || lost !== opening) return;
    opening = undefined;
    lost.then(({ pool }) => pool.close()).catch(() => {});
  }

  /** The connection, typed, for what is cancelled by the signal. */
  function databaseOn(client: pg.PoolClient, signal: AbortSignal): Database {
    const session = sessions.get(client) ?? openSession(client);
    sessions.set(client, session);
    session.signal = signal;
    return session.db;
  }

  async function readOnce<T>(
    signal: AbortSignal,
    run: (db: Database, shop: Connected) => Promise<T>,
  ): Promise<T> {
    const connected = await connection();
    await source.ready();
    const client = await connected.pool.connect();
    let cancelling: Promise<void> | undefined;
    const cancel = () => {
      cancelling = cancelRequest(client, connected.settings);
    };
    let broken: unknown;
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', cancel, { once: true });
      const db = databaseOn(client, signal);
      if (connected.pool.takesLimits) return await run(db, connected);
      return await inTransaction(client, () => run(db, connected));
    } catch (error) {
      if (isLostConnection(error) || isUnfinished(error)) broken = error;
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      await cancelling;
      client.release(broken instanceof Error ? broken : undefined);
    }
  }

  /** Begins a transaction without a time limit, and ends it with its connection when the stream has closed. */
  async function openCopy(
    signal: AbortSignal,
    select: (shop: Connected) => SQL,
    format: CopyFormat,
  ): Promise<Readable> {
    const connected = await connection();
    await source.ready();
    const { settings, pool } = connected;
    const client = await pool.connect();
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

  async function readCopy(...how: Parameters<typeof openCopy>): Promise<Readable> {
    try {
      return await openCopy(...how);
    } catch (error) {
      if (how[0].aborted || closing) throw cancelled(error);
      throw lastSettings ? diagnose(error, lastSettings) : error;
    }
  }

  async function closeAll(): Promise<void> {
    const open = await opening?.catch(() => undefined);
    await open?.pool.close();
    await source.close();
  }

  return {
    async read(signal, run) {
      for (let attempt = 1; ; attempt++) {
        const used = opening;
        try {
          return await readOnce(signal, run);
        } catch (error) {
          if (signal.aborted || closing) throw cancelled(error);
          const isLost = isLostConnection(error);
          // Of several servers another one may still answer, or answer again.
          if (isLost && lastSettings?.otherServers) forgetConnection(used);
          if (attempt === readAttempts || !isLost) throw lastSettings ? diagnose(error, lastSettings) : error;
          await delay(40 * attempt);
        }
      }
    },
    readCsv: (signal, select) => readCopy(signal, select, 'csv'),
    readText: (signal, select) => readCopy(signal, select, 'text'),
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}

interface Session {
  db: Database;
  /** Of what is being read now. */
  signal: AbortSignal | undefined;
}

/** What is cancelled between two statements PostgreSQL would not hear of: no further one is sent. */
function openSession(client: pg.PoolClient): Session {
  const guarded = Object.assign(Object.create(client) as pg.PoolClient, {
    query(...statement: Parameters<typeof client.query>) {
      session.signal?.throwIfAborted();
      return client.query(...statement);
    },
  });
  const session: Session = { db: drizzle({ client: guarded, casing: 'snake_case' }), signal: undefined };
  return session;
}

const limitedRead =
  "BEGIN READ ONLY; SET LOCAL datestyle = 'ISO'; SET LOCAL statement_timeout = '15s'; SET LOCAL lock_timeout = '3s'; SET LOCAL idle_in_transaction_session_timeout = '10s'";

/** A pooler keeps no settings from one transaction to the next, so each brings its own. */
async function inTransaction<T>(client: pg.PoolClient, run: () => Promise<T>): Promise<T> {
  try {
    await client.query(limitedRead);
    const result = await run();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // Where this fails too, the connection is gone, and with it the transaction.
    await client.query('ROLLBACK').catch(() => {});
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

/** A query that ran into the driver's own time limit may still be answered later: its connection is spoilt. */
const isUnfinished = (error: unknown) =>
  error instanceof Error && /Query read timeout/.test(`${error.message} ${String(error.cause)}`);

const cancelled = (cause: unknown) =>
  new FilmdeskError(
    { code: 'cancelled', sentence: 'This was cancelled.', advice: 'Ask again if you still need it.' },
    { cause },
  );

/** Whichever shop is open when it is asked. */
export const followShop = (open: () => Shop): Shop => ({
  read: (signal, run) => open().read(signal, run),
  readCsv: (signal, select) => open().readCsv(signal, select),
  readText: (signal, select) => open().readText(signal, select),
});

/** A shop on a server that someone else runs. */
export const serverSource = (settings: ConnectionSettings): ShopSource => ({
  ready: () => Promise.resolve(settings),
  close: () => Promise.resolve(),
});
