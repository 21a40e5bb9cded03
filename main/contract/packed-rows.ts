import type { Reply } from './failures.ts';
import type { FilmPage, FilmRow, StoreStock } from './films.ts';

/*
 * The rows of `films.list` on their way to the window: all values of a field, then all of the next. Without a name
 * before each value, and with those that many films share said once, that is a third of the text and of the time.
 */

/** Values of which there are few: each once, and of each film which one. */
interface Shared<Value> {
  values: Value[];
  at: number[];
}

function share<Value>(values: readonly Value[], keyOf: (value: Value) => unknown = (value) => value) {
  const places = new Map<unknown, number>();
  const shared: Shared<Value> = { values: [], at: [] };
  for (const value of values) {
    const key = keyOf(value);
    let place = places.get(key);
    if (place === undefined) {
      place = shared.values.push(value) - 1;
      places.set(key, place);
    }
    shared.at.push(place);
  }
  return shared;
}

const valueAt = <Value>({ values, at }: Shared<Value>, row: number): Value => values[at[row]!]!;

/** No text in PostgreSQL has a NUL. */
const together = (texts: readonly string[]) => `${texts.length}\0${texts.join('\0')}`;

function pack(rows: readonly FilmRow[]) {
  const of = <Field extends keyof FilmRow>(field: Field) => rows.map((row) => row[field]);
  return {
    id: of('id'),
    title: of('title'),
    year: of('year'),
    categories: share(of('categories'), together),
    rating: share(of('rating')),
    lengthMinutes: of('lengthMinutes'),
    rentalRate: share(of('rentalRate')),
    copies: of('copies'),
    inStock: of('inStock'),
    stores: of('stores').map(numbersOf),
    language: share(of('language')),
    replacementCost: share(of('replacementCost')),
    rentalDays: of('rentalDays'),
    features: share(of('features'), together),
    updatedAt: share(of('updatedAt')),
  };
}

type Packed = ReturnType<typeof pack>;

/** Of each store its id, its copies, those that are in and those that are late. */
function numbersOf(stores: readonly StoreStock[]): number[] {
  const numbers: number[] = [];
  // `flatMap` would take as long as all the rest.
  for (const one of stores) numbers.push(one.store, one.copies, one.in, one.late);
  return numbers;
}

function storesOf(numbers: readonly number[]): StoreStock[] {
  const stores: StoreStock[] = [];
  for (let at = 0; at < numbers.length; at += 4)
    stores.push({
      store: numbers[at]!,
      copies: numbers[at + 1]!,
      in: numbers[at + 2]!,
      late: numbers[at + 3]!,
    });
  return stores;
}

/** The rows again. Objects whose fields are written out are made several times faster than by a loop over these. */
const unpack = (packed: Packed): FilmRow[] =>
  packed.id.map((id, row) => ({
    id,
    title: packed.title[row]!,
    year: packed.year[row]!,
    categories: valueAt(packed.categories, row),
    rating: valueAt(packed.rating, row),
    lengthMinutes: packed.lengthMinutes[row]!,
    rentalRate: valueAt(packed.rentalRate, row),
    copies: packed.copies[row]!,
    inStock: packed.inStock[row]!,
    stores: storesOf(packed.stores[row]!),
    language: valueAt(packed.language, row),
    replacementCost: valueAt(packed.replacementCost, row),
    rentalDays: packed.rentalDays[row]!,
    features: valueAt(packed.features, row),
    updatedAt: valueAt(packed.updatedAt, row),
  }));

type PackedPage = Omit<FilmPage, 'rows'> & { rows: Packed };

/** The reply to an operation as one text. */
export function packReply(name: unknown, reply: Reply<unknown>): string {
  if (name !== 'films.list' || !reply.ok) return JSON.stringify(reply);
  const page = reply.value as FilmPage;
  return JSON.stringify({ ok: true, value: { ...page, rows: pack(page.rows) } });
}

/** What `packReply` was given. Films that have the same categories or features then have one and the same list. */
export function unpackReply(name: unknown, text: string): Reply<unknown> {
  const reply = JSON.parse(text) as Reply<unknown>;
  if (name !== 'films.list' || !reply.ok) return reply;
  const page = reply.value as PackedPage;
  return { ok: true, value: { ...page, rows: unpack(page.rows) } };
}
