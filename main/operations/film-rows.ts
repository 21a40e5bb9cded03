import { inArray, type SQL, sql } from 'drizzle-orm';
import type { FilmQuery, FilmRow } from '../contract/films.ts';
import { executePrepared } from '../database/prepared.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Profile } from '../database/profile.ts';
import type { Connected, Database } from '../database/shop.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { filmConditions, filterConditions, languageName, shelfConditions, where } from './film-filters.ts';
import { categoryNames, type FilmOrder, type RowWindow } from './film-order.ts';
import { conditionsIn, selectWindow } from './film-windows.ts';
import { matchedFilms, startsOf, unseen } from './search.ts';
import { isoTime } from './times.ts';

const { film, filmStart, filmStock, inventory, language, rental } = shop;

/** The rows of the film table for the films of the CTE `page`, which has `film_id` and the sort value `key`. */
const rowColumns = sql`
  ${film.filmId} as "id", ${film.title} as "title", ${film.releaseYear}::int as "year",
  ${categoryNames} as "categories", ${film.rating}::text as "rating", ${film.length}::int as "lengthMinutes",
  ${film.rentalRate}::text as "rentalRate", coalesce(stock.copies, 0)::int as "copies",
  coalesce(stock.shelved, 0)::int as "inStock", stock.stores as "stores", ${languageName} as "language",
  ${film.replacementCost}::text as "replacementCost", ${film.rentalDuration}::int as "rentalDays",
  ${film.specialFeatures}::text[] as "features", ${film.lastUpdate}::text as "updatedAt"`;

/** Copies of the page's films by store. One join for all films: a look-up for each would be many times slower. */
const stock = sql`
  select film_id, sum(copies) as copies, sum(shelved) as shelved,
    json_agg(json_build_object('store', store_id, 'copies', copies, 'in', shelved, 'late', late) order by store_id) as stores
  from (
    select page.film_id, ${inventory.storeId}, count(*)::int as copies,
      (count(*) filter (where lent.since is null))::int as shelved,
      (count(*) filter (where lent.since + ${film.rentalDuration} * interval '1 day' < now()))::int as late
    from page join ${film} on ${film.filmId} = page.film_id join ${inventory} on ${inventory.filmId} = page.film_id
    left join lateral (
      select min(${rental.rentalDate}) as since from ${rental}
      where ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null
    ) as lent on true
    group by page.film_id, ${inventory.storeId}
  ) as by_store group by film_id`;

export interface SortedRow extends FilmRow {
  /** The sort value as text, for a cursor. */
  key: string | null;
}

/** Films that match `query` in its order, at a cost that grows with the window and not with the table. */
export async function readFilmRows(
  db: Database,
  connected: Connected,
  query: FilmQuery,
  order: FilmOrder,
  window: RowWindow,
  isAgain = false,
): Promise<SortedRow[]> {
  const { select, found } = await selectWindow(db, connected.profile, query, order, window);
  if (found === 0) return [];
  const statement = sql`
    with page as materialized (${select}), stock as materialized (${stock})
    select ${rowColumns}, page.key::text as "key"
    from page join ${film} on ${film.filmId} = page.film_id
    join ${language} on ${language.languageId} = ${film.languageId}
    left join stock on stock.film_id = page.film_id
    ${order.clause(sql`page.key`, sql`page.film_id`)}`;
  const rows =
    found === undefined
      ? (await db.execute<RawRow>(statement)).rows
      : await executePrepared<RawRow>(db, connected, statement);
  // One that was deleted since it was found would leave the window short, as at the end of the list.
  if (!isAgain && found !== undefined && rows.length < found)
    return readFilmRows(db, connected, query, order, window, true);
  return rows.map(finishRow);
}

/** Every how many rows a list has a place that can be gone to directly. */
export const rowsBetweenPlaces = 1000;

/** Each thousandth film of a list, in order: what a jump into its middle begins from. Costs as much as a count. */
export async function readFilmPlaces(
  db: Database,
  { profile }: Connected,
  query: FilmQuery,
  order: FilmOrder,
): Promise<{ value: string | null; id: number }[]> {
  const conditions = conditionsIn(order, query, profile);
  const { rows } = await db.execute<{ value: string | null; id: number }>(sql`
    select key::text as "value", film_id as "id"
    from (${order.selectEach(rowsBetweenPlaces, conditions)}) as places order by place`);
  return rows;
}

/** One film's row; undefined where there is none. */
export async function readFilmRow(db: Database, filmId: number): Promise<FilmRow | undefined> {
  const { rows } = await db.execute<RawRow>(sql`
    with page as (select ${film.filmId} from ${film} where ${film.filmId} = ${filmId}),
    stock as materialized (${stock})
    select ${rowColumns} from page join ${film} on ${film.filmId} = page.film_id
    join ${language} on ${language.languageId} = ${film.languageId}
    left join stock on stock.film_id = page.film_id`);
  return rows.map(finishRow)[0];
}

type RawRow = {
  [Key in keyof SortedRow]: Key extends 'categories' | 'features' | 'stores'
    ? SortedRow[Key] | null
    : SortedRow[Key];
};

const finishRow = (row: RawRow): SortedRow => ({
  ...row,
  categories: row.categories ?? [],
  features: row.features ?? [],
  stores: row.stores ?? [],
  updatedAt: isoTime(row.updatedAt),
});

/** How many films match. */
export async function countFilms(db: Database, { profile }: Connected, query: FilmQuery): Promise<number> {
  const words = searchWords(query.search);
  const filters = filterConditions(query.filters, profile);
  const starts = profile.hasStartTable && filters.length === 0 ? startsOf(words) : undefined;
  const known = starts && (await countFilmsByStarts(db, starts));
  if (known !== undefined) return known;
  const counted = countedFilms(words, query, profile);
  const { rows } = await db.execute<{ total: number }>(sql`select count(*)::int as "total" from ${counted}`);
  return rows[0]!.total;
}

/** The films that match, read from as little as can be. */
function countedFilms(words: readonly string[], query: FilmQuery, profile: Profile): SQL {
  const { store, stock, ...others } = query.filters ?? {};
  const isFiltered = filterConditions(others, profile).length > 0;
  const shelved = profile.hasShelves ? shelfConditions({ store, stock }) : [];
  if (words.length === 0 && !isFiltered && shelved.length > 0) return sql`${filmStock} ${where(shelved)}`;
  return words.length > 0 && filterConditions(query.filters, profile).length === 0
    ? sql`(${matchedFilms(words, profile, unseen)}) as matched`
    : sql`${film} ${where(filmConditions(query, profile))}`;
}

/**
 * Without reading any film: so begin most searches that somebody types, and most films have such a word. Undefined where
 * the films with one of the beginnings are not all among those with the others.
 */
async function countFilmsByStarts(db: Database, starts: readonly string[]): Promise<number | undefined> {
  const { rows } = await db.execute<{ start: string; films: number }>(sql`
    select ${filmStart.start} as "start", sum(${filmStart.films})::int as "films"
    from ${filmStart} where ${inArray(filmStart.start, ['', ...starts])} group by 1`);
  const filmsOf = (start: string) => rows.find((row) => row.start === start)?.films ?? 0;
  const all = filmsOf('');
  const counts = starts.map(filmsOf).filter((films) => films < all);
  if (counts.length === 0) return all;
  return counts.length === 1 || counts.includes(0) ? Math.min(...counts) : undefined;
}
