import './known-runtime.ts';
import { connect as connectSocket, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import pg from 'pg';
import { causeOf, diagnose } from './diagnosis.ts';
import { type ConnectionSettings, findPassword, isLocal, serversOf } from './settings.ts';
import { tlsOptions, type TlsStage, tlsStages } from './tls.ts';

export interface PoolOptions {
  /** Connections at most: 4 on a desk and 4 for its guests, 8 in a web process. */
  max: number;
  /** Whether PostgreSQL itself refuses every write on these connections. */
  readOnly: boolean;
  /** False for long work, as filling a database: no statement is cut off. */
  hasTimeLimits?: boolean;
}

/**
 * For how long a connection is kept that nobody uses. The first questions to a new one take 50 to 100 ms more than later
 * ones: too long for the first letter that is typed after a pause. An open page asks for the pulse more often, and keeps
 * one so; the others are left to the rest of the shop, for small servers have few.
 */
const longestIdleMs = 60_000;

export interface OpenPool {
  pool: pg.Pool;
  /** A connection, to be released; never one that nobody has used for longer than `longestIdleMs`. */
  connect(): Promise<pg.PoolClient>;
  /** With the server that was taken, of several. */
  settings: ConnectionSettings;
  /** False behind a PgBouncer: time limits and read-only then have to be set in each transaction. */
  takesLimits: boolean;
  encryption: 'local' | 'none' | 'encrypted' | 'verified';
  close(): Promise<void>;
}

/**
 * Opens a pool after one connection has succeeded, having found out what the server accepts: TLS or not,
 * and whether time limits may be set at start-up (PgBouncer refuses them with 08P01). Of several servers it takes the
 * first that may be written to, unless `readOnly`; the first that answers where none may.
 * Rejects with what was wrong with the first server.
 */
export async function openPool(settings: ConnectionSettings, options: PoolOptions): Promise<OpenPool> {
  const servers = serversOf(settings);
  if (servers.length === 1) return openServer(servers[0]!, options);
  let standby: OpenPool | undefined;
  let failure: unknown;
  for (const one of servers) {
    try {
      const open = await openServer(one, options);
      if (options.readOnly || (await isWritable(open.pool))) {
        await standby?.close();
        return open;
      }
      if (standby) await open.close();
      else standby = open;
    } catch (error) {
      failure ??= diagnose(error, one);
    }
  }
  if (standby) return standby;
  throw failure;
}

/** Refusals after which another stage of encryption may be let in. */
const otherwiseCauses = new Set(['NO_TLS', '28000', 'NEEDS_TLS', 'NO_ENTRY']);

/** Whether the server may let the connection in with TLS, or without, after this refusal. */
export const isRefusedAsItIs = (error: unknown) => otherwiseCauses.has(causeOf(error) ?? '');

async function isWritable(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ writable: boolean }>(
    "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS writable",
  );
  return rows[0]!.writable;
}

async function openServer(settings: ConnectionSettings, options: PoolOptions): Promise<OpenPool> {
  let failure: unknown;
  for (const stage of tlsStages[settings.tls]) {
    for (const limits of [true, false]) {
      const config = poolConfig(settings, options, stage, limits);
      const pool = new pg.Pool(config);
      // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
      pool.on('error', () => {});
      pool.on('connect', (client) => client.on('error', () => {}));
      try {
        (await pool.connect()).release();
        return {
          pool,
          connect: connectorOf(pool),
          settings,
          takesLimits: limits,
          encryption: encryptionOf(settings, stage),
          close: () => pool.end(),
        };
      } catch (error) {
        // Without TLS a server that lets nobody in may say only that TLS is missing.
        if (failure === undefined || causeOf(error) !== 'NEEDS_TLS') failure = error;
        await pool.end();
        if (causeOf(error) !== '08P01') break;
      }
    }
    if (!isRefusedAsItIs(failure)) break;
  }
  throw failure;
}

