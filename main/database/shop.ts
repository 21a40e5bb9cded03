import './known-runtime.ts';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { SQL } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { FilmdeskError } from '../contract/failures.ts';
import { diagnose, isLostConnection } from './diagnosis.ts';
import { copyStreams } from './copy-streams.ts';
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
   * later the stream breaks off, and `diagnose` says why. Half of the connections are left to who only looks: where so
   * many streams are read already, one more fails as `overloaded`.
   */
  readCsv(signal: AbortSignal, select: (shop: Connected) => SQL): Promise<Readable>;
  readText(signal: AbortSignal, select: (shop: Connected) => SQL): Promise<Readable>;
  /** What has broken a stream off, as a typed failure where the database is the cause. */
  diagnose(error: unknown): unknown;
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
  /** When it is to be found out again how many films there are; never where it is known. */
  inspectAt: number;
}

const readAttempts = 3;

/** By then PostgreSQL itself has analysed a table that was just filled. */
const inspectAgainMs = 60_000;

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
      const profile = profileFor(found);
      // A pooler may take the wish and not pass it on: then each transaction says it.
      const takesLimits = pool.takesLimits && profile.readOnly === found.readOnly;
      return {
        pool: { ...pool, takesLimits },
        settings: pool.settings,
        profile,
        encryption: pool.encryption,
        prepared: takesLimits && !settings.embedded ? new PreparedStatements() : undefined,
        inspectAt: inspectionAfter(profile),
      };
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  const profileFor = (found: Profile) => ({ ...found, readOnly: found.readOnly || options.readOnly });

  async function connection(): Promise<Connection> {
    if (closing) throw new Error('the shop is closed');
    opening ??= connect().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    const used = opening;
    const open = await used;
    if (Date.now() >= open.inspectAt) void inspectAgain(used, open);
    return open;
  }

  /** Whoever asks later has what was found out; nobody waits for it, or learns that it failed. */
  async function inspectAgain(used: Promise<Connection>, open: Connection): Promise<void> {
    open.inspectAt = Infinity;
    const found = await inspect(open.pool.pool, open.settings).catch(() => open.profile);
    const profile = profileFor(found);
    if (opening === used)
      opening = Promise.resolve({ ...open, profile, inspectAt: inspectionAfter(profile) });
  }

  /** The next read looks for a server anew. */
  function forgetConnection(lost: Promise<Connection> | undefined): void {
    if (lost === undefined || lost !== opening) return;
    opening = undefined;
    lost.then(({ pool }) => pool.close()).catch(() => {});
  }

  async function take(): Promise<{ connected: Connection; client: pg.PoolClient }> {
    const connected = await connection();
    await source.ready();
    return { connected, client: await connected.pool.connect() };
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
    signal.throwIfAborted();
    const { connected, client } = await take();
    let cancelling: Promise<boolean> | undefined;
    const cancel = () => {
      cancelling = cancelRequest(client, connected.settings);
    };
    let isBroken = false;
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', cancel, { once: true });
      const db = databaseOn(client, signal);
      if (connected.pool.takesLimits) return await run(db, connected);
      return await inTransaction(client, async () => {
        try {
          return await run(db, connected);
        } finally {
          // Not the ROLLBACK is to be cancelled.
          await cancelling;
        }
      });
    } catch (error) {
      isBroken = isLostConnection(error) || isUnfinished(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      // What is cancelled too late must not be what somebody else asks next.
      const isSettled = (await cancelling) ?? true;
      client.release(isBroken || !isSettled);
    }
  }

  const openStream = copyStreams(take, Math.max(1, Math.floor(options.max / 2)));

  async function readStream(...how: Parameters<typeof openStream>): Promise<Readable> {
    try {
      return await openStream(...how);
    } catch (error) {
      if (how[0].aborted || closing) throw cancelled(error);
      throw diagnosed(error);
    }
  }

  const diagnosed = (error: unknown) => (lastSettings ? diagnose(error, lastSettings) : error);

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
          if (attempt === readAttempts || !isLost) throw diagnosed(error);
          await delay(40 * attempt);
        }
      }
    },
    readCsv: (signal, select) => readStream(signal, select, 'csv'),
    readText: (signal, select) => readStream(signal, select, 'text'),
    diagnose: diagnosed,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}

/** How many films there are is not known before they are analysed, and what is asked for goes by it. */
const inspectionAfter = ({ estimatedFilms }: Profile) =>
  estimatedFilms === null ? Date.now() + inspectAgainMs : Infinity;

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
  diagnose: (error) => open().diagnose(error),
});

/** A shop on a server that someone else runs. */
export const serverSource = (settings: ConnectionSettings): ShopSource => ({
  ready: () => Promise.resolve(settings),
  close: () => Promise.resolve(),
});
