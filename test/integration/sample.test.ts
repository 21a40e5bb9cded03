import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import type { FilmdeskError } from '../../main/contract/failures.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { somebodyWaitsFor } from '../support/locks.ts';
import { runSql, settingsOf, uriOf } from '../support/postgres.ts';

const port = inject('postgresPort');
const command = resolve(import.meta.dirname, '../../dist/main/database/sample.js');
let made = 0;

async function emptyDatabase(): Promise<string> {
  const name = `empty_${process.pid}_${++made}`;
  await runSql(port, 'postgres', `create database ${name}`);
  return name;
}

const fill = (database: string, films: string) =>
  spawnSync(process.execPath, [command, '--films', films], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: uriOf(port, database) },
  });

const tablesOf = async (database: string) => {
  const [row] = await runSql<{ tables: number }>(
    port,
    database,
    `select count(*)::int as tables from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  return row!.tables;
};

test('two that set one database up at a time: one does it, the other is told', async () => {
  const database = await emptyDatabase();
  const settled = await Promise.allSettled([1, 2].map(() => fillWithSample(settingsOf(port, database), 20)));
  expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const { reason } = settled.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  // One that comes just after the other has ended is told that there is a shop.
  expect(['overloaded', 'invalid-input']).toContain((reason as FilmdeskError).failure.code);
  const [row] = await runSql<{ films: number }>(port, database, 'select count(*)::int as films from film');
  expect(row).toEqual({ films: 20 });
});

test('an empty database gets a shop in the proportions of dvdrental, the same each time', async () => {
  const digests = [];
  for (const database of [await emptyDatabase(), await emptyDatabase()]) {
    const { status, stderr } = fill(database, '500');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const [row] = await runSql<Record<string, number | string>>(
      port,
      database,
      `select (select count(*) from film)::int as films, (select count(distinct title) from film)::int as titles,
         (select count(*) from inventory)::int as copies, (select count(*) from rental)::int as rentals,
         (select count(*) from rental where return_date is null)::int as open,
         (select count(*) from rental where return_date < rental_date)::int as impossible,
         (select md5(string_agg(film_id || title || coalesce(description, '') || length, ',' order by film_id)) from film) as digest`,
    );
    digests.push(row!['digest']);
    expect(row).toMatchObject({ films: 500, titles: 500, impossible: 0 });
    expect(Number(row!['copies']) / 500).toBeGreaterThan(4);
    expect(Number(row!['copies']) / 500).toBeLessThan(5.2);
    expect(Number(row!['rentals']) / 500).toBeGreaterThan(14);
    expect(Number(row!['open'])).toBeGreaterThan(0);
  }
  expect(digests[0]).toBe(digests[1]);
});

test('no copy is with two customers at once', async () => {
  const overlaps = await runSql(
    port,
    sampleDatabase,
    `select 1 from rental a join rental b on a.inventory_id = b.inventory_id and a.rental_id < b.rental_id
     and a.rental_date < coalesce(b.return_date, 'infinity') and b.rental_date < coalesce(a.return_date, 'infinity') limit 1`,
  );
  expect(overlaps).toEqual([]);
});

test('a database that is not empty is left as it is', async () => {
  const database = await emptyDatabase();
  await runSql(port, database, 'create table mine (n int)');
  const { status, stderr } = fill(database, '10');
  expect(status).toBe(1);
  expect(stderr).toContain('not empty');
  expect(await tablesOf(database)).toBe(1);
});

test('cancelled in the middle, the database is as it was', async () => {
  const database = await emptyDatabase();
  const child = spawn(process.execPath, [command, '--films', '200000'], {
    env: { ...process.env, DATABASE_URL: uriOf(port, database) },
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('film')) child.kill('SIGINT');
  }
  const [code] = (await exited) as [number];
  expect(code).toBe(1);
  expect(await tablesOf(database)).toBe(0);
});

test.each(['0', '-5', 'many', '1e9'])('--films %s is refused with words', (films) => {
  const { status, stderr } = fill('nowhere', films);
  expect(status).toBe(1);
  expect(stderr).toMatch(/--films|whole number/);
});

test('the search text follows every change of a film and its actors', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const found = async (word: string) => {
    const rows = await runSql<{ film_id: number }>(
      port,
      database,
      'select film_id from film_search where document like $1 order by film_id',
      [`%${word}%`],
    );
    return rows.map(({ film_id }) => film_id);
  };
  await runSql(port, database, `update film set title = 'Ünïque Xylophone' where film_id = 5`);
  expect(await found('unique xylophone')).toEqual([5]);
  await runSql(port, database, `update actor set last_name = 'Qwertz' where actor_id = 1`);
  const films = await runSql<{ film_id: number }>(
    port,
    database,
    'select film_id from film_actor where actor_id = 1 order by film_id',
  );
  expect(await found('qwertz')).toEqual(films.map(({ film_id }) => film_id));
  await runSql(port, database, 'delete from film_actor where actor_id = 1');
  expect(await found('qwertz')).toEqual([]);
  await runSql(port, database, `insert into film (title, language_id) values ('Brand New Zzyzx', 1)`);
  expect(await found('zzyzx')).toHaveLength(1);
});

test('what is gathered film by film is what was gathered of all at once', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const gathered = () =>
    runSql(port, database, `select * from film_search join film_stock using (film_id) order by film_id`);
  const before = await gathered();
  expect(before).toHaveLength(1000);
  await runSql(port, database, 'select filmdesk_gather_search(array_agg(film_id)) from film');
  await runSql(port, database, 'select filmdesk_count_stock(array_agg(film_id)) from film');
  expect(await gathered()).toEqual(before);
});

test('the stock follows every change of copies and rentals, as when all is counted anew', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const run = (text: string) => runSql(port, database, text);
  const stock = () => run('select * from film_stock order by film_id');
  for (const change of [
    'insert into inventory (film_id, store_id) values (7, 1), (7, 2), (7, 2)',
    'update inventory set film_id = 8 where film_id = 9',
    'update inventory set store_id = 3 - store_id where film_id in (10, 11)',
    'update rental set return_date = now() where return_date is null',
    `insert into rental (rental_date, inventory_id, customer_id, staff_id)
      select now(), inventory_id, 1, 1 from inventory where film_id in (11, 12)`,
    "insert into film (title, language_id, rating) values ('Brand New', 3, 'R')",
    `delete from payment where rental_id in (select rental_id from rental join inventory using (inventory_id) where film_id = 12);
      delete from rental where inventory_id in (select inventory_id from inventory where film_id = 12)`,
    'delete from inventory where film_id = 12',
    'delete from film where film_id in (select film_id from film except select film_id from inventory)',
  ]) {
    const before = await stock();
    await run(change);
    const after = await stock();
    expect(after, change).not.toEqual(before);
    await run('truncate film_stock');
    await run('select filmdesk_count_all_stock()');
    expect(await stock(), change).toEqual(after);
  }
});

test('what a search begins with is counted right, at first, after changes, and when it has been summed up', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const counts = (read: string) => runSql(port, database, `${read} order by start collate "C"`);
  const counted = () =>
    counts('select start, sum(films)::int as films from film_start group by start having sum(films) <> 0');
  /** By reading all documents, as a search without the counts does. */
  const found = () =>
    counts(`select start, count(*)::int as films from film_search, (
        select distinct left(word, letters) as start, '% ' || left(word, letters) || '%' as pattern
        from film_word, generate_series(0, 2) as letters
        union select substr(word, place, 3), '%' || substr(word, place, 3) || '%'
        from film_word, generate_series(1, 100) as place where substr(word, place, 3) ~ '^[a-z0-9]{3}$'
      ) as starts where document like pattern group by start`);
  const starts = await found();
  expect(starts.length).toBeGreaterThan(1000);
  expect(await counted()).toEqual(starts);

  await runSql(
    port,
    database,
    "update film set title = E'Ωmega 7 Øre b©bcd x\\x0byzz' where film_id between 5 and 50",
  );
  await runSql(port, database, "insert into film (title, language_id) values ('Zzyzx', 1), ('Qzx of Xq', 1)");
  await runSql(port, database, "delete from film where title = 'Zzyzx'");
  await runSql(port, database, "update actor set first_name = 'Žofie' where actor_id < 20");
  const changed = await found();
  expect(changed).not.toEqual(starts);
  expect(await counted()).toEqual(changed);
  await runSql(port, database, 'truncate film_start');
  await runSql(port, database, 'select filmdesk_count_starts()');
  expect(await counted()).toEqual(changed);

  await runSql(
    port,
    database,
    `do $$ begin for count in 1..300 loop
      update film set title = repeat('Another ', count % 7) where film_id = 7;
    end loop; end $$`,
  );
  const [ofAll] = await runSql<{ rows: number }>(
    port,
    database,
    "select count(*)::int as rows from film_start where start = ''",
  );
  expect(ofAll!.rows).toBeLessThan(500);
  expect(await counted()).toEqual(await found());
});

test('what is gathered of films is gathered anew where TRUNCATE takes rows away', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const run = (text: string) => runSql(port, database, text);
  const count = async (what: string) =>
    (await runSql<{ count: number }>(port, database, `select count(*)::int as count from ${what}`))[0]!.count;
  const ofActors = `film_search join film using (film_id)
    where document <> filmdesk_words(film.title) || filmdesk_words(description)`;
  expect(await count(ofActors)).toBeGreaterThan(900);
  const starts = () => run('select start, sum(films)::int as films from film_start group by 1 order by 1');
  const before = await starts();
  await run('truncate film_actor, film_search');
  expect(await starts()).not.toEqual(before);
  const gathered = await starts();
  await run('truncate film_start');
  await run('select filmdesk_count_starts()');
  expect(await starts()).toEqual(gathered);
  expect(await count(ofActors)).toBe(0);
  expect(await count('film_search where categories is not null')).toBe(1000);
  await run('truncate film_category');
  expect(await count('film_search where categories is not null')).toBe(0);

  expect(await count('film_stock where in_stock < copies')).toBeGreaterThan(100);
  await run('truncate rental cascade');
  expect(await count('film_stock where in_stock < copies')).toBe(0);
  expect(await count("film_stock where copies > 0 and shelves like '%+%'")).toBeGreaterThan(900);
  await run('truncate inventory cascade');
  expect(await count("film_stock where copies = 0 and in_stock = 0 and shelves = '' and stores = '{}'")).toBe(
    1000,
  );

  await run('truncate film, film_search, film_start, film_stock, film_word cascade');
  await run("insert into film (title, language_id) values ('Brand New', 1)");
  expect(await starts()).toEqual(
    ['', 'and', 'b', 'br', 'bra', 'n', 'ne', 'new', 'ran'].map((start) => ({ start, films: 1 })),
  );
});

test('who changes films waits for nobody who does too, also where what a search begins with is summed up', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const early = new pg.Client({ ...settingsOf(port, database), ssl: false });
  await early.connect();
  const change = (film: number) => `do $$ begin for count in 1..300 loop
    update film set title = repeat('Another ', count % 7) where film_id = ${film}; end loop; end $$`;
  // Who brings the same new word is waited for.
  await runSql(port, database, "update film set title = 'Another' where film_id = 3");
  await early.query(`begin; ${change(1)}`);
  await runSql(port, database, `set lock_timeout = '2s'; ${change(2)}`);
  await early.query('commit');
  await early.end();
  const [row] = await runSql<{ counted: number; found: number }>(
    port,
    database,
    `select (select sum(films)::int from film_start where start = 'an') as counted,
      (select count(*)::int from film_search where document like '% an%') as found`,
  );
  expect(row!.counted).toBe(row!.found);
});

test('the stock follows every rental, return and new copy, also of two clerks at once', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const one = <Row extends Record<string, unknown>>(text: string) =>
    runSql<Row>(port, database, text).then((rows) => rows[0]!);
  const stock = () =>
    one<{ copies: number; in_stock: number }>('select copies, in_stock from film_stock where film_id = 1');
  await runSql(port, database, 'update rental set return_date = now() where return_date is null');
  const before = await stock();
  expect(before.in_stock).toBe(before.copies);
  const [first, second] = await runSql<{ inventory_id: number }>(
    port,
    database,
    'select inventory_id from inventory where film_id = 1 order by 1 limit 2',
  );
  const rent = ({ inventory_id: copy }: { inventory_id: number }) =>
    `insert into rental (rental_date, inventory_id, customer_id, staff_id) values (now(), ${copy}, 1, 1)`;
  const early = new pg.Client({ ...settingsOf(port, database), ssl: false });
  await early.connect();
  await early.query(`begin; ${rent(first!)}`);
  const late = runSql(port, database, rent(second!));
  await somebodyWaitsFor(early);
  await early.query('commit');
  await early.end();
  await late;
  expect(await stock()).toEqual({ copies: before.copies, in_stock: before.copies - 2 });
  await runSql(
    port,
    database,
    `delete from rental where inventory_id = ${first!.inventory_id} and return_date is null`,
  );
  expect((await stock()).in_stock).toBe(before.copies - 1);
  await runSql(port, database, 'insert into inventory (film_id, store_id) values (1, 1)');
  expect((await stock()).copies).toBe(before.copies + 1);
  const { film_id: added } = await one<{ film_id: number }>(
    `insert into film (title, language_id) values ('Brand New', 1) returning film_id`,
  );
  expect(await one(`select copies, in_stock from film_stock where film_id = ${added}`)).toEqual({
    copies: 0,
    in_stock: 0,
  });
});
