import { type SQL, sql } from 'drizzle-orm';
import type { Cursor, FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';
import { conditionsIn, selectWindow } from '../operations/film-windows.ts';
import { filmOrder, type RowWindow } from '../operations/film-order.ts';
import { where } from '../operations/film-filters.ts';
import { entities } from './html.ts';
import * as tables from '../../drizzle/schema/index.ts';

/*
 * Rows of the plain table, written as HTML by PostgreSQL itself: to read a thousand films and write them here costs
 * several times as much.
 */

const { film, category, filmCategory, filmSearch, filmStock, inventory, rental } = tables;

const smallShop = 5000;

/** Lines of the table, and cursors of the first and the last; undefined where there is none. */
export interface FilmLines {
  html: string;
  count: number;
  first: Cursor | undefined;
  last: Cursor | undefined;
}

/** A window of the list. */
export async function readFilmLines(
  db: Database,
  { profile }: Connected,
  query: FilmQuery,
  window: RowWindow,
): Promise<FilmLines> {
  const order = filmOrder(query, profile);
  const page = await selectWindow(db, profile, query, order, window);
  const { html, joined, gathers } = lineOf(profile, 'page');
  const direction = order.clause(sql`key`, sql`page.film_id`);
  const { rows } = await db.execute<{
    html: string | null;
    count: number;
    ends: { value: string | null; id: number }[] | null;
  }>(sql`
    with page as materialized (${page}) ${gathers},
    lines as materialized (
      select page.film_id as id, page.key::text as value, ${html} as html, row_number() over (${direction}) as place
      from page cross join lateral (
        select * from ${film} where ${film.filmId} = page.film_id offset 0
      ) as film ${joined}
    )
    select string_agg(html, '' order by place) as "html", count(*)::int as "count",
      (select json_agg(json_build_object('value', value, 'id', id) order by place) from lines
        where place in (1, (select count(*) from lines))) as "ends"
    from lines`);
  const { html: lines, count, ends } = rows[0]!;
  const cursorAt = (index: number) => {
    const end = ends?.at(index);
    return end && order.cursor(end);
  };
  return { html: lines ?? '', count, first: cursorAt(0), last: cursorAt(-1) };
}

/** All films that match, line by line as they are read. */
export const readAllLines = (shop: Shop, query: FilmQuery, signal: AbortSignal) =>
  shop.readLines(signal, ({ profile }) => {
    const order = filmOrder(query, profile);
    const { html, joined, gathers } = lineOf(profile, 'all');
    const conditions = conditionsIn(order, query, profile);
    return sql`with nothing as (select) ${gathers}
      select ${html} from ${order.from([sql`true`])} ${joined} ${where(conditions)}
      ${order.clause(order.by, order.id)}`;
  });

interface Line {
  html: SQL;
  /** Tables that it reads beside the film's own. */
  joined: SQL;
  /** What has to be gathered first, as further parts of a WITH. */
  gathers: SQL;
}

/** One film as a row of the table, of Filmdesk's own schema or of another. `of` is `page` or all films. */
function lineOf({ hasSearchTable, estimatedFilms }: Profile, of: 'page' | 'all'): Line {
  const title = escaped(sql`${film.title}`);
  const rating = escaped(sql`${film.rating}::text`);
  const row = (categories: SQL, copies: SQL, inStock: SQL) => sql`concat(
    '<tr><td>', ${film.filmId}, '</td><td><a href="/films/', ${film.filmId}, '">', ${title}, '</a></td><td>',
    ${film.releaseYear}, '</td><td>', ${escaped(categories)}, '</td><td>', ${rating}, '</td><td>',
    ${hours(sql`${film.length}`)}, '</td><td>',
    case when ${copies} > 0 then concat(${inStock}, ' of ', ${copies}) else 'no copies' end, '</td></tr>')`;
  if (hasSearchTable) {
    // For a page one look-up for each film: left to itself the planner may read the whole of these tables.
    const own = (table: typeof filmSearch | typeof filmStock) =>
      of === 'all'
        ? sql`join ${table} as`
        : sql`join lateral (select * from ${table} where ${table.filmId} = page.film_id offset 0) as`;
    return {
      html: row(sql`gathered.categories`, sql`stocked.copies`, sql`stocked.in_stock`),
      joined: sql`${own(filmSearch)} gathered on gathered.film_id = ${film.filmId}
        ${own(filmStock)} stocked on stocked.film_id = ${film.filmId}`,
      gathers: sql``,
    };
  }
  // In a small shop, gathering for every film costs less than asking for each whether it is on the page.
  const isSmall = of === 'all' || (estimatedFilms !== null && estimatedFilms <= smallShop);
  const ofPage = (column: SQL) => (isSmall ? sql`` : sql`where ${column} in (select film_id from page)`);
  return {
    html: row(sql`genres.names`, sql`stock.copies`, sql`stock.shelved`),
    joined: sql`left join genres on genres.film_id = ${film.filmId} left join stock on stock.film_id = ${film.filmId}`,
    gathers: sql`, genres as (
      select ${filmCategory.filmId}, string_agg(${category.name}, ', ' order by ${category.name}) as names
      from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
      ${ofPage(sql`${filmCategory.filmId}`)} group by 1
    ), stock as (
      select ${inventory.filmId}, count(*) as copies, count(*) - count(lent.inventory_id) as shelved
      from ${inventory} left join (
        select distinct ${rental.inventoryId} from ${rental} where ${rental.returnDate} is null
      ) as lent on lent.inventory_id = ${inventory.inventoryId}
      ${ofPage(sql`${inventory.filmId}`)} group by 1
    )`,
  };
}

/** Beside those of HTML, the signs for which COPY would write something else than they are. */
const replacements = { ...entities, '\\': '&#92;', '\n': ' ', '\r': ' ', '\t': ' ' };

const signs = sql`${Object.keys(replacements).join('')}`;

/** Text as HTML text or a quoted attribute. Most has no sign to replace, and takes the short way. */
const escaped = (text: SQL): SQL =>
  sql`case when translate(${text}, ${signs}, '') = ${text} then ${text} else ${Object.entries(
    entities,
  ).reduce((inner, [sign, entity]) => sql`replace(${inner}, ${sign}, ${entity})`, text)} end`;

const hours = (minutes: SQL) => sql`case when ${minutes} < 60 then ${minutes} || 'm'
  else ${minutes} / 60 || 'h ' || lpad((${minutes} % 60)::text, 2, '0') || 'm' end`;
