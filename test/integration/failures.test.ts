import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import fc from 'fast-check';
import { contract } from '../../main/contract/contract.ts';
import { failureStatus, FilmdeskError } from '../../main/contract/failures.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import { parseConnectionUri } from '../../main/database/settings.ts';
import { type OpenShop, openShop, serverSource } from '../../main/database/shop.ts';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { busyWith } from '../support/locks.ts';
import { runSql, settingsOf, startPostgres, type TestServer, uriOf } from '../support/postgres.ts';
import { askDirectly, openEmbeddedShop, openServerShop, valueOf } from '../support/shops.ts';

const port = inject('postgresPort');
const anySignal = new AbortController().signal;
const patience = { timeout: 20_000 };

async function failureOf(uri: string) {
  const shop = openShop(serverSource(parseConnectionUri(uri)), { max: 1, readOnly: true });
  const ask = askDirectly(shop);
  const reply = await ask('shop.status', {});
  await shop.close();
  return reply.ok ? undefined : reply.error;
}

describe('a connection that fails says which thing is wrong', () => {
  beforeAll(async () => {
    await runSql(port, 'postgres', 'create database empty_one');
    await runSql(port, 'postgres', 'create database other_one');
    await runSql(
      port,
      'other_one',
      'create table film (film_id int, title text); create table invoices (id int)',
    );
    await runSql(port, 'postgres', `create role reader login password 'reader-password'`);
  });

  test.each([
    [
      'a wrong password',
      () => uriOf(port, sampleDatabase).replace('test-password', 'canary-4711'),
      'wrong-login',
      'password of postgres',
    ],
    ['no such database', () => uriOf(port, 'nowhere'), 'wrong-login', 'no database nowhere'],
    [
      'no such host',
      () => 'postgres://clerk:canary-4711@no-such-host.invalid/shop',
      'unavailable',
      'no-such-host.invalid',
    ],
    [
      'nothing on the port',
      () => uriOf(1, sampleDatabase),
      'unavailable',
      'Nothing answers on 127.0.0.1, port 1',
    ],
    [
      'no TLS where it is asked for',
      () => `${uriOf(port, sampleDatabase)}?sslmode=require`,
      'wrong-login',
      'offers no encryption',
    ],
    ['an empty database', () => uriOf(port, 'empty_one'), 'wrong-schema', 'is empty'],
    ['a database that is no shop', () => uriOf(port, 'other_one'), 'wrong-schema', 'film.description'],
    [
      'a role that may not read',
      () => uriOf(port, sampleDatabase).replace('postgres:test-password', 'reader:reader-password'),
      'wrong-login',
      'reader may not read',
    ],
  ])('%s', async (_title, uri, code, words) => {
    const failure = await failureOf(uri());
    expect(failure).toMatchObject({ code, sentence: expect.stringContaining(words) as string });
    expect(failure!.advice).not.toBe('');
    expect(JSON.stringify(failure)).not.toMatch(/canary-4711|select .* from|at .*\.ts:/);
  });
});

describe('a database that goes away', () => {
  let server: TestServer;
  let shop: OpenShop;
  beforeAll(async () => {
    server = await startPostgres();
    await runSql(server.port, 'postgres', 'create database shop');
    await fillWithSample(parseConnectionUri(uriOf(server.port, 'shop')), 50);
    shop = openServerShop(server.port, 'shop');
  });
  afterAll(async () => {
    await shop.close();
    await server.remove();
  });

  const ask = (name: string, input: unknown) => askDirectly(shop)(name, input);
  const window = { position: 0, limit: 10 };

  test('is a typed failure while it is away, and heals by itself', async () => {
    expect(await ask('films.list', { window })).toMatchObject({ ok: true });
    await server.stop();
    expect(await ask('films.list', { window })).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    await server.start();
    expect(await ask('films.list', { window })).toMatchObject({ ok: true });
  });

  test('another server of the same shop takes over while it is away', async () => {
    const both = uriOf(server.port, sampleDatabase).replace(
      /@[^/]+/,
      `@127.0.0.1:${server.port},127.0.0.1:${port}`,
    );
    await runSql(server.port, 'postgres', `create database ${sampleDatabase}`);
    await fillWithSample(settingsOf(server.port, sampleDatabase), 50);
    const several = openShop(serverSource(parseConnectionUri(both)), { max: 2, readOnly: true });
    const askBoth = askDirectly(several);
    const total = async () => {
      const reply = await askBoth('films.list', { window });
      return reply.ok ? (reply.value as { total: number }).total : reply.error.code;
    };
    try {
      expect(await askBoth('shop.status', {})).toMatchObject({ ok: true });
      const first = await total();
      await server.stop();
      const second = await total();
      expect([first, second]).toEqual([50, 1000]);
    } finally {
      await server.start();
      await several.close();
    }
  });

  test('connections that are ended under load cost nobody more than a typed failure', async () => {
    const replies: boolean[] = [];
    const over = new AbortController();
    const load = Array.from({ length: 8 }, async () => {
      while (!over.signal.aborted) {
        const reply = await ask('films.list', { window });
        if (!reply.ok) expect(reply.error.code).toBe('unavailable');
        replies.push(reply.ok);
      }
    });
    for (let round = 0; round < 15; round++) {
      await runSql(
        server.port,
        'postgres',
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shop'`,
      );
      await delay(100);
    }
    over.abort();
    await Promise.all(load);
    expect(replies.filter((isOk) => isOk).length).toBeGreaterThan(replies.length * 0.9);
    expect(await ask('films.list', { window })).toMatchObject({ ok: true });
    const [left] = await runSql<{ count: number }>(
      server.port,
      'postgres',
      `select count(*)::int from pg_stat_activity where datname = 'shop'`,
    );
    expect(left!.count).toBeLessThanOrEqual(4);
  });
});

