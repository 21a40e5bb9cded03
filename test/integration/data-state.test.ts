import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { embeddedSource } from '../../main/database/embedded/source.ts';
import { changeByTransactions, dataState } from '../../main/database/data-state.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import { type Database, type OpenShop, openShop } from '../../main/database/shop.ts';
import { whileUnchanged } from '../../main/web/while-unchanged.ts';
import { runSql, settingsOf, startPostgres, type TestServer } from '../support/postgres.ts';
import { openServerShop } from '../support/shops.ts';

const never = new AbortController().signal;
const database = 'shop';
let server: TestServer;
let shop: OpenShop;
const desks: pg.Client[] = [];

// A server of its own, on which nothing else is written.
beforeAll(async () => {
  server = await startPostgres({ settings: ['autovacuum=off', 'max_prepared_transactions=1'] });
  await runSql(server.port, 'postgres', `create database ${database}`);
  await fillWithSample(settingsOf(server.port, database), 3);
  shop = openServerShop(server.port, database);
});
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
});
afterAll(async () => {
  await shop.close();
  await server.remove();
});

async function openDesk(): Promise<pg.Client> {
  const desk = new pg.Client({ ...settingsOf(server.port, database), ssl: false });
  await desk.connect();
  desks.push(desk);
  return desk;
}

const state = () => shop.read(never, dataState);
const rename = (id: number) => `update film set title = title || '!' where film_id = ${id}`;

test('is the same as long as nothing is written, however much is read', async () => {
  const before = await state();
  expect(before).toEqual(expect.any(String));
  await runSql(server.port, database, 'select count(*) from film');
  expect(await state()).toBe(before);
});

test.each([rename(1), `delete from film_actor`, `insert into category (name) values ('Western')`])(
  'is another once somebody has done “%s”',
  async (written) => {
    const before = await state();
    await runSql(server.port, database, written);
    expect(await state()).not.toBe(before);
  },
);

test('is another after each of two that write at the same time, whichever ends first', async () => {
  const [first, second] = [await openDesk(), await openDesk()];
  const states = [await state()];
  await first.query(`begin; ${rename(1)}`);
  await second.query(`begin; savepoint a; ${rename(2)}; release a; prepare transaction 'second'`);
  await second.query(`commit prepared 'second'`);
  states.push(await state());
  await first.query('commit');
  states.push(await state());
  expect(new Set(states).size).toBe(3);
});

test('is another after the server has been started again', async () => {
  const before = await state();
  await server.stop();
  await server.start();
  expect(await state()).not.toBe(before);
});

test('is another in another database of the server', async () => {
  const other = 'another_shop';
  await runSql(server.port, 'postgres', `create database ${other}`);
  await fillWithSample(settingsOf(server.port, other), 1);
  const another = openServerShop(server.port, other);
  try {
    expect(await another.read(never, dataState)).not.toBe(await state());
  } finally {
    await another.close();
  }
});

test('there is none on a standby', async () => {
  const other = await startPostgres();
  await runSql(other.port, 'postgres', `create database ${database}`);
  await fillWithSample(settingsOf(other.port, database), 1);
  await other.stop();
  other.layFile('standby.signal', '');
  await other.start();
  const standby = openServerShop(other.port, database);
  try {
    expect(await standby.read(never, dataState)).toBeUndefined();
  } finally {
    await standby.close();
    await other.remove();
  }
});

test.each([
  ['a view', 'alter table rental rename to rentals; create view rental as select * from rentals'],
  ['row security', 'alter table rental enable row level security'],
  ['an unlogged table', 'alter table film_actor set unlogged'],
  ['a table with children', 'create table old_rental () inherits (rental)'],
])('what is kept is not kept any longer once there is %s', async (what, change) => {
  const another = `shop_with_${what.replaceAll(' ', '_')}`;
  await runSql(server.port, 'postgres', `create database ${another}`);
  await fillWithSample(settingsOf(server.port, another), 1);
  const changed = openServerShop(server.port, another);
  const kept = whileUnchanged<number>(changed);
  let times = 0;
  const read = () => Promise.resolve(++times);
  try {
    expect([await kept('films', never, read), await kept('films', never, read)]).toEqual([1, 1]);
    await runSql(server.port, another, change);
    expect(await changed.read(never, changeByTransactions)).toBe(false);
    expect([await kept('films', never, read), await kept('films', never, read)]).toEqual([2, 3]);
  } finally {
    await changed.close();
  }
});

test('the embedded shop tells what is written too', async () => {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
  const embedded = openShop(embeddedSource(home), { max: 1, readOnly: false });
  try {
    const before = await embedded.read(never, dataState);
    expect(await embedded.read(never, changeByTransactions)).toBe(true);
    expect(before).toEqual(expect.any(String));
    expect(await embedded.read(never, dataState)).toBe(before);
    await embedded.read(never, (db) => db.execute(rename(1)));
    expect(await embedded.read(never, dataState)).not.toBe(before);
  } finally {
    await embedded.close();
    rmSync(home, { recursive: true, force: true });
  }
});

test('what was read is given again while nothing is written, and read anew afterwards', async () => {
  const kept = whileUnchanged<number>(shop);
  let times = 0;
  const read = () => Promise.resolve(++times);
  expect(await kept('films', never, read)).toBe(1);
  expect(await kept('films', never, read)).toBe(1);
  expect(await kept('other films', never, read)).toBe(2);
  await runSql(server.port, database, rename(3));
  expect(await kept('films', never, read)).toBe(3);
});

test('of many that are read the newest are kept, and those that are asked for again', async () => {
  const kept = whileUnchanged<number>(shop);
  let times = 0;
  const read = () => Promise.resolve(++times);
  await kept('films', never, read);
  for (let page = 1; page <= 40; page++) {
    await kept(`page ${page}`, never, read);
    expect(await kept('films', never, read)).toBe(1);
  }
  expect(await kept('page 40', never, read)).toBe(41);
  expect(await kept('page 1', never, read)).toBe(42);
});

test('what is written while something is read is not missed', async () => {
  const kept = whileUnchanged<unknown>(shop);
  const titles = async (db: Database) => (await db.execute('select title from film')).rows;
  await kept('titles', never, async (db) => {
    const read = await titles(db);
    await runSql(server.port, database, rename(1));
    return read;
  });
  expect(await kept('titles', never, titles)).toEqual(await shop.read(never, titles));
});

test('a failure is not kept', async () => {
  const kept = whileUnchanged<string>(shop);
  await expect(kept('films', never, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(await kept('films', never, () => Promise.resolve('found'))).toBe('found');
});
