import { afterAll, expect, inject, test } from 'vitest';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { runSql } from '../support/postgres.ts';
import { askDirectly, openServerShop, valueOf } from '../support/shops.ts';

/* Films of which nothing is known: their nulls stand last in every order, and cursors lead over the border. */

const port = inject('postgresPort');
const database = await copyDatabase(port, sampleDatabase);
await runSql(port, database, 'update film set length = null, rating = null where film_id % 3 = 0');
await runSql(port, database, 'update film set release_year = null');
const shop = openServerShop(port, database);
afterAll(() => shop.close());
const ask = askDirectly(shop);

test.each([
  ['length', 'length'],
  ['rating', 'rating'],
  ['year', 'release_year'],
] as const)(
  'films without a %s come last, forwards and backwards, by position and by cursor',
  async (key, column) => {
    for (const descending of [false, true]) {
      const sort = { key, descending };
      const direction = descending ? 'desc' : 'asc';
      const films = await runSql<{ film_id: number }>(
        port,
        database,
        `select film_id from film order by ${column} ${direction} nulls last, film_id ${direction}`,
      );
      const expected = films.map(({ film_id }) => film_id);
      const read = async (window: object) =>
        valueOf<'films.list'>(ask, 'films.list', { sort, window, count: false });

      const border = await read({ position: 600, limit: 200 });
      expect(border.rows.map(({ id }) => id)).toEqual(expected.slice(600, 800));
      const onward = await read({ after: border.last, skip: 20, limit: 50 });
      expect(onward.rows.map(({ id }) => id)).toEqual(expected.slice(820, 870));
      const back = await read({ before: onward.first, limit: 200 });
      expect(back.rows.map(({ id }) => id)).toEqual(expected.slice(620, 820));
      const before = await read({ position: 650, limit: 1 });
      const across = await read({ after: before.last, limit: 100 });
      expect(across.rows.map(({ id }) => id)).toEqual(expected.slice(651, 751));
      const { cursors } = await valueOf<'films.places'>(ask, 'films.places', { sort });
      expect(cursors).toHaveLength(1);
      const last = await read({ before: cursors[0], limit: 50 });
      expect(last.rows.map(({ id }) => id)).toEqual(expected.slice(949, 999));
    }
  },
);