test('an export that fails or is given up before its first byte gives its connection back', async () => {
  const few = openShop(serverSource(parseConnectionUri(uriOf(port, sampleDatabase))), {
    max: 1,
    readOnly: true,
  });
  const loose: unknown[] = [];
  const onLoose = (error: unknown) => loose.push(error);
  process.on('unhandledRejection', onLoose);
  try {
    await expect(few.readCsv(anySignal, () => sql`select 1 / 0`)).rejects.toThrow();
    const leaving = new AbortController();
    const slow = few.readCsv(leaving.signal, () => sql`select pg_sleep(30)`);
    const given = expect(slow).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    await expect.poll(() => busyWith(port, 'COPY (select pg_sleep(30)'), patience).toBe(1);
    leaving.abort();
    await given;
    // The only connection: it would be waited for in vain.
    expect(await few.read(anySignal, () => Promise.resolve('served'))).toBe('served');
    expect(loose).toEqual([]);
  } finally {
    process.off('unhandledRejection', onLoose);
    await few.close();
  }
});

test('no more than half of the connections are streams’, and why one breaks off is diagnosed', async () => {
  const two = openShop(serverSource(parseConnectionUri(uriOf(port, sampleDatabase))), {
    max: 2,
    readOnly: true,
  });
  const endless = () => sql`select pg_sleep(0.001), repeat('x', 10000) from generate_series(1, 1000000)`;
  const reading = await two.readText(anySignal, endless);
  await expect(two.readText(anySignal, endless)).rejects.toMatchObject({ failure: { code: 'overloaded' } });
  const broken = new Promise((resolve) => reading.once('close', resolve));
  const failed = new Promise((resolve) => reading.once('error', resolve));
  reading.resume();
  await runSql(
    port,
    'postgres',
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'COPY (select pg_sleep(0.001)%'`,
  );
  expect(two.diagnose(await failed)).toMatchObject({ failure: { code: 'unavailable' } });
  reading.destroy();
  await broken;
  const next = await two.readText(anySignal, () => sql`select 1`);
  expect(await next.map(String).toArray()).toEqual(['1\n']);
  await two.close();
});

test('a connection is given up whose cancel may still be on its way', async () => {
  const held: Socket[] = [];
  const proxy = createServer((client) => {
    client.on('error', () => {});
    client.once('data', (first) => {
      // What asks to cancel has this length, and is let through when it is too late.
      if (first.length === 16) return void held.push(client);
      const upstream = connect(port, '127.0.0.1').on('error', () => {});
      upstream.write(first);
      client.pipe(upstream).pipe(client);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const shop = openShop(
    serverSource(parseConnectionUri(uriOf((proxy.address() as AddressInfo).port, sampleDatabase))),
    { max: 1, readOnly: true },
  );
  const process = () =>
    shop.read(anySignal, async (db) => {
      const { rows } = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      return rows[0]!.pid;
    });
  const before = await process();
  const cancel = new AbortController();
  const sleeping = shop.read(cancel.signal, (db) => db.execute(sql`select pg_sleep(3)`));
  await expect.poll(() => busyWith(port, 'select pg_sleep(3)'), patience).toBe(1);
  cancel.abort();
  await sleeping;
  expect(held).toHaveLength(1);
  expect(await process()).not.toBe(before);
  await shop.close();
  for (const socket of held) socket.destroy();
  proxy.close();
});

describe('a query that nobody waits for', () => {
  test('is cancelled in PostgreSQL, and its connection serves the next', async () => {
    const shop = openServerShop(port, sampleDatabase);
    const cancel = new AbortController();
    const sleeping = shop.read(cancel.signal, (db) => db.execute(sql`select pg_sleep(60)`));
    const asleep = () => busyWith(port, 'select pg_sleep(60)');
    const given = expect(sleeping).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    await expect.poll(asleep, patience).toBe(1);
    cancel.abort();
    await given;
    expect(await asleep()).toBe(0);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        shop.read(anySignal, (db) => db.execute<{ n: number }>(sql`select ${n}::int as n`)),
      ),
    );
    expect(answers.map(({ rows }) => rows[0]!.n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    await shop.close();
  });

  test('sends no further statement', async () => {
    const shop = openServerShop(port, sampleDatabase);
    const cancel = new AbortController();
    let isSent = false;
    const reading = shop.read(cancel.signal, async (db) => {
      await db.execute(sql`select 1`);
      cancel.abort();
      await db.execute(sql`select 2`);
      isSent = true;
    });
    await expect(reading).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(isSent).toBe(false);
    expect(await shop.read(anySignal, () => Promise.resolve('served'))).toBe('served');
    await shop.close();
  });

  test('never cancels another one, however often', async () => {
    const shop = openServerShop(port, sampleDatabase);
    for (let round = 0; round < 100; round++) {
      const cancel = new AbortController();
      const superseded = shop
        .read(cancel.signal, (db) => db.execute(sql`select pg_sleep(0.002)`))
        .catch((error: unknown) => error);
      await delay(round % 5);
      cancel.abort();
      const next = shop.read(anySignal, (db) => db.execute(sql`select 1`));
      await expect(next).resolves.toBeDefined();
      const ended = await superseded;
      if (ended instanceof Error) expect(ended).toBeInstanceOf(FilmdeskError);
    }
    await shop.close();
  });
});

test.each([
  ['on a server', () => ({ shop: openServerShop(port, sampleDatabase), close: async () => {} })],
  ['embedded', openEmbeddedShop],
])('who asks a shop %s while it is closed is told that this was cancelled', async (_, open) => {
  const { shop, close } = open();
  const unexpected: unknown[] = [];
  const ask = askDirectly(shop, (cause) => unexpected.push(cause));
  const early = ask('films.count', {});
  const closed = shop.close();
  const late = ask('films.count', {});
  await closed;
  for (const reply of [await late, await ask('films.count', {})])
    expect(reply).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  // It had begun: either is right.
  const begun = await early;
  if (!begun.ok) expect(begun.error.code).toBe('cancelled');
  expect(unexpected).toEqual([]);
  await close();
});

test('times are in ISO 8601, however the server writes them', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  await runSql(port, 'postgres', `alter database ${database} set datestyle = 'German'`);
  const shop = openServerShop(port, database);
  const ask = askDirectly(shop);
  const { updatedAt } = await valueOf<'films.get'>(ask, 'films.get', { id: 1 });
  expect(updatedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:/);
  await shop.close();
});

test('a read-only shop’s server refuses to write', async () => {
  const shop = openServerShop(port, sampleDatabase);
  await expect(shop.read(anySignal, (db) => db.execute(sql`delete from rental`))).rejects.toMatchObject({
    failure: { code: 'forbidden' },
  });
  await shop.close();
});

test('whatever is asked, however oddly, ends in a typed reply, and the next question works', async () => {
  const shop = openServerShop(port, sampleDatabase);
  const ask = askDirectly(shop);
  const odd = fc.anything({ withNullPrototype: true, maxDepth: 3 });
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('%', '_', '\\', `'`, '"', '\0', '\ud800', '‮abc', '🎬', ''),
  );
  const likely = fc.record(
    {
      search: text,
      sort: fc.record({
        key: fc.oneof(fc.constantFrom('title', 'length', 'stock'), text),
        descending: fc.boolean(),
      }),
      filters: fc.record(
        {
          category: fc.array(text),
          store: fc.array(fc.integer()),
          year: fc.record({ from: fc.integer(), to: fc.integer() }),
        },
        { requiredKeys: [] },
      ),
      window: fc.oneof(
        fc.record({
          position: fc.oneof(fc.nat(2000), fc.double()),
          limit: fc.oneof(fc.nat(220), fc.double()),
        }),
        fc.record({ after: text, limit: fc.nat(200) }),
      ),
      id: fc.oneof(fc.nat(1200), odd),
      filmId: fc.nat(1200),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(contract)),
      fc.oneof(likely, odd),
      async (name, input) => {
        const reply = await ask(name, input);
        if (!reply.ok) expect(Object.keys(failureStatus)).toContain(reply.error.code);
      },
    ),
    { numRuns: 400 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  await valueOf<'shop.status'>(ask, 'shop.status', {});
  await shop.close();
});

test('hostile text in the database comes back as it is, and as nothing but text', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const title = `<img src=x onerror=alert(1)>'"; drop table film;--`;
  await runSql(port, database, 'update film set title = $1 where film_id = 1', [title]);
  const shop = openServerShop(port, database);
  const ask = askDirectly(shop);
  const page = await valueOf<'films.list'>(ask, 'films.list', {
    search: 'onerror=alert(1)',
    window: { position: 0, limit: 5 },
  });
  expect(page.rows.map((film) => film.title)).toEqual([title]);
  await shop.close();
});
