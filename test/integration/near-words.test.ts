import { afterAll, expect, inject, test } from 'vitest';
import { sampleDatabase } from '../support/databases.ts';
import { askDirectly, openServerShop, valueOf } from '../support/shops.ts';

/* A mistyped search is answered by the likest one. */

const shop = openServerShop(inject('postgresPort'), sampleDatabase);
afterAll(() => shop.close());
const ask = askDirectly(shop);
const find = (search: string) =>
  valueOf<'films.list'>(ask, 'films.list', { search, window: { position: 0, limit: 50 } });

test.each([
  ['dinosuar', 'dinosaur'],
  ['lighthose', 'lighthouse'],
  ['amebr', 'amber'],
  ['ghsot', 'ghost'],
])('“%s” is taken for “%s”', async (typed, meant) => {
  const page = await find(typed);
  expect(page.likened).toBe(meant);
  const { rows, total } = await find(meant);
  expect(page.total).toBe(total);
  expect(page.rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect(rows[0]!.title.toLowerCase()).toContain(meant.split(' ')[0]);
});

test('each word that stands nowhere is likened, where a film has them all', async () => {
  const { rows } = await find('dinosaur');
  const words = rows[0]!.title.toLowerCase().split(' ');
  const typed = words.map((word) => word.slice(0, 2) + word.slice(3)).join(' ');
  expect((await find(typed)).likened).toBe(words.join(' '));
  expect((await find('velvt horizn')).likened).toBeNull();
});

test('what is like nothing stays without an answer, and what is found is not likened', async () => {
  expect(await find('qqqqxz')).toMatchObject({ rows: [], likened: null });
  expect((await find('dino')).likened).toBeNull();
});
