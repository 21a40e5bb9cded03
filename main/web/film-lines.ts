import type { Readable } from 'node:stream';
import { type SQL, sql } from 'drizzle-orm';
import type { Cursor, FilmQuery } from '../contract/films.ts';
import { copiedColumns } from '../database/copy.ts';
import type { Profile } from '../database/profile.ts';
import { executePrepared } from '../database/prepared.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';
import { list, where } from '../operations/clauses.ts';
import { filmOrder, type RowWindow } from '../operations/film-order.ts';
import { countedCopies } from '../operations/film-stock.ts';
import { conditionsIn, selectWindow } from '../operations/film-windows.ts';
import * as tables from '../../drizzle/schema/index.ts';
import { escapeHtml } from './html.ts';
import { hours, type PlainColumn, plainColumns } from './plain-columns.ts';

/*
 * Rows of the plain table as HTML. PostgreSQL hands their values over column by column, or as the text of a COPY: rows
 * as objects would cost several times as much.
 */

const { film, category, filmCategory, filmSearch, filmStock, inventory } = tables;

const smallShop = 5000;

/** What is read of a film, and the sort value that its cursor needs. */
type Field = 'id' | 'key' | 'title' | 'year' | 'categories' | 'rating' | 'length' | 'shelved' | 'copies';

const fieldsOf: Record<PlainColumn, readonly Field[]> = {
  id: ['id'],
  title: ['id', 'title'],
  year: ['year'],
  category: ['categories'],
  rating: ['rating'],
  length: ['length'],
  stock: ['shelved', 'copies'],
};

/** Those that stand in the film's own row. */
const ownFields: readonly Field[] = ['title', 'year', 'rating', 'length'];

type Value = string | number | null;

/** Of each field what every row has. */
type Columns = Record<Field, Value[]>;

const text = (value: Value) =>
  typeof value === 'string' ? escapeHtml(value) : value === null ? '' : String(value);

const cells: Record<PlainColumn, (columns: Columns) => (row: number) => string> = {
  id:
    ({ id }) =>
    (row) =>
      text(id[row]!),
  title:
    ({ id, title }) =>
    (row) =>
      `<a href="/films/${text(id[row]!)}">${text(title[row]!)}</a>`,
  year:
    ({ year }) =>
    (row) =>
      text(year[row]!),
  category:
    ({ categories }) =>
    (row) =>
      text(categories[row]!),
  rating:
    ({ rating }) =>
    (row) =>
      text(rating[row]!),
  length:
    ({ length }) =>
    (row) =>
      hours(length[row] === null ? null : Number(length[row])),
  stock:
    ({ shelved, copies }) =>
    (row) =>
      Number(copies[row]) === 0 ? 'no copies' : `${Number(shelved[row])} of ${Number(copies[row])}`,
};

/** Rows of the table. HTML can do without the ends of cells and rows, which would be a third of all bytes. */
function writeLines(shown: readonly PlainColumn[], columns: Columns, count: number): string {
  const writers = shown.map((column) => cells[column](columns));
  let html = '';
  for (let row = 0; row < count; row++) {
    html += '<tr>';
    for (const write of writers) html += `<td>${write(row)}`;
    html += '\n';
  }
  return html;
}

const fieldsFor = (columns: readonly PlainColumn[], ...others: Field[]) => [
  ...new Set<Field>([...others, ...columns.flatMap((column) => fieldsOf[column])]),
];

/** Lines of the table, and cursors of the first and the last; null where there is none. */
export interface FilmLines {
  count: number;
  html: string;
  first: Cursor | null;
  last: Cursor | null;
}

/** Of each field a JSON array of what every row has; null where there is no row. */
type Row = Record<Field, string | null> & { count: number };

/** A window of the list. */
export async function readFilmLines(
  db: Database,
  connected: Connected,
  query: FilmQuery,
  window: RowWindow,
  columns = plainColumns,
): Promise<FilmLines> {
  const { profile } = connected;
  const order = filmOrder(query, profile);
  const { select: page } = await selectWindow(db, profile, query, order, window);
  const isByTitle = !order.isRanked && (query.sort?.key ?? 'title') === 'title';
  const key = isByTitle ? 'title' : 'key';
  const fields = fieldsFor(columns, 'id', key);
  const { values, joined, gathers } = sourcesOf(profile, fields, {
    of: 'page',
    known: { id: sql`page.film_id`, [key]: sql`page.key::text` },
  });
  const statement = sql`
    with page as (${page}) ${gathers}
    select count(*)::int, ${list(fields.map((field) => sql`json_agg(${sql.identifier(field)})::text as ${sql.identifier(field)}`))}
    from (
      select ${list(fields.map((field) => sql`${values[field]} as ${sql.identifier(field)}`))}
      from page ${joined} ${order.clause(sql`page.key`, sql`page.film_id`)}
    ) as lines`;
  const rows = await (isSmall(profile)
    ? executePrepared<Row>(db, connected, statement)
    : db.execute<Row>(statement).then((result) => result.rows));
  const read = rows[0]!;
  const { count } = read;
  const found = Object.fromEntries(
    fields.map((field) => [field, JSON.parse(read[field] ?? '[]') as Value[]]),
  ) as Columns;
  const cursorAt = (row: number) =>
    order.cursor({ value: found[key][row] as string | null, id: Number(found.id[row]) });
  return {
    count,
    html: writeLines(columns, found, count),
    first: count === 0 ? null : cursorAt(0),
    last: count === 0 ? null : cursorAt(count - 1),
  };
}

