import { afterAll, describe, expect, inject, test } from 'vitest';
import { exportFilms } from '../../main/operations/film-export.ts';
import { copyDatabase, dvdrentalDatabase, restoreDvdrental, sampleDatabase } from '../support/databases.ts';
import { comparable, operationCases } from '../support/operation-cases.ts';
import { hasDvdrental, runSql } from '../support/postgres.ts';
import { askDirectly, openServerShop, valueOf } from '../support/shops.ts';

/*
 * The schemas that are in use differ in types and columns. Each variant here is made of a shop's own rows by the
 * differences that were measured between them, so that the operations have to give the same replies.
 */

const port = inject('postgresPort');

/** What stands in the way of changing a column's type: views, and Filmdesk's own search. */
const clear = `
  do $$ declare found record; begin
    for found in select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace loop
      execute format('drop view if exists %I cascade', found.relname);
    end loop;
  end $$;
  drop function if exists filmdesk_search_changed() cascade;
  drop function if exists filmdesk_stock_changed() cascade;
  drop table if exists film_search, film_stock, film_word, film_start;`;

const sakila = `${clear}
  alter table film add column if not exists original_language_id integer;
  alter table film alter language_id type integer, alter last_update type timestamp;
  alter table inventory alter film_id type integer, alter store_id type integer, alter last_update type timestamp;
  alter table rental alter rental_date type timestamp, alter return_date type timestamp;
  alter table language alter name type char(20)`;

const pagila = `${clear}
  alter table film add column if not exists original_language_id integer;
  alter table film alter title type text, alter last_update type timestamptz;
  alter table rental alter rental_date type timestamptz, alter return_date type timestamptz;
  alter table rental add column uuid uuid default gen_random_uuid();
  alter table film add column length_hours numeric generated always as (length / 60.0) stored`;

/** Filmdesk's own before each store's stock of a film was gathered, and three letters were counted. */
const older = 'alter table film_stock drop column shelves; delete from film_start where length(start) = 3';

const variants = [
  ['filmdesk', sampleDatabase, older],
  ['sakila', sampleDatabase, sakila],
  ['pagila', sampleDatabase, pagila],
  ...(hasDvdrental
    ? ([
        ['sakila', dvdrentalDatabase, sakila],
        ['pagila', dvdrentalDatabase, pagila],
      ] as const)
    : []),
] as const;

describe.each(variants)('%s, made of %s', (flavour, template, changes) => {
  const databases = (async () => {
    const database = await copyDatabase(port, template);
    await runSql(port, database, changes);
    return { changed: openServerShop(port, database), original: openServerShop(port, template) };
  })();
  afterAll(async () => {
    const { changed, original } = await databases;
    await Promise.all([changed.close(), original.close()]);
  });
  test('is recognised', async () => {
    const { changed } = await databases;
    expect((await valueOf<'shop.status'>(askDirectly(changed), 'shop.status', {})).flavour).toBe(flavour);
  });

  test('gives the same replies', async () => {
    const { changed, original } = await databases;
    for (const { title, name, input } of operationCases) {
      if (name.startsWith('shop.') || title.includes('updated')) continue;
      const reply = comparable(await askDirectly(changed)(name, input));
      expect(reply, title).toEqual(comparable(await askDirectly(original)(name, input)));
    }
  });
});

describe.runIf(hasDvdrental)('a database in LATIN1', () => {
  test('is searched best first', async () => {
    const name = `latin1_${process.pid}`;
    await runSql(
      port,
      'postgres',
      `create database ${name} encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`,
    );
    restoreDvdrental(port, name);
    const shop = openServerShop(port, name);
    const ask = askDirectly(shop);
    const find = (search: string) =>
      valueOf<'films.list'>(ask, 'films.list', { search, window: { position: 0, limit: 100 } });
    await runSql(port, name, `insert into film (title, language_id, fulltext) values ('CAFÉ Noir', 1, '')`);
    for (const search of ['cafe', 'café', 'CAFÉ noir'])
      expect((await find(search)).rows.map(({ title }) => title)).toEqual(['CAFÉ Noir']);
    const { rows, total } = await find('dino');
    expect(rows[0]!.title).toMatch(/^Dinosaur /);
    expect(rows).toHaveLength(total!);
    expect(await valueOf<'films.count'>(ask, 'films.count', { search: 'dino' })).toEqual({ total });
    const csv = await exportFilms(shop, { search: 'cafe' }, new AbortController().signal);
    const text = Buffer.concat(await csv.toArray()).toString();
    expect(text).toMatch(/^ID,Title,.*\n\d+,CAFÉ Noir,/);
    await shop.close();
  });
});
