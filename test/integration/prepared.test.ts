import { sql } from 'drizzle-orm';
import { afterEach, expect, inject, test } from 'vitest';
import { executePrepared, PreparedStatements } from '../../main/database/prepared.ts';
import { type Connected, type Database, openShop, serverSource } from '../../main/database/shop.ts';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { runSql, settingsOf } from '../support/postgres.ts';
import { askDirectly, openEmbeddedShop, valueOf } from '../support/shops.ts';
import { statementsOf } from '../support/statements.ts';

const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A shop with one connection, so that each statement finds what the one before has left. */
function openOne(database = sampleDatabase) {
  const shop = openShop(serverSource(settingsOf(inject('postgresPort'), database)), {
    max: 1,
    readOnly: true,
  });
  closing.push(() => shop.close());
  return shop;
}

const firstOf = (db: Database, connected: Connected, filmId: number) =>
  executePrepared<{ id: number }>(
    db,
    connected,
    sql`select film_id as id from film where film_id = ${filmId}`,
  );

const kept = async (db: Database) =>
  (await db.execute<{ name: string }>(sql`select name from pg_prepared_statements`)).rows.map(
    ({ name }) => name,
  );

test('a statement is kept by its connection, and its values are those of each time', async () => {
  await openOne().read(never, async (db, connected) => {
    expect(await firstOf(db, connected, 1)).toEqual([{ id: 1 }]);
    expect(await firstOf(db, connected, 2)).toEqual([{ id: 2 }]);
    expect(await kept(db)).toEqual(['filmdesk_0']);
  });
});

test('what a pooler has mixed up is sent unprepared, then and afterwards', async () => {
  await openOne().read(never, async (db, connected) => {
    await firstOf(db, connected, 1);
    await db.execute(sql`deallocate all`);
    expect(await firstOf(db, connected, 2)).toEqual([{ id: 2 }]);
    expect(await firstOf(db, connected, 3)).toEqual([{ id: 3 }]);
    expect(await kept(db)).toEqual([]);
  });
});

test('where a column has got another type, the statement is prepared anew', async () => {
  const port = inject('postgresPort');
  const database = await copyDatabase(port, sampleDatabase);
  await runSql(port, database, "create table note (text varchar(20)); insert into note values ('Rewind')");
  await openOne(database).read(never, async (db, connected) => {
    const read = () => executePrepared<{ text: string }>(db, connected, sql`select text from note`);
    expect(await read()).toEqual([{ text: 'Rewind' }]);
    await runSql(port, database, 'alter table note alter text type text');
    expect(await read()).toEqual([{ text: 'Rewind' }]);
    expect(await read()).toEqual([{ text: 'Rewind' }]);
    expect(await kept(db)).toEqual(['filmdesk_0', 'filmdesk_1']);
  });
});

test('of two connections that find a statement outdated at once, the later takes no new name away', () => {
  const prepared = new PreparedStatements();
  const text = 'select text from note';
  const outdated = prepared.nameOf(text)!;
  prepared.forget(text, outdated);
  const name = prepared.nameOf(text);
  prepared.forget(text, outdated);
  expect(name).not.toBe(outdated);
  expect(prepared.nameOf(text)).toBe(name);
});

test.each([
  ['the list', {}, true],
  ['the list in another order', { sort: { key: 'year' } }, true],
  ['a search', { search: 'the' }, true],
  ['a search in another order', { search: 'the', sort: { key: 'year' } }, false],
  ['a filter', { filters: { rating: ['PG'] } }, false],
])('among few films, whether %s is planned once hangs on whether one plan does', async (_, query, isKept) => {
  const ask = askDirectly(openOne());
  const list = (position: number) =>
    valueOf<'films.list'>(ask, 'films.list', { ...query, window: { position, limit: 3 }, count: false });
  const { rows } = await list(0);
  const statements = await statementsOf(() => list(1));
  expect(statements.map(({ name }) => name !== undefined)).toEqual([isKept]);
  expect((await list(1)).rows[0]).toEqual(rows[1]);
});

test('however many forms a statement has, few are kept', async () => {
  await openOne().read(never, async (db, connected) => {
    for (let form = 0; form < 30; form++)
      await executePrepared(db, connected, sql`select ${sql.raw(String(form))} + ${1}::int as sum`);
    expect((await kept(db)).length).toBe(20);
  });
});

test('the embedded shop, where all connections are one, keeps none', async () => {
  const { shop, close } = openEmbeddedShop();
  closing.push(close);
  await shop.read(never, async (db, connected) => {
    expect(await firstOf(db, connected, 1)).toEqual([{ id: 1 }]);
    expect(await kept(db)).toEqual([]);
  });
});
