import { type SQL, sql } from 'drizzle-orm';
import type { Availability, FilmFilters, FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { searchWords } from '../contract/search-words.ts';
import { matchedFilms } from './search.ts';

const { film, category, filmCategory, filmStock, inventory, language, rental } = shop;

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

/** What is true of a film where some stores, or any, have copies of it, and where these are as a filter wants them. */
type Copies = Record<Availability | 'any', SQL>;

/** As `shelves` of `film_stock` tells it. */
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
function copiesOf(stores: readonly number[] = []): Copies {
  const inStores = stores.length > 0 ? sql` and ${inventory.storeId} in (${list(stores)})` : sql``;
  const copies = sql`select from ${inventory} where ${inventory.filmId} = ${film.filmId}${inStores}`;
  const any = sql`exists (${copies})`;
  const isIn = sql`exists (${copies} and not ${isOut})`;
  return { any, in: isIn, out: sql`(${any} and not ${isIn})`, none: sql`not ${any}` };
}

/** Whether one of several conditions is true. */
export const anyOf = (conditions: readonly SQL[]) => sql`(${sql.join([...conditions], sql` or `)})`;

/** Whether copies are as one of `states` says. */
export const isStocked = (copies: Copies, states: readonly Availability[]): SQL =>
  anyOf(states.map((state) => copies[state]));

/** What store and stock ask of copies: a store that is asked for has some. */
function stockConditions({ store = [], stock = [] }: FilmFilters, copies: Copies): SQL[] {
  if (stock.length === 0) return store.length > 0 ? [copies.any] : [];
  const states = store.length > 0 ? stock.filter((state) => state !== 'none') : stock;
  return [states.length > 0 ? isStocked(copies, states) : sql`false`];
}

/** What store and stock ask of a row of `film_stock`, where it has shelves. */
export const shelfConditions = (filters: FilmFilters = {}): SQL[] =>
  stockConditions(filters, copiesOn(sql`${filmStock.shelves}`, filters.store));

/** What a filter asks of a rating. */
export const isRated = (rating: SQL, ratings: readonly string[]): SQL =>
  sql`${rating}::text in (${list(ratings)})`;

/** What a filter asks of a language's number. */
export const isSpoken = (languageId: SQL, names: readonly string[]): SQL => sql`${languageId} in (
  select ${language.languageId} from ${language} where ${languageName} in (${list(names)}))`;

/** What all filters ask of the film in `film`. */
export function filterConditions(filters: FilmFilters = {}, { hasShelves }: Profile): SQL[] {
  const { category: names, rating, language: spoken, store, year, lengthMinutes } = filters;
  const conditions = [
    ...within(sql`${film.releaseYear}`, year),
    ...within(sql`${film.length}`, lengthMinutes),
  ];
  if (names?.length)
    conditions.push(sql`exists (
      select from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
      where ${filmCategory.filmId} = ${film.filmId} and ${category.name} in (${list(names)}))`);
  if (rating?.length) conditions.push(isRated(sql`${film.rating}`, rating));
  if (spoken?.length) conditions.push(isSpoken(sql`${film.languageId}`, spoken));
  if (!hasShelves) return [...conditions, ...stockConditions(filters, copiesOf(store))];
  const shelved = shelfConditions(filters);
  if (shelved.length > 0)
    conditions.push(sql`${film.filmId} in (select ${filmStock.filmId} from ${filmStock} ${where(shelved)})`);
  return conditions;
}

/** What a range asks of a column; nothing where it has no end. */
function within(column: SQL, range: FilmFilters['year'] = {}): SQL[] {
  const { from, to } = range;
  if (from === undefined && to === undefined) return [];
  if (from === undefined) return [sql`${column} <= ${to}`];
  return [to === undefined ? sql`${column} >= ${from}` : sql`${column} between ${from} and ${to}`];
}

/** A WHERE clause, or nothing. */
export const where = (parts: readonly SQL[]) =>
  parts.length === 0 ? sql`` : sql`where ${sql.join([...parts], sql` and `)}`;

/** The film in which every word of the search occurs, in title, description or an actor's name. */
const matchesSearch = (words: readonly string[], profile: Profile): SQL[] =>
  words.length > 0 ? [sql`${film.filmId} in (${matchedFilms(words, profile)})`] : [];

/** Everything that a query asks of a film. */
export const filmConditions = ({ search, filters }: FilmQuery, profile: Profile): SQL[] => [
  ...matchesSearch(searchWords(search), profile),
  ...filterConditions(filters, profile),
];
