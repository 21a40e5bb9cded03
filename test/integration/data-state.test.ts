import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { dataState } from '../../main/database/data-state.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import type { Shop } from '../../main/database/shop.ts';
import { whileUnchanged } from '../../main/web/while-unchanged.ts';
import { runSql, settingsOf, startPostgres, type TestServer } from '../support/postgres.ts';
import { openEmbeddedShop, openServerShop } from '../support/shops.ts';

const never = new AbortController().signal;
const database = 'shop';
let server: TestServer;
let shop: Shop;
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

test('there is none where what is read may change without a transaction', async () => {
  const views = 'shop_of_views';
  await runSql(server.port, 'postgres', `create database ${views}`);
  await fillWithSample(settingsOf(server.port, views), 3);
  await runSql(
    server.port,
    views,
    `alter table rental rename to all_rentals;
     create view rental as select * from all_rentals where rental_date < now()`,
  );
  const viewed = openServerShop(server.port, views);
  try {
    expect(await viewed.read(never, dataState)).toBeUndefined();
  } finally {
    await viewed.close();
  }
});

test('the embedded shop has one too', async () => {
  const { shop: embedded, close } = openEmbeddedShop();
  try {
    const before = await embedded.read(never, dataState);
    expect(before).toEqual(expect.any(String));
    expect(await embedded.read(never, dataState)).toBe(before);
  } finally {
    await close();
  }
});

test('what was made is given again while nothing is written, and made anew afterwards', async () => {
  const kept = whileUnchanged<string>(shop);
  let made = 0;
  const make = () => Promise.resolve(`made ${++made}`);
  expect(await kept('films', make)).toBe('made 1');
  expect(await kept('films', make)).toBe('made 1');
  expect(await kept('other films', make)).toBe('made 2');
  await runSql(server.port, database, rename(3));
  expect(await kept('films', make)).toBe('made 3');
});

test('those who ask meanwhile get what is being made; a failure is not kept', async () => {
  const kept = whileUnchanged<string>(shop);
  const tasks: { resolve(value: string): void; reject(error: Error): void }[] = [];
  const make = () => new Promise<string>((resolve, reject) => tasks.push({ resolve, reject }));
  const failing = kept('films', make);
  await vi.waitUntil(() => tasks.length === 1);
  tasks[0]!.reject(new Error('lost'));
  await expect(failing).rejects.toThrow('lost');
  const asked = [kept('films', make), kept('films', make), kept('films', make)];
  await vi.waitUntil(() => tasks.length === 2);
  tasks[1]!.resolve('made');
  expect(await Promise.all(asked)).toEqual(['made', 'made', 'made']);
  expect(tasks).toHaveLength(2);
});

test('what is written while something is made is not missed', async () => {
  const kept = whileUnchanged<unknown>(shop);
  const titles = () => shop.read(never, async (db) => (await db.execute('select title from film')).rows);
  await kept('titles', async () => {
    const read = await titles();
    await runSql(server.port, database, rename(1));
    return read;
  });
  expect(await kept('titles', titles)).toEqual(await titles());
});
