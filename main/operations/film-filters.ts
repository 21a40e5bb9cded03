import { type SQL, sql } from 'drizzle-orm';
import type { FilmFilters, FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { matchesSearch } from './search.ts';

const { film, category, filmCategory, inventory, language, rental } = shop;

export const languageName = sql<string>`rtrim(${language.name}::text)`;

const list = (values: readonly (string | number)[]) =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );

/** Whether the copy in `inventory` is with a customer. */
export const isOut = sql`exists (select from ${rental}
  where ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null)`;

/** The film's copies, in the stores of the filter where it names some. */
export const copiesInStores = (stores: readonly number[] | undefined) =>
  sql`${inventory.filmId} = ${film.filmId}${stores?.length ? sql` and ${inventory.storeId} in (${list(stores)})` : sql``}`;

/** One condition on `film` for each filter that is set. */
const conditions: {
  [Key in keyof FilmFilters]-?: (value: NonNullable<FilmFilters[Key]>, all: FilmFilters) => SQL | undefined;
} = {
  category: (names) =>
    names.length === 0
      ? undefined
      : sql`exists (select from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
          where ${filmCategory.filmId} = ${film.filmId} and ${category.name} in (${list(names)}))`,
  rating: (names) => (names.length === 0 ? undefined : sql`${film.rating}::text in (${list(names)})`),
  language: (names) =>
    names.length === 0
      ? undefined
      : sql`${film.languageId} in (select ${language.languageId} from ${language} where ${languageName} in (${list(names)}))`,
  store: (ids) =>
    ids.length === 0 ? undefined : sql`exists (select from ${inventory} where ${copiesInStores(ids)})`,
  stock: (states, { store }) => {
    if (states.length === 0) return undefined;
    const copies = copiesInStores(store);
    const has = sql`exists (select from ${inventory} where ${copies})`;
    const hasIn = sql`exists (select from ${inventory} where ${copies} and not ${isOut})`;
    const meaning = { in: hasIn, out: sql`(${has} and not ${hasIn})`, none: sql`not ${has}` };
    return sql`(${sql.join(
      states.map((state) => meaning[state]),
      sql` or `,
    )})`;
  },
  year: (range) => within(sql`${film.releaseYear}`, range),
  lengthMinutes: (range) => within(sql`${film.length}`, range),
};

function within(column: SQL, { from, to }: { from?: number | undefined; to?: number | undefined }) {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) return sql`${column} <= ${to}`;
  return to === undefined ? sql`${column} >= ${from}` : sql`${column} between ${from} and ${to}`;
}

/** The condition of one filter alone; undefined where it is not set. */
export function filterCondition(filters: FilmFilters, key: keyof FilmFilters): SQL | undefined {
  const value = filters[key];
  if (value === undefined) return undefined;
  return (conditions[key] as (value: unknown, all: FilmFilters) => SQL | undefined)(value, filters);
}

/** A WHERE clause, or nothing. */
export const where = (parts: readonly SQL[]) =>
  parts.length === 0 ? sql`` : sql`where ${sql.join([...parts], sql` and `)}`;

/** Everything that a query asks of a film. */
export function filmConditions({ search, filters = {} }: FilmQuery, profile: Profile): SQL[] {
  const keys = Object.keys(filters) as (keyof FilmFilters)[];
  const narrowed = keys
    .map((key) => filterCondition(filters, key))
    .filter((condition) => condition !== undefined);
  return [...matchesSearch(search, profile), ...narrowed];
}
