import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import type { Cursor } from '../../main/contract/films.ts';
import type { OpenShop } from '../../main/database/shop.ts';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { runSql } from '../support/postgres.ts';
import { askDirectly, openServerShop, valueOf } from '../support/shops.ts';

/* A list that another desk changes while somebody scrolls through it. */

const port = inject('postgresPort');
const opened: OpenShop[] = [];
let database: string;
let shop: OpenShop;

beforeEach(async () => {
  database = await copyDatabase(port, sampleDatabase);
  shop = openServerShop(port, database);
  opened.push(shop);
});
afterAll(() => Promise.all(opened.map((each) => each.close())));

/** Scrolls through a list, and changes it after each window. Gives the ids as they were seen. */
async function scroll(
  query: object,
  change: (seen: readonly number[]) => Promise<unknown>,
): Promise<number[]> {
  const ask = askDirectly(shop);
  const seen: number[] = [];
  let after: Cursor | null = null;
  for (;;) {
    const window = after === null ? { position: 0, limit: 100 } : { after, limit: 100 };
    const page: { rows: { id: number }[]; last: Cursor | null } = await valueOf<'films.list'>(
      ask,
      'films.list',
      {
        ...query,
        window,
        count: false,
      },
    );
    if (page.rows.length === 0) return seen;
    seen.push(...page.rows.map(({ id }) => id));
    after = page.last;
    await change(seen);
  }
}

test.each([
  ['by title', {}],
  ['by length, where many are equal and some have none', { sort: { key: 'length' } }],
  ['by stock', { sort: { key: 'stock', descending: true } }],
  ['by a search’s ranks', { search: 'a' }],
])('films that come and go hide and repeat no other, %s', async (_title, query) => {
  await runSql(port, database, 'update film set length = null where film_id % 40 = 0');
  const before = await runSql<{ film_id: number }>(port, database, 'select film_id from film');
  const gone: number[] = [];
  let time = 0;
  const seen = await scroll(query, async (ids) => {
    // Else there would always be one more at the end.
    if (++time > 8) return;
    // One that was seen and one that wasn't go; two come, before and behind what is looked at.
    for (const id of [ids.at(-5)!, before.find(({ film_id }) => !ids.includes(film_id))?.film_id]) {
      if (id === undefined || gone.includes(id)) continue;
      gone.push(id);
      await runSql(
        port,
        database,
        `delete from payment where rental_id in (
           select rental_id from rental join inventory using (inventory_id) where film_id = $1)`,
        [id],
      );
      await runSql(
        port,
        database,
        'delete from rental where inventory_id in (select inventory_id from inventory where film_id = $1)',
        [id],
      );
      for (const table of ['inventory', 'film_actor', 'film_category', 'film'])
        await runSql(port, database, `delete from ${table} where film_id = $1`, [id]);
    }
    await runSql(
      port,
      database,
      `insert into film (title, description, language_id, length)
       values ('Aaa ${time}', 'A new film', 1, ${time}), ('Zzz ${time}', 'A new film', 1, ${900 + time})`,
    );
  });
  expect(new Set(seen).size).toBe(seen.length);
  const missing = before.filter(({ film_id }) => !seen.includes(film_id) && !gone.includes(film_id));
  expect(missing).toEqual([]);
});