/** While a computer sleeps no timer runs: the pool still has connections then that the server has given up long ago. */
function connectorOf(pool: pg.Pool): OpenPool['connect'] {
  const releasedAt = new WeakMap<pg.PoolClient, number>();
  pool.on('release', (_error, client) => releasedAt.set(client, Date.now()));
  return async () => {
    for (;;) {
      const client = await pool.connect();
      const now = Date.now();
      if (now - (releasedAt.get(client) ?? now) <= longestIdleMs) return client;
      client.release(true);
    }
  };
}

function poolConfig(
  settings: ConnectionSettings,
  { max, readOnly, hasTimeLimits = true }: PoolOptions,
  stage: TlsStage,
  limits: boolean,
): pg.PoolConfig {
  const { host, port, pipe, database, user } = settings;
  return {
    host,
    port,
    database,
    user,
    password: () => findPassword(settings),
    ssl: tlsOptions(settings, stage),
    ...(pipe && { stream: () => new PipeSocket(pipe) }),
    max,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: longestIdleMs,
    maxLifetimeSeconds: 1800,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'Filmdesk',
    // The server's own limit comes first; this one is for a server that no longer answers.
    ...(hasTimeLimits && { query_timeout: 20_000 }),
    ...(limits &&
      hasTimeLimits && {
        statement_timeout: 15_000,
        lock_timeout: 3000,
        idle_in_transaction_session_timeout: 10_000,
      }),
    // Times are read in this form, whatever the server writes by itself.
    ...(limits && { options: `-c datestyle=ISO${readOnly ? ' -c default_transaction_read_only=on' : ''}` }),
  };
}

function encryptionOf(settings: ConnectionSettings, stage: TlsStage): OpenPool['encryption'] {
  if (isLocal(settings)) return 'local';
  if (stage === 'plain') return 'none';
  return stage === 'tls-name' ? 'verified' : 'encrypted';
}

/** Connects to a named pipe wherever pg asks it to go: pg itself knows only host and port. */
class PipeSocket extends Socket {
  readonly #path: string;
  constructor(path: string) {
    super();
    this.#path = path;
  }
  override connect(): this {
    return super.connect(this.#path);
  }
}

const cancelRequestCode = 80_877_102;
const sslRequestCode = 80_877_103;

/**
 * Asks the server to cancel what `client` is doing, by the protocol's CancelRequest on a connection of its own,
 * which is the only way that also works through PgBouncer; that forgets it if the connection is closed before the server
 * closes it. Resolves to true when the server has taken the request, before which the client must not be used for
 * anything else; to false after two seconds: then it must not be used any more, for the request may still be on its way.
 */
export async function cancelRequest(client: pg.PoolClient, settings: ConnectionSettings): Promise<boolean> {
  const { processID, secretKey, connection } = client as pg.PoolClient & {
    processID: number | null;
    secretKey: number | null;
    connection?: { stream?: { encrypted?: boolean } };
  };
  if (processID === null || secretKey === null || settings.embedded) return true;
  const { host, port } = settings;
  const plain = host.startsWith('/') ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket(port, host);
  let isTaken = true;
  plain.setTimeout(2000, () => {
    isTaken = false;
    plain.destroy();
  });
  // Who is not reached cancels nothing later either.
  plain.on('error', () => {});
  const closed = new Promise<void>((resolve) => plain.on('close', () => resolve()));
  const message = int32s(16, cancelRequestCode, processID, secretKey);
  if (connection?.stream?.encrypted) {
    plain.write(int32s(8, sslRequestCode));
    plain.once('data', () => {
      connectTls({ socket: plain, rejectUnauthorized: false })
        .on('error', () => {})
        .on('end', () => plain.destroy())
        .write(message);
    });
  } else {
    plain.write(message);
    plain.on('end', () => plain.destroy());
    plain.resume();
  }
  await closed;
  return isTaken;
}

function int32s(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value | 0, index * 4);
  return bytes;
}
