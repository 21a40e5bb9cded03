import { sql } from 'drizzle-orm';
import type { FilmQuery, FilmRow } from '../contract/films.ts';
import { executePrepared } from '../database/prepared.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Profile } from '../database/profile.ts';
import type { Connected, Database } from '../database/shop.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { constant, isOnPage } from './clauses.ts';
import { filterConditions, languageName } from './film-filters.ts';
import type { FilmOrder, RowWindow } from './film-order.ts';
import { readShelves, stockOfPage } from './film-stock.ts';
import { conditionsIn, selectWindow } from './film-windows.ts';
import { hasManyFilms } from './search-sample.ts';
import { isoTime } from './times.ts';

const { category, film, filmCategory, language } = shop;

/** The rows of the film table for the films of the CTE `page`, which has `film_id` and the sort value `key`. */
const rowColumns = constant(sql`
  ${film.filmId} as "id", ${film.title} as "title", ${film.releaseYear}::int as "year",
  genres.names as "categories", ${film.rating}::text as "rating", ${film.length}::int as "lengthMinutes",
  ${film.rentalRate}::text as "rentalRate", coalesce(stock.copies, 0)::int as "copies",
  coalesce(stock.in_stock, 0)::int as "inStock", stock.shelves as "shelves", stock.late as "late",
  ${languageName} as "language",
  ${film.replacementCost}::text as "replacementCost", ${film.rentalDuration}::int as "rentalDays",
  ${film.specialFeatures}::text[] as "features", ${film.lastUpdate}::text as "updatedAt"`);

/** Categories of the page's films. One join for all: by itself each film's would cost as much as all else of its row. */
const genres = constant(sql`
  select ${filmCategory.filmId}, array_agg(${category.name}::text order by ${category.name}) as names
  from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
  where ${isOnPage(filmCategory.filmId)} group by 1`);

export interface SortedRow {
  row: FilmRow;
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
    with page as materialized (${select}), stock as materialized (${stockOfPage(connected.profile)}),
    genres as materialized (${genres})
    select ${rowColumns}, page.key::text as "key"
    from page join ${film} on ${film.filmId} = page.film_id
    join ${language} on ${language.languageId} = ${film.languageId}
    left join stock on stock.film_id = page.film_id left join genres on genres.film_id = page.film_id
    ${order.clause(sql`page.key`, sql`page.film_id`)}`;
  const rows =
    found !== undefined || isPlannedOnce(connected.profile, query, order)
      ? await executePrepared<RawRow>(db, connected, statement)
      : (await db.execute<RawRow>(statement)).rows;
  // One that was deleted since it was found would leave the window short, as at the end of the list.
  if (!isAgain && found !== undefined && rows.length < found)
    return readFilmRows(db, connected, query, order, window, true);
  return rows.map((raw) => ({ row: finishRow(raw), key: raw.key }));
}

/**
 * Among few films one plan does for all values, and making it takes as long as carrying it out. But where only some of what
 * is looked at is wanted, by a filter or a search that is sorted otherwise, it hangs on how much that is.
 */
const isPlannedOnce = (profile: Profile, { search, filters }: FilmQuery, { isRanked }: FilmOrder): boolean =>
  !hasManyFilms(profile) &&
  (isRanked || searchWords(search).length === 0) &&
  filterConditions(filters, profile).length === 0;

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
export async function readFilmRow(
  db: Database,
  connected: Connected,
  filmId: number,
): Promise<FilmRow | undefined> {
  const statement = sql`
    with page as (select ${film.filmId} from ${film} where ${film.filmId} = ${filmId}),
    stock as materialized (${stockOfPage(connected.profile)}), genres as materialized (${genres})
    select ${rowColumns} from page join ${film} on ${film.filmId} = page.film_id
    join ${language} on ${language.languageId} = ${film.languageId}
    left join stock on stock.film_id = page.film_id left join genres on genres.film_id = page.film_id`;
  const [row] = await executePrepared<RawRow>(db, connected, statement);
  return row && finishRow(row);
}

type RawRow = Omit<FilmRow, 'categories' | 'features' | 'stores'> & {
  categories: string[] | null;
  features: string[] | null;
  shelves: string | null;
  late: Record<number, number> | null;
  key: string | null;
};

/** Written out: to copy all fields but some would take as long as all else that is done of a row. */
const finishRow = (raw: RawRow): FilmRow => ({
  id: raw.id,
  title: raw.title,
  year: raw.year,
  categories: raw.categories ?? [],
  rating: raw.rating,
  lengthMinutes: raw.lengthMinutes,
  rentalRate: raw.rentalRate,
  copies: raw.copies,
  inStock: raw.inStock,
  stores: readShelves(raw.shelves, raw.late),
  language: raw.language,
  replacementCost: raw.replacementCost,
  rentalDays: raw.rentalDays,
  features: raw.features ?? [],
  updatedAt: isoTime(raw.updatedAt),
});
