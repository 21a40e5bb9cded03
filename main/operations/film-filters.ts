import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import type { Availability, FilmFilters, FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { searchWords } from '../contract/search-words.ts';
import { matchedFilms } from './search.ts';

const { film, category, filmCategory, filmFacet, inventory, language, rental } = shop;

export const languageName = sql<string>`rtrim(${language.name}::text)`;

/** Values with commas between. */
export const list = (values: readonly (string | number)[]) =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );

/** Whether the copy in `inventory` is with a customer. */
export const isOut = sql`exists (select from ${rental}
  where ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null)`;

/** What is true of a film's copies in some stores, or in any, where there are some, and where they are as a filter wants them. */
type Copies = Record<Availability | 'any', SQL>;

/** As `shelves` of `film_facet` tells it. */
export function copiesOn(shelves: SQL, stores: readonly number[] = []): Copies {
  // Each sign stands behind a store's number.
  const has = (...signs: ('+' | '-')[]) => {
    const patterns = signs.flatMap((sign) =>
      stores.length > 0 ? stores.map((store) => `% ${store}${sign}%`) : [`%${sign}%`],
    );
    return anyOf(patterns.map((pattern) => sql`${shelves} like ${pattern}`));
  };
  const any = has('+', '-');
  return { any, in: has('+'), out: sql`(${has('-')} and not ${has('+')})`, none: sql`not ${any}` };
}

/** By looking at the copies themselves. */
function copiesOf(filmId: AnyColumn, stores: readonly number[] = []): Copies {
  const inStores = stores.length > 0 ? sql` and ${inventory.storeId} in (${list(stores)})` : sql``;
  const copies = sql`select from ${inventory} where ${inventory.filmId} = ${filmId}${inStores}`;
  const any = sql`exists (${copies})`;
  const isIn = sql`exists (${copies} and not ${isOut})`;
  return { any, in: isIn, out: sql`(${any} and not ${isIn})`, none: sql`not ${any}` };
}

const anyOf = (conditions: readonly SQL[]) => sql`(${sql.join([...conditions], sql` or `)})`;

/** Whether copies are as one of `states` says. */
export const isStocked = (copies: Record<Availability, SQL>, states: readonly Availability[]): SQL =>
  anyOf(states.map((state) => copies[state]));

/** What store and stock ask of copies: a store that is asked for has some. */
function stockConditions({ store = [], stock = [] }: FilmFilters, copies: Copies): SQL[] {
  if (stock.length === 0) return store.length > 0 ? [copies.any] : [];
  const states = store.length > 0 ? stock.filter((state) => state !== 'none') : stock;
  return [states.length > 0 ? isStocked(copies, states) : sql`false`];
}

/** The tables that have what most filters ask of. */
type Filtered = typeof film | typeof filmFacet;

/** What all filters ask of a film in `table`. */
export function filterConditions(
  filters: FilmFilters = {},
  { hasFacetTable }: Profile,
  table: Filtered = film,
): SQL[] {
  const { category: names, rating, language: spoken, store, year, lengthMinutes } = filters;
  const conditions = [
    ...within(sql`${table.releaseYear}`, year),
    ...within(sql`${table.length}`, lengthMinutes),
  ];
  if (names?.length)
    conditions.push(sql`exists (
      select from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
      where ${filmCategory.filmId} = ${table.filmId} and ${category.name} in (${list(names)}))`);
  if (rating?.length) conditions.push(sql`${table.rating}::text in (${list(rating)})`);
  if (spoken?.length)
    conditions.push(sql`${table.languageId} in (
      select ${language.languageId} from ${language} where ${languageName} in (${list(spoken)}))`);
  const stocked = hasFacetTable
    ? stockConditions(filters, copiesOn(sql`${filmFacet.shelves}`, store))
    : stockConditions(filters, copiesOf(table.filmId, store));
  if (!hasFacetTable || table === filmFacet || stocked.length === 0) return [...conditions, ...stocked];
  return [
    ...conditions,
    sql`${table.filmId} in (select ${filmFacet.filmId} from ${filmFacet} ${where(stocked)})`,
  ];
}

/** What a range asks of a column; nothing where it has no end. */
export function within(column: SQL, range: FilmFilters['year'] = {}): SQL[] {
  const { from, to } = range;
  if (from === undefined && to === undefined) return [];
  if (from === undefined) return [sql`${column} <= ${to}`];
  return [to === undefined ? sql`${column} >= ${from}` : sql`${column} between ${from} and ${to}`];
}

/** A WHERE clause, or nothing. */
export const where = (parts: readonly SQL[]) =>
  parts.length === 0 ? sql`` : sql`where ${sql.join([...parts], sql` and `)}`;

/** Everything that a query asks of a film in `table`. */
export function filmConditions(
  { search, filters }: FilmQuery,
  profile: Profile,
  table: Filtered = film,
): SQL[] {
  const words = searchWords(search);
  const found = words.length > 0 ? [sql`${table.filmId} in (${matchedFilms(words, profile)})`] : [];
  return [...found, ...filterConditions(filters, profile, table)];
}
