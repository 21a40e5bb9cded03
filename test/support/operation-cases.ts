import type { Reply } from '../../main/contract/failures.ts';

/** Calls whose replies must be the same over every transport, and on every database that holds the same shop. */
export interface OperationCase {
  title: string;
  name: string;
  input: unknown;
}

const firstRows = { window: { position: 0, limit: 20 } };
const list = (title: string, input: object): OperationCase => ({
  title,
  name: 'films.list',
  input: { ...firstRows, ...input },
});
const bad = (title: string, name: string, input: unknown): OperationCase => ({ title, name, input });

const sortKeys =
  'title id year category rating length rate stock language replacement duration features updated'.split(' ');

export const operationCases: readonly OperationCase[] = [
  list('the first films', {}),
  list('films in the middle', { window: { position: 480, limit: 50 } }),
  list('films beyond the end', { window: { position: 100_000, limit: 10 } }),
  list('a window without a count', { count: false }),
  ...sortKeys.flatMap((key) => [
    list(`films by ${key}`, { sort: { key } }),
    list(`films by ${key}, backwards`, { sort: { key, descending: true } }),
  ]),
  list('a search', { search: 'horizon' }),
  list('a search by the beginnings of two words', { search: 'Hor gar' }),
  list('a search without accents', { search: 'CAFE' }),
  list('a search for an actor', { search: 'søren' }),
  list('a search that finds nothing', { search: 'zzzz qqqq' }),
  list('a search for signs of LIKE', { search: '100%_\\' }),
  list('a search for quotes', { search: `';--"$$` }),
  list('a search in another script', { search: 'فيلم 🎬 影' }),
  list('a search of blanks', { search: '   ' }),
  list('every filter at once', {
    filters: {
      category: ['Action', 'Comedy', 'Drama', 'Sports', 'Travel'],
      rating: ['PG', 'PG-13', 'R'],
      language: ['English'],
      store: [1, 2],
      stock: ['in'],
      year: { from: 1950, to: 2020 },
      lengthMinutes: { from: 60 },
    },
  }),
  list('films that are all out, or have no copy', { filters: { stock: ['out', 'none'] } }),
  list('filters that are set to nothing', { filters: { category: [], stock: [], year: {} } }),
  list('a category that does not exist', { filters: { category: ['No such'] } }),
  { title: 'a film', name: 'films.get', input: { id: 7 } },
  { title: 'a film that does not exist', name: 'films.get', input: { id: 2_147_483_647 } },
  { title: 'the copies of a film', name: 'inventory.list', input: { filmId: 7 } },
  {
    title: 'the copies of a film that does not exist',
    name: 'inventory.list',
    input: { filmId: 2_147_483_647 },
  },
  { title: 'the facets', name: 'films.facets', input: {} },
  {
    title: 'the facets of a search',
    name: 'films.facets',
    input: { search: 'a', filters: { rating: ['G'] } },
  },
  {
    title: 'the facets of many filters',
    name: 'films.facets',
    input: {
      filters: {
        category: ['Action', 'Comedy', 'Drama'],
        rating: ['PG', 'R'],
        language: ['English'],
        store: [1],
        stock: ['in', 'out'],
        year: { from: 1950 },
        lengthMinutes: { to: 170 },
      },
    },
  },
  { title: 'the pulse', name: 'shop.pulse', input: {} },
  { title: 'the status', name: 'shop.status', input: {} },
  bad('an operation that does not exist', 'films.burn', {}),
  bad('an operation with the name of an object’s own', '__proto__', {}),
  bad('the constructor', 'constructor', {}),
  bad('no window', 'films.list', {}),
  bad('no input', 'films.list', null),
  bad('a list for an input', 'films.list', []),
  bad('text for a number', 'films.get', { id: '7' }),
  bad('half a film', 'films.get', { id: 1.5 }),
  bad('a negative film', 'films.get', { id: -1 }),
  bad('a film beyond all integers', 'films.get', { id: 1e300 }),
  bad('an unknown field', 'films.get', { id: 7, drop: true }),
  bad('a huge window', 'films.list', { window: { position: 0, limit: 1_000_000 } }),
  bad('an empty window', 'films.list', { window: { position: 0, limit: 0 } }),
  bad('a negative position', 'films.list', { window: { position: -1, limit: 10 } }),
  bad('a cursor of nonsense', 'films.list', { window: { after: 'nonsense', limit: 10 } }),
  bad('a cursor of another order', 'films.list', {
    window: { after: Buffer.from('["-length","90",5]').toString('base64url'), limit: 10 },
  }),
  bad('a cursor with a value of the wrong kind', 'films.list', {
    sort: { key: 'length' },
    window: { after: Buffer.from('["length","ninety",5]').toString('base64url'), limit: 10 },
  }),
  bad('a NUL in a search', 'films.list', { ...firstRows, search: 'a\0b' }),
  bad('half a surrogate pair', 'films.list', { ...firstRows, search: '\ud83c' }),
  bad('a NUL in a filter', 'films.list', { ...firstRows, filters: { category: ['\0'] } }),
  bad('a search that is too long', 'films.list', { ...firstRows, search: 'x'.repeat(30_000) }),
  bad('too many words', 'films.list', { ...firstRows, search: 'a '.repeat(40) }),
  bad('a range from the end to the beginning', 'films.list', {
    ...firstRows,
    filters: { year: { from: 2000, to: 1990 } },
  }),
  bad('a sort key that does not exist', 'films.list', {
    ...firstRows,
    sort: { key: 'title; drop table film' },
  }),
];

/** A reply without what may differ between two databases with the same shop, or between two moments. */
export function comparable(reply: Reply<unknown>): unknown {
  const varying = new Set(['updatedAt', 'dueAt', 'latencyMs', 'first', 'last', 'late', 'status']);
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !varying.has(key))
        .map(([key, inner]) => [key, strip(inner)]),
    );
  };
  return strip(reply);
}
