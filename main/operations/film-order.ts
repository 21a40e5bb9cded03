import { type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import { FilmdeskError } from '../contract/failures.ts';
import type { Cursor, FilmQuery, SortKey } from '../contract/films.ts';
import { causeOf } from '../database/diagnosis.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Profile } from '../database/profile.ts';
import { where } from './clauses.ts';
import { languageName } from './film-filters.ts';
import { isOut } from './film-stock.ts';
import { matchedTexts, rankOf, type SearchScope } from './search.ts';

const { film, category, filmCategory, filmSearch, filmStock, inventory, language } = shop;

/** The names of the film's categories, alphabetically, as an array; null where it has none. */
export const categoryNames = sql`(select array_agg(${category.name}::text order by ${category.name})
  from ${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
  where ${filmCategory.filmId} = ${film.filmId})`;

/**
 * How a list is sorted: by which value, from which tables, and where its nulls are: `none` has none; `apart` is a
 * column whose index has the nulls at one end, so that they are read as a section of their own; `among` is computed
 * film by film anyway.
 */
interface Sort {
  by: SQL;
  /** The film's id where `by` is indexed together with it. */
  id: SQL;
  /** Tables that have both; for conditions, with `film` among them. */
  from: SQL;
  withFilm: SQL;
  nulls: 'none' | 'apart' | 'among';
}

const ofFilm = (by: SQL, nulls: Sort['nulls'] = 'none'): Sort => ({
  by,
  nulls,
  id: sql`${film.filmId}`,
  from: sql`${film}`,
  withFilm: sql`${film}`,
});

const sorts: Record<SortKey, Sort> = {
  title: ofFilm(sql`${film.title}`),
  id: ofFilm(sql`${film.filmId}`),
  year: ofFilm(sql`${film.releaseYear}`, 'apart'),
  category: ofFilm(sql`array_to_string(${categoryNames}, ', ')`, 'among'),
  rating: ofFilm(sql`${film.rating}`, 'apart'),
  length: ofFilm(sql`${film.length}`, 'apart'),
  rate: ofFilm(sql`${film.rentalRate}`),
  stock: ofFilm(
    sql`(select count(*) from ${inventory} where ${inventory.filmId} = ${film.filmId} and not ${isOut})`,
  ),
  language: ofFilm(
    sql`(select ${languageName} from ${language} where ${language.languageId} = ${film.languageId})`,
  ),
  replacement: ofFilm(sql`${film.replacementCost}`),
  duration: ofFilm(sql`${film.rentalDuration}`),
  features: ofFilm(sql`array_to_string(${film.specialFeatures}, ', ')`, 'among'),
  updated: ofFilm(sql`${film.lastUpdate}`),
};

const gathered = (table: typeof filmSearch | typeof filmStock, by: SQL, nulls: Sort['nulls']): Sort => ({
  by,
  nulls,
  id: sql`${table.filmId}`,
  from: sql`${table}`,
  withFilm: sql`${table} join ${film} on ${film.filmId} = ${table.filmId}`,
});

/** Values that Filmdesk's own schema keeps gathered and indexed. */
const gatheredSorts: Partial<Record<SortKey, Sort>> = {
  category: gathered(filmSearch, sql`${filmSearch.categories}`, 'apart'),
  language: gathered(filmSearch, sql`${filmSearch.language}`, 'none'),
  features: gathered(filmSearch, sql`${filmSearch.features}`, 'apart'),
  stock: gathered(filmStock, sql`${filmStock.inStock}`, 'none'),
};

/** What a search is sorted by where no other order is asked for: by rank, and then by title, the same on every server. */
function byRank(words: readonly string[], profile: Profile, scope: SearchScope): Sort {
  // Made only when it is asked for: a search among many films takes another way.
  const matches = () => sql`(
    select texts.film_id, ${rankOf(words)}::text || texts.title as key
    from (${matchedTexts(words, profile, scope)}) as texts) as matches`;
  return {
    by: sql`matches.key collate "C"`,
    id: sql`matches.film_id`,
    get from() {
      return matches();
    },
    get withFilm() {
      return sql`${matches()} join ${film} on ${film.filmId} = matches.film_id`;
    },
    nulls: 'none',
  };
}

/** A place in one order: which order, the row's value as text, and its id. */
export interface Place {
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
  /** Whether it is that of a search's ranks: it then brings the search's condition with it. */
  isRanked: boolean;
  /** What a row is sorted by, its id, and the tables that have both. */
  by: SQL;
  id: SQL;
  from(conditions: readonly SQL[]): SQL;
  /** ORDER BY from first to last; `key` and `id` name the columns to sort. */
  clause(key: SQL, id: SQL): SQL;
  /**
   * SELECT of a window's films, of which `conditions` are true: `film_id` and the sort value `key`, in no order.
   * Nothing else, so that an index can give both: then the cost grows with the window and not with its depth.
   */
  select(conditions: readonly SQL[], window: RowWindow): SQL;
  /** SELECT of each `every`th of all films of which `conditions` are true: `film_id`, `key`, and its `place` from 1. */
  selectEach(every: number, conditions: readonly SQL[]): SQL;
  cursor(place: Place): Cursor;
}

/**
 * The order that a query asks for: by its key, nulls last either way, films of equal value by id. A search without a
 * key is in the order of its ranks; with a scope, of as many films as that finds.
 */
export function filmOrder(
  { search, sort }: FilmQuery,
  profile: Profile,
  scope: SearchScope = 'all',
): FilmOrder {
  const words = searchWords(search);
  const isRanked = sort === undefined && words.length > 0;
  const key = sort?.key ?? 'title';
  const descending = sort?.descending ?? false;
  const sortedBy: Sort = isRanked
    ? byRank(words, profile, scope)
    : ((profile.hasSearchTable ? gatheredSorts[key] : undefined) ?? sorts[key]);
  const { by, nulls, id } = sortedBy;
  const name = isRanked ? 'rank' : `${descending ? '-' : ''}${key}`;

  const tables = (conditions: readonly SQL[]) =>
    conditions.length === 0 ? sortedBy.from : sortedBy.withFilm;
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
    const place = beyond && placeOf(beyond.cursor, name);
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
    isRanked,
    by,
    id,
    from: tables,
    clause: (column, idColumn) => clause(column, idColumn, false),
    select(conditions, window) {
      const { limit, offset = 0 } = window;
      const parts = sections(window);
      const part = (index: number, rows: SQL) => {
        const { conditions: more, order } = parts[index]!;
        return sql`select ${id} as film_id, ${by} as key from ${tables(conditions)}
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
    selectEach(every, conditions) {
      // The sections one after the other: sorted as one, films without a value would have all of them sorted.
      let before = sql`0`;
      const parts = sections({ limit: every }).map(({ conditions: more, order }) => {
        const films = sql`from ${tables(conditions)} ${where([...conditions, ...more])}`;
        const numbered = sql`select ${id} as film_id, ${by} as key,
          ${before} + row_number() over (${order}) as place ${films}`;
        before = sql`(select count(*) ${films})`;
        return sql`select * from (${numbered}) as numbered where place % ${sql.raw(String(every))} = 0`;
      });
      return sql.join(parts, sql` union all `);
    },
    cursor: ({ value, id: filmId }) =>
      Buffer.from(JSON.stringify([name, value, filmId])).toString('base64url') as Cursor,
  };
}

/** Where a cursor of the order called `name` stands. Fails with `invalid-input` where it is another order's. */
export function placeOf(cursor: Cursor, name: string): Place {
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
