import { type SQL, sql } from 'drizzle-orm';
import type { FilmFilters, FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { searchWords } from '../contract/search-words.ts';
import { list, where } from './clauses.ts';
import { type Copies, copiesOf, copiesOn, isStocked } from './film-stock.ts';
import { matchedFilms } from './search.ts';

const { film, category, filmCategory, filmStock, language } = shop;

export const languageName = sql<string>`rtrim(${language.name}::text)`;

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

/** The film in which every word of the search occurs, in title, description or an actor's name. */
export const matchesSearch = (words: readonly string[], profile: Profile): SQL[] =>
  words.length > 0 ? [sql`${film.filmId} in (${matchedFilms(words, profile)})`] : [];

/** Everything that a query asks of a film. */
export const filmConditions = ({ search, filters }: FilmQuery, profile: Profile): SQL[] => [
  ...matchesSearch(searchWords(search), profile),
  ...filterConditions(filters, profile),
];
