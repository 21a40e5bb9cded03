import { connect as connectSocket, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import pg from 'pg';
import { causeOf } from './diagnosis.ts';
import type { ConnectionSettings, TlsMode } from './settings.ts';

export interface PoolOptions {
  /** Connections at most: 4 on a desk, 8 in a web process. */
  max: number;
  /** Whether PostgreSQL itself refuses every write on these connections. */
  readOnly: boolean;
  /** False for long work, as filling a database: no statement is cut off. */
  hasTimeLimits?: boolean;
}

export interface OpenPool {
  pool: pg.Pool;
  encryption: 'local' | 'none' | 'encrypted' | 'verified';
  close(): Promise<void>;
}

/** A stage of encryption to try, in order; the first that the server takes is kept. */
const stages: Record<TlsMode, readonly ('plain' | 'tls' | 'tls-ca' | 'tls-name')[]> = {
  off: ['plain'],
  allow: ['plain', 'tls'],
  prefer: ['tls', 'plain'],
  encrypt: ['tls'],
  'verify-ca': ['tls-ca'],
  'verify-full': ['tls-name'],
};

type Stage = (typeof stages)[TlsMode][number];

const sslOf: Record<Stage, pg.PoolConfig['ssl']> = {
  plain: false,
  tls: { rejectUnauthorized: false },
  'tls-ca': { rejectUnauthorized: true, checkServerIdentity: () => undefined },
  'tls-name': { rejectUnauthorized: true },
};

/**
 * Opens a pool after one connection has succeeded, having found out what the server accepts: TLS or not,
 * and whether time limits may be set at start-up (PgBouncer refuses them with 08P01).
 * Rejects with the driver's error of the last attempt.
 */
export async function openPool(settings: ConnectionSettings, options: PoolOptions): Promise<OpenPool> {
  let failure: unknown;
  for (const stage of stages[settings.tls]) {
    for (const limits of [true, false]) {
      const config = poolConfig(settings, options, stage, limits);
      const pool = new pg.Pool(config);
      // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
      pool.on('error', () => {});
      pool.on('connect', (client) => client.on('error', () => {}));
      try {
        (await pool.connect()).release();
        return { pool, encryption: encryptionOf(settings, stage), close: () => pool.end() };
      } catch (error) {
        failure = error;
        await pool.end();
        if (causeOf(error) !== '08P01') break;
      }
    }
    if (causeOf(failure) !== 'NO_TLS' && causeOf(failure) !== '28000') break;
  }
  throw failure;
}

function poolConfig(
  settings: ConnectionSettings,
  { max, readOnly, hasTimeLimits = true }: PoolOptions,
  stage: Stage,
  limits: boolean,
): pg.PoolConfig {
  const { host, port, pipe, database, user, password } = settings;
  return {
    host,
    port,
    database,
    user,
    password: password ?? '',
    ssl: sslOf[stage],
    ...(pipe && { stream: () => new PipeSocket(pipe) }),
    max,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 10_000,
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
    ...(limits && readOnly && { options: '-c default_transaction_read_only=on' }),
  };
}

function encryptionOf({ host, pipe }: ConnectionSettings, stage: Stage): OpenPool['encryption'] {
  if (pipe !== undefined || host.startsWith('/')) return 'local';
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
 * which is the only way that also works through PgBouncer. Resolves when the server has taken the request, or
 * after two seconds; the client must not be used for anything else before that.
 */
export async function cancelRequest(client: pg.PoolClient, settings: ConnectionSettings): Promise<void> {
  const { processID, secretKey, connection } = client as pg.PoolClient & {
    processID: number | null;
    secretKey: number | null;
    connection?: { stream?: { encrypted?: boolean } };
  };
  if (processID === null || secretKey === null || settings.embedded) return;
  const { host, port } = settings;
  const plain = host.startsWith('/') ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket(port, host);
  plain.setTimeout(2000, () => plain.destroy());
  plain.on('error', () => {});
  const closed = new Promise<void>((resolve) => plain.on('close', () => resolve()));
  const message = int32s(16, cancelRequestCode, processID, secretKey);
  if (connection?.stream?.encrypted) {
    plain.write(int32s(8, sslRequestCode));
    plain.once('data', () => {
      connectTls({ socket: plain, rejectUnauthorized: false })
        .on('error', () => {})
        .end(message);
    });
  } else {
    plain.end(message);
    plain.resume();
  }
  await closed;
}

function int32s(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value | 0, index * 4);
  return bytes;
}
