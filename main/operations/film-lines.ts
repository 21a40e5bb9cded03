import { type SQL, sql } from 'drizzle-orm';
import type { FilmQuery } from '../contract/films.ts';
import type { Connected, Database } from '../database/shop.ts';
import * as shop from '../../drizzle/schema/index.ts';
import type { FilmOrder, RowWindow } from './film-order.ts';
import { selectWindow } from './film-windows.ts';

const { film, category, filmCategory, inventory, rental } = shop;

const smallShop = 5000;

/** A film in one line of a plain list, and its sort value as text for a cursor. */
export interface FilmLine {
  id: number;
  title: string;
  year: number | null;
  /** Alphabetical, with commas between; null where it has none. */
  categories: string | null;
  rating: string | null;
  lengthMinutes: number | null;
  copies: number;
  inStock: number;
  key: string | null;
}

type Line = [
  number,
  string,
  number | null,
  string | null,
  string | null,
  number | null,
  number,
  number,
  string | null,
];

/**
 * Films for a list of thousands: fewer columns than the table's rows, and categories and copies gathered for all
 * films at once rather than film by film. One JSON value comes back, which is quicker to read than so many rows.
 */
export async function readFilmLines(
  db: Database,
  { profile }: Connected,
  query: FilmQuery,
  order: FilmOrder,
  window: RowWindow,
): Promise<FilmLine[]> {
  // In a small shop, gathering for every film costs less than asking for each whether it is on the page.
  const isSmall = profile.estimatedFilms !== null && profile.estimatedFilms <= smallShop;
  const ofPage = (column: SQL) => (isSmall ? sql`` : sql`where ${column} in (select film_id from page)`);
  const page = await selectWindow(db, profile, query, order, window);
  const { rows } = await db.execute<{ lines: Line[] | null }>(sql`
    with page as materialized (${page}
    ), genres as (
      select ${filmCategory.filmId}, string_agg(${category.name}, ', ' order by ${category.name}) as names
      from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
      ${ofPage(sql`${filmCategory.filmId}`)} group by 1
    ), stock as (
      select ${inventory.filmId}, count(*) as copies, count(*) - count(lent.inventory_id) as shelved
      from ${inventory} left join (
        select distinct ${rental.inventoryId} from ${rental} where ${rental.returnDate} is null
      ) as lent on lent.inventory_id = ${inventory.inventoryId}
      ${ofPage(sql`${inventory.filmId}`)} group by 1
    )
    select json_agg(json_build_array(page.film_id, ${film.title}, ${film.releaseYear}::int, genres.names, ${film.rating}::text, ${film.length}::int,
      coalesce(copies, 0), coalesce(shelved, 0), key::text)
      ${order.clause(sql`key`, sql`page.film_id`)}) as "lines"
    from page join ${film} on ${film.filmId} = page.film_id left join genres on genres.film_id = page.film_id left join stock on stock.film_id = page.film_id`);
  return (rows[0]!.lines ?? []).map(
    ([id, title, year, categories, rating, lengthMinutes, copies, inStock, key]) => ({
      id,
      title,
      year,
      categories,
      rating,
      lengthMinutes,
      copies,
      inStock,
      key,
    }),
  );
}