/** All films that match, to be read by `linesOf`. Rejects as `readText` does. */
export function openAllLines(
  shop: Shop,
  query: FilmQuery,
  signal: AbortSignal,
  columns = plainColumns,
): Promise<Readable> {
  const fields = fieldsFor(columns);
  return shop.readText(signal, ({ profile }) => {
    const order = filmOrder(query, profile);
    const { values, joined, gathers } = sourcesOf(profile, fields, {
      of: 'all',
      known: { id: sql`${film.filmId}` },
    });
    return sql`with nothing as (select) ${gathers}
      select ${list(fields.map((field) => values[field]!))}
      from ${order.from([sql`true`])} ${joined} ${where(conditionsIn(order, query, profile))}
      ${order.clause(order.by, order.id)}`;
  });
}

/** Their lines, some at a time as they are read. */
export async function* linesOf(copy: Readable, columns = plainColumns): AsyncGenerator<string> {
  for await (const { columns: read, count } of copiedColumns(copy, fieldsFor(columns)))
    yield writeLines(columns, read, count);
}

/** Where fields are to be had. */
interface Sources {
  values: Partial<Record<Field, SQL>>;
  /** Tables that have them beside the list's own. */
  joined: SQL;
  /** What has to be gathered first, as further parts of a WITH. */
  gathers: SQL;
}

interface Lines {
  of: 'page' | 'all';
  /** What is at hand without another table. */
  known: Sources['values'] & { id: SQL };
}

/** Where these fields are in Filmdesk's own schema, or in another. */
function sourcesOf(profile: Profile, fields: readonly Field[], lines: Lines): Sources {
  const isWanted = (field: Field) => fields.includes(field) && !(field in lines.known);
  const parts = [
    ...(ownFields.some(isWanted) ? [ownOf(profile, lines)] : []),
    ...(isWanted('categories') ? [categoriesOf(profile, lines)] : []),
    ...(isWanted('copies') ? [stockOf(profile, lines)] : []),
  ];
  return {
    values: Object.assign({}, ...parts.map(({ values }) => values), lines.known) as Sources['values'],
    joined: sql.join(
      parts.map(({ joined }) => joined),
      sql` `,
    ),
    gathers: sql.join(parts.map(({ gathers }) => gathers)),
  };
}

const isSmall = ({ estimatedFilms }: Profile) => estimatedFilms !== null && estimatedFilms <= smallShop;

function ownOf(profile: Profile, { of, known }: Lines): Sources {
  const values = {
    title: sql`${film.title}`,
    year: sql`${film.releaseYear}`,
    // Not cast to text, which would keep PostgreSQL from sharing the work among processes.
    rating: sql`${film.rating}`,
    length: sql`${film.length}`,
  };
  const joined =
    of === 'all'
      ? sql``
      : isSmall(profile)
        ? sql`join ${film} on ${film.filmId} = ${known.id}`
        : // Left to itself the planner may read the whole table for a page of it.
          sql`cross join lateral (select * from ${film} where ${film.filmId} = ${known.id} offset 0) as film`;
  return { values, joined, gathers: sql`` };
}

/** What Filmdesk's own schema has gathered of each film, under another name. */
const gathered = (
  table: typeof filmSearch | typeof filmStock,
  columns: SQL,
  name: SQL,
  { of, known }: Lines,
) =>
  of === 'all'
    ? sql`join (select ${table.filmId}, ${columns} from ${table}) as ${name} on ${name}.film_id = ${known.id}`
    : sql`cross join lateral (select ${columns} from ${table} where ${table.filmId} = ${known.id} offset 0) as ${name}`;

/** In a small shop, gathering for every film costs less than asking for each whether it is on the page. */
const ofPage = (profile: Profile, { of }: Lines, column: SQL) =>
  of === 'all' || isSmall(profile) ? sql`` : sql`where ${column} in (select film_id from page)`;

function categoriesOf(profile: Profile, lines: Lines): Sources {
  const values = { categories: sql`genres.names` };
  if (profile.hasSearchTable) {
    const names = sql`${filmSearch.categories} as names`;
    return { values, joined: gathered(filmSearch, names, sql`genres`, lines), gathers: sql`` };
  }
  return {
    values,
    joined: sql`left join genres on genres.film_id = ${lines.known.id}`,
    gathers: sql`, genres as (
      select ${filmCategory.filmId}, string_agg(${category.name}, ', ' order by ${category.name}) as names
      from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
      ${ofPage(profile, lines, sql`${filmCategory.filmId}`)} group by 1
    )`,
  };
}

function stockOf(profile: Profile, lines: Lines): Sources {
  const values = { shelved: sql`stock.shelved`, copies: sql`stock.copies` };
  if (profile.hasSearchTable) {
    const counts = sql`${filmStock.copies}, ${filmStock.inStock} as shelved`;
    return { values, joined: gathered(filmStock, counts, sql`stock`, lines), gathers: sql`` };
  }
  return {
    values,
    joined: sql`left join stock on stock.film_id = ${lines.known.id}`,
    gathers: sql`, stock as (
      select ${inventory.filmId}, ${countedCopies} ${ofPage(profile, lines, sql`${inventory.filmId}`)} group by 1
    )`,
  };
}
