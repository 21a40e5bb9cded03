import { type SQL, sql } from 'drizzle-orm';
import type { Availability, FilmFilters, FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { matchesSearch } from './search.ts';

const { film, category, filmCategory, inventory, language, rental } = shop;

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
export function filterCondition(
  filters: FilmFilters,
  key: keyof FilmFilters,
  profile: Profile,
): SQL | undefined {
  const value = filters[key];
  if (value === undefined) return undefined;
  if (key === 'stock' && profile.hasSearchTable && !filters.store?.length)
    return gatheredStock(filters.stock!);
  return (conditions[key] as (value: unknown, all: FilmFilters) => SQL | undefined)(value, filters);
}

/** The filter by stock where no store is named, and Filmdesk's own schema has it gathered. */
function gatheredStock(states: readonly Availability[]): SQL | undefined {
  if (states.length === 0) return undefined;
  const { copies, inStock, filmId } = shop.filmStock;
  const meaning = {
    in: sql`${inStock} > 0`,
    out: sql`(${inStock} = 0 and ${copies} > 0)`,
    none: sql`${copies} = 0`,
  };
  const any = sql.join(
    states.map((state) => meaning[state]),
    sql` or `,
  );
  return sql`${film.filmId} in (select ${filmId} from ${shop.filmStock} where ${any})`;
}

/** A WHERE clause, or nothing. */
export const where = (parts: readonly SQL[]) =>
  parts.length === 0 ? sql`` : sql`where ${sql.join([...parts], sql` and `)}`;

/** What all filters ask of a film. */
export const filterConditions = (filters: FilmFilters = {}, profile: Profile): SQL[] =>
  (Object.keys(filters) as (keyof FilmFilters)[])
    .map((key) => filterCondition(filters, key, profile))
    .filter((condition) => condition !== undefined);

/** Everything that a query asks of a film. */
export const filmConditions = ({ search, filters }: FilmQuery, profile: Profile): SQL[] => [
  ...matchesSearch(search, profile),
  ...filterConditions(filters, profile),
];
