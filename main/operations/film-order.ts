import { type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import { FilmdeskError } from '../contract/failures.ts';
import type { Cursor, FilmQuery, SortKey } from '../contract/films.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { isOut, languageName } from './film-filters.ts';

const { film, category, filmCategory, inventory, language } = shop;

/** The names of the film's categories, alphabetically, as an array; null where it has none. */
export const categoryNames = sql`(select array_agg(${category.name}::text order by ${category.name})
  from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
  where ${filmCategory.filmId} = ${film.filmId})`;

/** What each sort key sorts by, and whether it can be null. */
const sorts: Record<SortKey, { by: SQL; nullable: boolean }> = {
  title: { by: sql`${film.title}`, nullable: false },
  id: { by: sql`${film.filmId}`, nullable: false },
  year: { by: sql`${film.releaseYear}`, nullable: true },
  category: { by: sql`array_to_string(${categoryNames}, ', ')`, nullable: true },
  rating: { by: sql`${film.rating}`, nullable: true },
  length: { by: sql`${film.length}`, nullable: true },
  rate: { by: sql`${film.rentalRate}`, nullable: false },
  stock: {
    by: sql`(select count(*) from ${inventory} where ${inventory.filmId} = ${film.filmId} and not ${isOut})`,
    nullable: false,
  },
  language: {
    by: sql`(select ${languageName} from ${language} where ${language.languageId} = ${film.languageId})`,
    nullable: false,
  },
  replacement: { by: sql`${film.replacementCost}`, nullable: false },
  duration: { by: sql`${film.rentalDuration}`, nullable: false },
  features: { by: sql`array_to_string(${film.specialFeatures}, ', ')`, nullable: true },
  updated: { by: sql`${film.lastUpdate}`, nullable: false },
};

/** A place in one order: which order, the row's value as text, and its id. */
interface Place {
  value: string | null;
  id: number;
}

const place = z.tuple([z.string(), z.string().nullable(), z.int().min(1).max(2_147_483_647)]);

export interface FilmOrder {
  /** What a row is sorted by. */
  by: SQL;
  /** ORDER BY from first to last, or from last to first; `key` and `id` name the columns to sort. */
  clause(key: SQL, id: SQL, reversed: boolean): SQL;
  /** The rows behind a cursor, or before it. */
  beyond(cursor: Cursor, side: 'after' | 'before'): SQL;
  cursor(place: Place): Cursor;
}

/** The order that a query asks for: by its key, nulls last either way, films of equal value by id. */
export function filmOrder(sort: FilmQuery['sort']): FilmOrder {
  const key = sort?.key ?? 'title';
  const descending = sort?.descending ?? false;
  const { by, nullable } = sorts[key];
  const name = `${descending ? '-' : ''}${key}`;

  return {
    by,
    clause(column, id, reversed) {
      const direction = sql.raw(descending === reversed ? 'asc' : 'desc');
      const nulls = nullable ? sql.raw(reversed ? ' nulls first' : ' nulls last') : sql``;
      return sql`order by ${column} ${direction}${nulls}, ${id} ${direction}`;
    },
    beyond(cursor, side) {
      const { value, id } = parseCursor(cursor, name);
      const onward = side === 'after';
      const sign = sql.raw(onward === descending ? '<' : '>');
      if (!nullable) return sql`(${by}, ${film.filmId}) ${sign} (${value}, ${id})`;
      if (value === null) {
        const sameNull = sql`(${by} is null and ${film.filmId} ${sign} ${id})`;
        return onward ? sameNull : sql`(${by} is not null or ${sameNull})`;
      }
      const further = sql`(${by}, ${film.filmId}) ${sign} (${value}, ${id})`;
      return onward ? sql`(${further} or ${by} is null)` : further;
    },
    cursor: ({ value, id }) => Buffer.from(JSON.stringify([name, value, id])).toString('base64url') as Cursor,
  };
}

function parseCursor(cursor: Cursor, name: string): Place {
  const [order, value, id] = readPlace(cursor);
  if (order !== name) throw foreignCursor();
  return { value, id };
}

function readPlace(cursor: Cursor): z.infer<typeof place> {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw foreignCursor();
  }
}

export const foreignCursor = () =>
  new FilmdeskError({
    code: 'invalid-input',
    field: 'window',
    sentence: 'The cursor is not of this list.',
    advice: 'Ask for the window by its position.',
  });
