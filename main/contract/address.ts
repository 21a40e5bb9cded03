import type { FilmQuery, SortKey } from './films.ts';

/*
 * The address of a view, `?q=dino&category=Horror&sort=-length`, read and written by the page and read by the
 * server. Plain code without imports at run time, so that the page may have it without the schemas.
 */

const sortKeys: Record<SortKey, true> = {
  title: true,
  id: true,
  year: true,
  category: true,
  rating: true,
  length: true,
  rate: true,
  stock: true,
  language: true,
  replacement: true,
  duration: true,
  features: true,
  updated: true,
};

type Filters = NonNullable<FilmQuery['filters']>;

/** `1990-2005`, `1990-`, `-2005` or `1990`. */
function parseRange(text: string | null): { from?: number; to?: number } | undefined {
  const match = /^(\d{1,4})?(-)?(\d{1,4})?$/.exec(text ?? '');
  if (!match || (match[1] === undefined && match[3] === undefined)) return undefined;
  const from = match[1] === undefined ? undefined : Number(match[1]);
  const to = match[3] !== undefined ? Number(match[3]) : match[2] === undefined ? from : undefined;
  if (from !== undefined && to !== undefined && from > to) return undefined;
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

const formatRange = (range: { from?: number | undefined; to?: number | undefined }) =>
  `${range.from ?? ''}-${range.to ?? ''}`;

function parseSort(text: string | null): FilmQuery['sort'] {
  const descending = text?.startsWith('-') ?? false;
  const key = descending ? text!.slice(1) : text;
  if (key === null || key === undefined || !Object.hasOwn(sortKeys, key)) return undefined;
  return { key: key as SortKey, ...(descending && { descending }) };
}

/** So long a search may be, in UTF-16 units. */
export const longestSearch = 200;

/** The beginning of a search, which ends with a whole letter. */
const beginningOf = (search: string) =>
  search
    .slice(0, longestSearch)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();

/** Whether the contract takes a text of an address. */
const isText = (value: string, longest: number) => value.length <= longest && !value.includes('\0');

/** Reads a view's address. Whatever can't be understood is left out: an old link still opens the list. */
export function parseFilmQuery(address: URLSearchParams): FilmQuery {
  const all = (key: string) =>
    [...new Set(address.getAll(key).filter((value) => value !== '' && isText(value, 100)))].slice(0, 100);
  const storeIds = all('store')
    .filter((value) => /^[1-9]\d{0,8}$/.test(value))
    .map(Number);
  const stock = all('stock').filter((value) => value === 'in' || value === 'out' || value === 'none');
  const year = parseRange(address.get('year'));
  const lengthMinutes = parseRange(address.get('length'));
  const lists = { category: all('category'), rating: all('rating'), language: all('language') };
  const filters: Filters = {
    ...Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0)),
    ...(storeIds.length > 0 && { store: storeIds }),
    ...(stock.length > 0 && { stock }),
    ...(year && { year }),
    ...(lengthMinutes && { lengthMinutes }),
  };
  const asked = address.get('q')?.trim() ?? '';
  // Of what is too long the beginning: to leave all of it out would show every film as if it had it.
  const search = asked.includes('\0') ? '' : beginningOf(asked);
  const sort = parseSort(address.get('sort'));
  return {
    ...(search !== '' && { search }),
    ...(Object.keys(filters).length > 0 && { filters }),
    ...(sort && { sort }),
  };
}

/** Writes a view's address; empty for the list as it opens. `parseFilmQuery` gives the same query back. */
export function formatFilmQuery({ search, filters = {}, sort }: FilmQuery): URLSearchParams {
  const address = new URLSearchParams();
  if (search) address.set('q', search);
  for (const key of ['stock', 'store', 'category', 'rating', 'language'] as const) {
    for (const value of filters[key] ?? []) address.append(key, String(value));
  }
  if (filters.year) address.set('year', formatRange(filters.year));
  if (filters.lengthMinutes) address.set('length', formatRange(filters.lengthMinutes));
  // By title is how a list comes that isn't searched.
  if (sort && (search || sort.key !== 'title' || sort.descending)) {
    address.set('sort', `${sort.descending ? '-' : ''}${sort.key}`);
  }
  return address;
}

/** The film that an address like `/films/42` names, if it names one. */
export function parseFilmPath(path: string): number | undefined {
  const match = /^\/films\/([1-9]\d{0,9})$/.exec(path);
  const filmId = match ? Number(match[1]) : undefined;
  return filmId !== undefined && filmId <= 2_147_483_647 ? filmId : undefined;
}
