import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { applyMigrations } from '../../drizzle/migrate.ts';
import { migrateShop } from '../../main/database/sample.ts';
import { migrationsFolder } from '../../main/root.ts';
import { copyDatabase, templateOf } from '../support/databases.ts';
import { somebodyWaitsFor } from '../support/locks.ts';
import { runSql, settingsOf } from '../support/postgres.ts';

/* A shop that an older Filmdesk has made, and databases that only look like one. */

const port = inject('postgresPort');
const olderShop = 'older_shop';
let database: string;

const sql = (text: string) => runSql<Record<string, unknown>>(port, database, text);
const hasIndex = async () => {
  const [row] = await sql("select to_regclass('film_rating_index') is not null as there");
  return row!['there'];
};

/** The migrations as they were when there were only so many. */
function firstMigrations(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmdesk-migrations-'));
  cpSync(migrationsFolder, folder, { recursive: true });
  const path = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: unknown[] };
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  return folder;
}

/** A shop of one film, made when there were only so many migrations. */
async function makeShop(name: string, migrations: number, title: string): Promise<void> {
  await runSql(port, 'postgres', `create database ${name}`);
  const client = new pg.Client({ ...settingsOf(port, name), ssl: false });
  await client.connect();
  await applyMigrations((text) => client.query<Record<string, unknown>>(text), firstMigrations(migrations));
  await client.query(`insert into language (name) values ('English');
    insert into film (title, language_id) values ('${title}', 1)`);
  await client.end();
}

beforeAll(() => makeShop(templateOf(olderShop), 2, 'An Old Film'));

beforeEach(async () => {
  database = await copyDatabase(port, olderShop);
});

let holder: pg.Client | undefined;

afterEach(async () => {
  await holder?.end();
  holder = undefined;
});

/** Somebody who has a film open for a change, and so holds up a change of the table. */
async function holdFilms(of = database, change = 'length = length'): Promise<pg.Client> {
  holder = new pg.Client({ ...settingsOf(port, of), ssl: false });
  await holder.connect();
  await holder.query(`begin; update film set ${change} where film_id = 1`);
  return holder;
}

test('gets the changes that it lacks, once', async () => {
  expect(await hasIndex()).toBe(false);
  await sql('grant select on film_search to public');
  await migrateShop(settingsOf(port, database));
  expect(await hasIndex()).toBe(true);
  const gathered = await sql(`select films, has_table_privilege('public', 'film_start', 'select') as "isOpen",
    has_table_privilege('public', 'film_start', 'insert') as "isWritable" from film_start where start in ('ol', 'ilm')`);
  const counted = { films: 1, isOpen: true, isWritable: false };
  expect(gathered).toEqual([counted, counted]);
  await migrateShop(settingsOf(port, database));
});

test('titles with the signs of printed text are read anew', async () => {
  const name = 'shop_of_five';
  await makeShop(name, 5, 'Ocean\u2019s Twelve');
  const read = () => runSql(port, name, 'select title from film_search');
  expect(await read()).toEqual([{ title: ' ocean\u2019s twelve ' }]);
  await migrateShop(settingsOf(port, name));
  expect(await read()).toEqual([{ title: ' ocean s twelve ' }]);
});

test('a film that is changed meanwhile is counted as it is then', async () => {
  const name = 'shop_of_eight';
  await makeShop(name, 8, 'An Old Film');
  const holding = await holdFilms(name, "title = 'Zzyzx'");
  const migrating = migrateShop(settingsOf(port, name));
  await somebodyWaitsFor(holding);
  await holding.query('commit');
  await migrating;
  const counted = await runSql(
    port,
    name,
    `select start, sum(films)::int as films from film_start where start in ('old', 'zzy', 'zyz') group by 1 order by 1`,
  );
  expect(counted).toEqual([
    { start: 'zyz', films: 1 },
    { start: 'zzy', films: 1 },
  ]);
});

test('a database that another program keeps its migrations in is left as it is', async () => {
  await sql('drop table film_search');
  await expect(migrateShop(settingsOf(port, database))).rejects.toMatchObject({
    failure: { code: 'wrong-schema' },
  });
  expect(await hasIndex()).toBe(false);
});

test('gives up, with nothing changed, where somebody else holds the films', async () => {
  await holdFilms();
  await expect(migrateShop(settingsOf(port, database))).rejects.toMatchObject({
    failure: { code: 'timed-out' },
  });
  expect(await hasIndex()).toBe(false);
}, 20_000);

test('is cancelled in the middle of a statement', async () => {
  const holding = await holdFilms();
  const cancel = new AbortController();
  const migrating = migrateShop(settingsOf(port, database), { signal: cancel.signal });
  await somebodyWaitsFor(holding);
  cancel.abort();
  await expect(migrating).rejects.toMatchObject({ name: 'AbortError' });
  expect(await hasIndex()).toBe(false);
});
