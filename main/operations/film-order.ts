import { type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import { FilmdeskError } from '../contract/failures.ts';
import type { Cursor, FilmQuery, SortKey } from '../contract/films.ts';
import { causeOf } from '../database/diagnosis.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { isOut, languageName, where } from './film-filters.ts';

const { film, category, filmCategory, inventory, language } = shop;

/** The names of the film's categories, alphabetically, as an array; null where it has none. */
export const categoryNames = sql`(select array_agg(${category.name}::text order by ${category.name})
  from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
  where ${filmCategory.filmId} = ${film.filmId})`;

/**
 * What each sort key sorts by, and where its nulls are: `none` has none; `apart` is a column whose index has the nulls
 * at one end, so that they are read as a section of their own; `among` is computed film by film anyway.
 */
const sorts: Record<SortKey, { by: SQL; nulls: 'none' | 'apart' | 'among' }> = {
  title: { by: sql`${film.title}`, nulls: 'none' },
  id: { by: sql`${film.filmId}`, nulls: 'none' },
  year: { by: sql`${film.releaseYear}`, nulls: 'apart' },
  category: { by: sql`array_to_string(${categoryNames}, ', ')`, nulls: 'among' },
  rating: { by: sql`${film.rating}`, nulls: 'apart' },
  length: { by: sql`${film.length}`, nulls: 'apart' },
  rate: { by: sql`${film.rentalRate}`, nulls: 'none' },
  stock: {
    by: sql`(select count(*) from ${inventory} where ${inventory.filmId} = ${film.filmId} and not ${isOut})`,
    nulls: 'none',
  },
  language: {
    by: sql`(select ${languageName} from ${language} where ${language.languageId} = ${film.languageId})`,
    nulls: 'none',
  },
  replacement: { by: sql`${film.replacementCost}`, nulls: 'none' },
  duration: { by: sql`${film.rentalDuration}`, nulls: 'none' },
  features: { by: sql`array_to_string(${film.specialFeatures}, ', ')`, nulls: 'among' },
  updated: { by: sql`${film.lastUpdate}`, nulls: 'none' },
};

/** A place in one order: which order, the row's value as text, and its id. */
interface Place {
  value: string | null;
  id: number;
}

const place = z.tuple([z.string(), z.string().nullable(), z.int().min(1).max(2_147_483_647)]);

/** Which rows of an ordered list to read. */
export interface RowWindow {
  limit: number;
  /** Rows to leave out at the window's beginning. */
  offset?: number;
  /** Only what comes after this row, or the rows just before it. */
  beyond?: { cursor: Cursor; side: 'after' | 'before' };
  /** Counts `offset` from the list's end; `limit` rows before that. Only without `beyond`. */
  fromEnd?: boolean;
}

const isReversed = ({ beyond, fromEnd = false }: RowWindow) => fromEnd || beyond?.side === 'before';

export interface FilmOrder {
  /** What a row is sorted by. */
  by: SQL;
  /** ORDER BY from first to last; `key` and `id` name the columns to sort. */
  clause(key: SQL, id: SQL): SQL;
  /**
   * SELECT of a window's films, of which `conditions` are true: `film_id` and the sort value `key`, in no order.
   * Nothing else, so that an index can give both: then the cost grows with the window and not with its depth.
   */
  select(conditions: readonly SQL[], window: RowWindow): SQL;
  cursor(place: Place): Cursor;
}

/** The order that a query asks for: by its key, nulls last either way, films of equal value by id. */
export function filmOrder(sort: FilmQuery['sort']): FilmOrder {
  const key = sort?.key ?? 'title';
  const descending = sort?.descending ?? false;
  const { by, nulls } = sorts[key];
  const name = `${descending ? '-' : ''}${key}`;
  const id = sql`${film.filmId}`;

  const direction = (reversed: boolean) => sql.raw(descending === reversed ? 'asc' : 'desc');
  const clause = (column: SQL, idColumn: SQL, reversed: boolean) => {
    const nullsLast = nulls === 'none' ? sql`` : sql.raw(reversed ? ' nulls first' : ' nulls last');
    return sql`order by ${column} ${direction(reversed)}${nullsLast}, ${idColumn} ${direction(reversed)}`;
  };

  /** Sections of the list in the order to read them, each with what is true of its rows and how they are sorted. */
  function sections(window: RowWindow): { conditions: SQL[]; order: SQL }[] {
    const { beyond } = window;
    const reversed = isReversed(window);
    const sign = sql.raw(descending === reversed ? '>' : '<');
    const place = beyond && parseCursor(beyond.cursor, name);
    const further = place && sql`(${by}, ${id}) ${sign} (${place.value}, ${place.id})`;
    if (nulls === 'none') {
      return [{ conditions: further ? [further] : [], order: clause(by, id, reversed) }];
    }
    const furtherNull = place && sql`${id} ${sign} ${place.id}`;
    if (nulls === 'among') {
      return [
        {
          conditions: amongNulls(place?.value, further, furtherNull, reversed),
          order: clause(by, id, reversed),
        },
      ];
    }
    const values = {
      conditions: [further && place.value !== null ? further : sql`${by} is not null`],
      // Nulls where the index has them: there are none here, and only so can it be read either way.
      order: sql`order by ${by} ${direction(reversed)}, ${id} ${direction(reversed)}`,
    };
    const empty = {
      conditions: [sql`${by} is null`, ...(furtherNull && place.value === null ? [furtherNull] : [])],
      order: sql`order by ${id} ${direction(reversed)}`,
    };
    if (reversed) return place && place.value !== null ? [values] : [empty, values];
    return place?.value === null ? [empty] : [values, empty];
  }

  function amongNulls(
    value: string | null | undefined,
    further: SQL | undefined,
    furtherNull: SQL | undefined,
    reversed: boolean,
  ) {
    if (value === undefined) return [];
    const beside = value === null ? sql`(${by} is null and ${furtherNull})` : further;
    const whole = value === null ? sql`${by} is not null` : sql`${by} is null`;
    return [(value === null) === reversed ? sql`(${beside} or ${whole})` : sql`${beside}`];
  }

  return {
    by,
    clause: (column, idColumn) => clause(column, idColumn, false),
    select(conditions, window) {
      const { limit, offset = 0 } = window;
      const parts = sections(window);
      const part = (index: number, rows: SQL) => {
        const { conditions: more, order } = parts[index]!;
        return sql`select ${id} as film_id, ${by} as key from ${film}
          ${where([...conditions, ...more])} ${order} ${rows}`;
      };
      if (parts.length === 1) return part(0, sql`limit ${limit} offset ${offset}`);
      const reversed = isReversed(window);
      return sql`select * from (${sql.join(
        parts.map(
          (_, index) =>
            sql`(select ${sql.raw(String(index))} as section, part.* from (${part(index, sql`limit ${limit + offset}`)}) as part)`,
        ),
        sql` union all `,
      )}) as parts order by section, key ${direction(reversed)}, film_id ${direction(reversed)}
      limit ${limit} offset ${offset}`;
    },
    cursor: ({ value, id: filmId }) =>
      Buffer.from(JSON.stringify([name, value, filmId])).toString('base64url') as Cursor,
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

/** What a read by a cursor failed with: PostgreSQL could not take the cursor's value for its column's type. */
export const isCursorRefused = (error: unknown) => causeOf(error)?.startsWith('22') ?? false;

export const foreignCursor = () =>
  new FilmdeskError({
    code: 'invalid-input',
    field: 'window',
    sentence: 'The cursor is not of this list.',
    advice: 'Ask for the window by its position.',
  });
