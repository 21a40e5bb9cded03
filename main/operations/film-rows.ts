import { type SQL, sql } from 'drizzle-orm';
import type { FilmQuery, FilmRow } from '../contract/films.ts';
import type { Connected, Database } from '../database/shop.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { filmConditions, isOut, languageName, where } from './film-filters.ts';
import { categoryNames, type FilmOrder } from './film-order.ts';
import { isoTime } from './times.ts';

const { film, inventory, language, rental } = shop;

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
      (count(*) filter (where lent.since + page.rental_duration * interval '1 day' < now()))::int as late
    from page join ${inventory} on ${inventory.filmId} = page.film_id
    left join lateral (
      select min(${rental.rentalDate}) as since from ${rental}
      where ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null
    ) as lent on true
    group by page.film_id, ${inventory.storeId}
  ) as by_store group by film_id`;

export interface RowWindow {
  limit: number;
  offset?: number;
  /** A further condition, as the far side of a cursor. */
  beyond?: SQL;
  /** Counts from the end of the order; the rows come in order all the same. */
  fromEnd?: boolean;
}

export interface SortedRow extends FilmRow {
  /** The sort value as text, for a cursor. */
  key: string | null;
}

/** Films that match `query` in its order: one statement, whose cost grows with the window and not the table. */
export async function readFilmRows(
  db: Database,
  { profile }: Connected,
  query: FilmQuery,
  order: FilmOrder,
  { limit, offset = 0, beyond, fromEnd = false }: RowWindow,
): Promise<SortedRow[]> {
  const conditions = [...filmConditions(query, profile), ...(beyond ? [beyond] : [])];
  const page = sql`
    select ${film.filmId}, ${film.rentalDuration}, ${order.by} as key from ${film} ${where(conditions)}
    ${order.clause(order.by, sql`${film.filmId}`, fromEnd)} limit ${limit} offset ${offset}`;
  const { rows } = await db.execute<RawRow>(sql`
    with page as materialized (${page}), stock as (${stock})
    select ${rowColumns}, page.key::text as "key"
    from page join ${film} on ${film.filmId} = page.film_id
    join ${language} on ${language.languageId} = ${film.languageId}
    left join stock on stock.film_id = page.film_id
    ${order.clause(sql`page.key`, sql`page.film_id`, false)}`);
  return rows.map(finishRow);
}

/** One film's row; undefined where there is none. */
export async function readFilmRow(db: Database, filmId: number): Promise<FilmRow | undefined> {
  const { rows } = await db.execute<RawRow>(sql`
    with page as (select ${film.filmId}, ${film.rentalDuration} from ${film} where ${film.filmId} = ${filmId}),
    stock as (${stock})
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

/** How many films match, how many copies they have, and how many of those are in. */
export async function countFilms(db: Database, { profile }: Connected, query: FilmQuery) {
  const conditions = filmConditions(query, profile);
  const matched =
    conditions.length === 0
      ? sql``
      : sql`where ${inventory.filmId} in (select ${film.filmId} from ${film} ${where(conditions)})`;
  const { rows } = await db.execute<{ total: number; copies: number; in: number }>(sql`
    select (select count(*)::int from ${film} ${where(conditions)}) as "total",
      count(*)::int as "copies", (count(*) filter (where not ${isOut}))::int as "in"
    from ${inventory} ${matched}`);
  const { total, copies, in: shelved } = rows[0]!;
  return { total, copies: { all: copies, in: shelved } };
}
