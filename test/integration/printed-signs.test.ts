import { beforeAll, expect, inject, test } from 'vitest';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { makeForeignShop } from '../support/foreign-shop.ts';
import { runSql } from '../support/postgres.ts';
import { askDirectly, openServerShop, valueOf } from '../support/shops.ts';

/* A search finds a film whether it is typed as on a typewriter or as in print. */

const port = inject('postgresPort');
let databases: { own: string; foreign: string };
beforeAll(async () => {
  const own = await copyDatabase(port, sampleDatabase);
  for (const title of ['Ocean\u2019s Twelve', "Ocean's Eleven", 'Spirited\u2014Away', 'Alien\u00a0XY'])
    await runSql(port, own, 'insert into film (title, language_id) values ($1, 1)', [title]);
  databases = { own, foreign: `${own}_foreign` };
  await makeForeignShop(port, own, databases.foreign);
});

test.each(['own', 'foreign'] as const)(
  'signs of print are between words, in the %s schema',
  async (schema) => {
    const shop = openServerShop(port, databases[schema]);
    const ask = askDirectly(shop);
    const titlesOf = async (search: string) => {
      const { rows } = await valueOf<'films.list'>(ask, 'films.list', {
        search,
        window: { position: 0, limit: 50 },
      });
      return rows.map(({ title }) => title);
    };
    for (const sign of ["'", '\u2019', ' ', '\u2018']) {
      expect(await titlesOf(`ocean${sign}s twelve`)).toEqual(['Ocean\u2019s Twelve']);
      expect(await titlesOf(`Ocean${sign}s Eleven`)).toEqual(["Ocean's Eleven"]);
    }
    expect(await titlesOf('spirited - away')).toEqual(['Spirited\u2014Away']);
    expect(await titlesOf('alien xy')).toEqual(['Alien\u00a0XY']);
    await shop.close();
  },
);
