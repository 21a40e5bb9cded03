import { type SQL, sql } from 'drizzle-orm';
import pg from 'pg';
import type { Cursor, FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';
import { conditionsIn, selectWindow } from '../operations/film-windows.ts';
import { filmOrder, type RowWindow } from '../operations/film-order.ts';
import { where } from '../operations/film-filters.ts';
import { entities } from './html.ts';
import { type PlainColumn, plainColumns } from './plain-columns.ts';
import * as tables from '../../drizzle/schema/index.ts';

/*
 * Rows of the plain table, written as HTML by PostgreSQL itself: to read a thousand films and write them here costs
 * several times as much.
 */

const { film, category, filmCategory, filmSearch, filmStock, inventory, rental } = tables;

const smallShop = 5000;

/** Lines of the table, and cursors of the first and the last; null where there is none. */
export interface FilmLines {
  html: string;
  count: number;
  first: Cursor | null;
  last: Cursor | null;
}

/** A window of the list. */
export async function readFilmLines(
  db: Database,
  { profile }: Connected,
  query: FilmQuery,
  window: RowWindow,
  columns = plainColumns,
): Promise<FilmLines> {
  const order = filmOrder(query, profile);
  const page = await selectWindow(db, profile, query, order, window);
  const isByTitle = !order.isRanked && (query.sort?.key ?? 'title') === 'title';
  const { html, joined, gathers } = lineOf(profile, columns, {
    of: 'page',
    titles: isByTitle && sql`page.key`,
  });
  const { rows } = await db.execute<{ html: string | null; count: number; keys: Key[]; ids: number[] }>(sql`
    with page as (${page}) ${gathers}
    select string_agg(html, '') as "html", count(*)::int as "count",
      array[(array_agg(key))[1], (array_agg(key))[count(*)]] as "keys",
      array[(array_agg(id))[1], (array_agg(id))[count(*)]] as "ids"
    from (
      select ${html} as html, page.key::text as key, page.film_id as id
      from page ${joined} ${order.clause(sql`page.key`, sql`page.film_id`)}
    ) as lines`);
  const { html: lines, count, keys, ids } = rows[0]!;
  const cursorAt = (end: 0 | 1) =>
    count === 0 ? null : order.cursor({ value: keys[end] ?? null, id: ids[end]! });
  return { html: lines ?? '', count, first: cursorAt(0), last: cursorAt(1) };
}

/** A row's sort value. */
type Key = string | null;

/** All films that match, line by line as they are read. */
export const readAllLines = (shop: Shop, query: FilmQuery, signal: AbortSignal, columns = plainColumns) =>
  shop.readLines(signal, ({ profile }) => {
    const order = filmOrder(query, profile);
    const { html, joined, gathers } = lineOf(profile, columns, { of: 'all', titles: false });
    const conditions = conditionsIn(order, query, profile);
    return sql`with nothing as (select) ${gathers}
      select ${html} from ${order.from([sql`true`])} ${joined} ${where(conditions)}
      ${order.clause(order.by, order.id)}`;
  });

interface Line {
  html: SQL;
  /** Tables that it reads beside the list's own. */
  joined: SQL;
  /** What has to be gathered first, as further parts of a WITH. */
  gathers: SQL;
}

interface Lines {
  of: 'page' | 'all';
  /** What has the titles already, where the film need not be looked up for them. */
  titles: SQL | false;
}

/** One film as a row of the table with these columns, of Filmdesk's own schema or of another. */
function lineOf(profile: Profile, columns: readonly PlainColumn[], { of, titles }: Lines): Line {
  const id = of === 'page' ? sql`page.film_id` : sql`${film.filmId}`;
  const has = (column: PlainColumn) => columns.includes(column);
  const categories = has('category') ? categoriesOf(profile, of, id) : nothing;
  const stock = has('stock') ? stockOf(profile, of, id) : nothing;
  const ofFilm = columns.some(
    (column) => !['id', 'category', 'stock'].includes(column) && !(titles && column === 'title'),
  );
  const { releaseYear, rating, length } = film;
  const inHours = (value: SQL) => sql`case when ${length} >= 60 then ${value} end`;
  const whereCopies = (value: SQL) => sql`case when stock.copies > 0 then ${value} end`;
  const cells: Record<PlainColumn, readonly Part[]> = {
    id: [id],
    title: ['<a href="/films/', id, '">', { text: titles || sql`${film.title}` }, '</a>'],
    year: [sql`${releaseYear}`],
    category: [{ text: sql`genres.names` }],
    rating: [{ text: sql`${rating}::text` }],
    length: [
      inHours(sql`${length} / 60`),
      sql`case when ${length} % 60 < 10 and ${length} >= 60 then 'h 0' when ${length} >= 60 then 'h ' end`,
      sql`${length} % 60`,
      sql`case when ${length} is not null then 'm' end`,
    ],
    stock: [
      whereCopies(sql`stock.shelved`),
      sql`case when stock.copies > 0 then ' of ' else 'no copies' end`,
      whereCopies(sql`stock.copies`),
    ],
  };
  const parts = columns.flatMap((column, index) => [
    index === 0 ? '<tr><td>' : '</td><td>',
    ...cells[column],
  ]);
  return {
    html: written([...parts, '</td></tr>']),
    // Left to itself the planner may read the whole table for a page of it.
    joined: sql`${
      of === 'page' && ofFilm
        ? sql`cross join lateral (select * from ${film} where ${film.filmId} = page.film_id offset 0) as film`
        : sql``
    } ${categories.joined} ${stock.joined}`,
    gathers: sql.join([categories.gathers, stock.gathers]),
  };
}

type Gathered = Omit<Line, 'html'>;

const nothing: Gathered = { joined: sql``, gathers: sql`` };

/** What Filmdesk's own schema has gathered of each film, under another name. */
const gathered = (
  table: typeof filmSearch | typeof filmStock,
  values: SQL,
  of: Lines['of'],
  name: SQL,
  id: SQL,
) =>
  of === 'all'
    ? sql`join (select ${table.filmId}, ${values} from ${table}) as ${name} on ${name}.film_id = ${id}`
    : sql`cross join lateral (select ${values} from ${table} where ${table.filmId} = ${id} offset 0) as ${name}`;

/** In a small shop, gathering for every film costs less than asking for each whether it is on the page. */
const ofPage = ({ estimatedFilms }: Profile, of: Lines['of'], column: SQL) =>
  of === 'all' || (estimatedFilms !== null && estimatedFilms <= smallShop)
    ? sql``
    : sql`where ${column} in (select film_id from page)`;

function categoriesOf(profile: Profile, of: Lines['of'], id: SQL): Gathered {
  if (profile.hasSearchTable) {
    const names = sql`${filmSearch.categories} as names`;
    return { joined: gathered(filmSearch, names, of, sql`genres`, id), gathers: sql`` };
  }
  return {
    joined: sql`left join genres on genres.film_id = ${id}`,
    gathers: sql`, genres as (
      select ${filmCategory.filmId}, string_agg(${category.name}, ', ' order by ${category.name}) as names
      from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
      ${ofPage(profile, of, sql`${filmCategory.filmId}`)} group by 1
    )`,
  };
}

function stockOf(profile: Profile, of: Lines['of'], id: SQL): Gathered {
  if (profile.hasSearchTable) {
    const counts = sql`${filmStock.copies}, ${filmStock.inStock} as shelved`;
    return { joined: gathered(filmStock, counts, of, sql`stock`, id), gathers: sql`` };
  }
  return {
    joined: sql`left join stock on stock.film_id = ${id}`,
    gathers: sql`, stock as (
      select ${inventory.filmId}, count(*) as copies, count(*) - count(lent.inventory_id) as shelved
      from ${inventory} left join (
        select distinct ${rental.inventoryId} from ${rental} where ${rental.returnDate} is null
      ) as lent on lent.inventory_id = ${inventory.inventoryId}
      ${ofPage(profile, of, sql`${inventory.filmId}`)} group by 1
    )`,
  };
}

/** Beside those of HTML, the signs for which COPY would write something else than they are. */
const replacements = { ...entities, '\\': '&#92;', '\n': ' ', '\r': ' ', '\t': ' ' };

const anySign = sql.raw(String.raw`E'[&<>"''\\\\\n\r\t]'`);

/** A piece of a line: as it is, a value that has no sign of HTML's, or a text that may have some. */
type Part = string | SQL | { text: SQL };

const isText = (part: Part): part is { text: SQL } => typeof part === 'object' && 'text' in part;

const escaped = (text: SQL): SQL =>
  Object.entries(replacements).reduce(
    (inner, [sign, entity]) => sql`replace(${inner}, ${sign}, ${entity})`,
    text,
  );

/** The parts one after the other. Most texts have no sign to replace: whether any has is asked once for the whole line. */
function written(parts: readonly Part[]): SQL {
  const line = (write: (text: SQL) => SQL) => {
    const pieces: (string | SQL)[] = [];
    for (const part of parts) {
      const piece = isText(part) ? write(part.text) : part;
      if (typeof piece === 'string' && typeof pieces.at(-1) === 'string')
        pieces.push(`${pieces.pop() as string}${piece}`);
      else pieces.push(piece);
    }
    return sql`concat(${list(pieces)})`;
  };
  const texts = parts.filter(isText).map(({ text }) => text);
  if (texts.length === 0) return line((text) => text);
  return sql`case when concat(${list(texts)}) ~ ${anySign} then ${line(escaped)} else ${line((text) => text)} end`;
}

const list = (values: readonly (string | SQL)[]) =>
  sql.join(
    values.map((value) => (typeof value === 'string' ? sql.raw(pg.escapeLiteral(value)) : value)),
    sql`, `,
  );
