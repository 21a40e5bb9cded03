import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { testConnection } from '../../main/database/connection-test.ts';
import { parseConnectionUri } from '../../main/database/settings.ts';
import { type OpenShop, openShop, serverSource } from '../../main/database/shop.ts';
import { sampleDatabase } from '../support/databases.ts';
import { busyWith } from '../support/locks.ts';
import { freePort, uriOf } from '../support/postgres.ts';
import { askDirectly, valueOf } from '../support/shops.ts';

/* Behind a PgBouncer in transaction mode, as many hosts put before their servers: it refuses settings at start-up. */

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const port = inject('postgresPort');
const anySignal = new AbortController().signal;
let directory: string;
let pooler: ChildProcess;
let poolerPort: number;
let shop: OpenShop;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'filmdesk-pgbouncer-'));
  chmodSync(directory, 0o755);
  poolerPort = await freePort();
  const password = parseConnectionUri(uriOf(port, sampleDatabase)).password!;
  writeFileSync(join(directory, 'users'), `"postgres" "${password}"\n`);
  writeFileSync(
    join(directory, 'settings'),
    [
      '[databases]',
      `* = host=127.0.0.1 port=${port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${poolerPort}`,
      'unix_socket_dir =',
      'pool_mode = transaction',
      'auth_type = plain',
      `auth_file = ${join(directory, 'users')}`,
      'default_pool_size = 3',
    ].join('\n'),
  );
  pooler = spawn('pgbouncer', [join(directory, 'settings')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: [process.env['PATH'], '/usr/sbin'].join(delimiter) },
    ...(isRoot && { uid: nobody, gid: nobody }),
  });
  await new Promise<void>((resolve, reject) => {
    const lines: string[] = [];
    createInterface({ input: pooler.stderr! }).on('line', (line) => {
      lines.push(line);
      if (line.includes('process up')) resolve();
    });
    pooler.once('exit', () => reject(new Error(`PgBouncer ended at once:\n${lines.join('\n')}`)));
  });
  shop = openShop(serverSource(parseConnectionUri(uriOf(poolerPort, sampleDatabase))), {
    max: 4,
    readOnly: true,
  });
});

afterAll(async () => {
  await shop.close();
  const exited = once(pooler, 'exit');
  pooler.kill('SIGTERM');
  await exited;
  rmSync(directory, { recursive: true });
});

test('the shop works, many questions at once', async () => {
  const ask = askDirectly(shop);
  const pages = await Promise.all(
    Array.from({ length: 20 }, (_, page) =>
      valueOf<'films.list'>(ask, 'films.list', { window: { position: page * 50, limit: 50 } }),
    ),
  );
  expect(new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(1000);
  expect(await valueOf<'shop.status'>(ask, 'shop.status', {})).toMatchObject({ films: 1000, readOnly: true });
});

test('every statement has its time limit, and none may write', async () => {
  const limits = await shop.read(anySignal, async (db) => {
    const { rows } = await db.execute<{ statement: string; lock: string }>(
      sql`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`,
    );
    return rows[0];
  });
  expect(limits).toEqual({ statement: '15s', lock: '3s' });
  await expect(shop.read(anySignal, (db) => db.execute(sql`delete from rental`))).rejects.toMatchObject({
    failure: { code: 'forbidden' },
  });
  const { rows } = await shop.read(anySignal, (db) => db.execute(sql`select 1 as one`));
  expect(rows).toEqual([{ one: 1 }]);
});

test('a question that nobody waits for is cancelled in PostgreSQL', async () => {
  const cancel = new AbortController();
  const asked = shop.read(cancel.signal, (db) => db.execute(sql`select pg_sleep(12)`));
  const given = expect(asked).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  const asleep = () => busyWith(port, 'select pg_sleep(12)');
  await expect.poll(asleep, { timeout: 10_000 }).toBe(1);
  cancel.abort();
  await given;
  expect(await asleep()).toBe(0);
});

test('a connection through it can be tested', async () => {
  const report = await testConnection(parseConnectionUri(uriOf(poolerPort, sampleDatabase)), {
    signal: anySignal,
    report: () => {},
  });
  expect(report).toMatchObject({ ok: true, flavour: 'filmdesk', films: 1000 });
});
