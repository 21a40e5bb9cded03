import { type SQL, sql } from 'drizzle-orm';
import type { Availability, FilmFacets, FilmFilters, FilmQuery } from '../contract/films.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Connected, Database } from '../database/shop.ts';
import * as shop from '../../drizzle/schema/index.ts';
import type { Profile } from '../database/profile.ts';
import { filterCondition, isOut, languageName, list, where } from './film-filters.ts';
import { matchedFilms } from './search.ts';

const { film, category, filmCategory, inventory, language } = shop;

const filterKeys = [
  'category',
  'rating',
  'language',
  'store',
  'stock',
  'year',
  'lengthMinutes',
] as const satisfies (keyof FilmFilters)[];

type FilterKey = (typeof filterKeys)[number];

/** One facet's counts: each value, and how many of the films that all filters but its own let through have it. */
interface Counting {
  /** Tables that have the value, with `film` where `conditions` ask something of it. */
  from(conditions: readonly SQL[]): SQL;
  value: SQL;
  /** What to group by, where that is not the value itself. */
  group?: SQL;
  /** A filter that the values have in them already: for it means something else of each. So they have the conditions. */
  includes?: FilterKey;
}

const films = (conditions: readonly SQL[], of: SQL) =>
  conditions.length === 0 ? sql`` : sql`join ${film} on ${film.filmId} = ${of}`;

const { filmStock } = shop;

/** How to count the copies, in the stores of the filter where it names some. */
function stockCounting({ hasSearchTable }: Profile, stores: readonly number[] | undefined): Counting {
  if (hasSearchTable && !stores) {
    return {
      from: (conditions) => sql`${filmStock} ${films(conditions, sql`${filmStock.filmId}`)}`,
      value: sql`case when ${filmStock.copies} = 0 then 'none' when ${filmStock.inStock} > 0 then 'in' else 'out' end`,
    };
  }
  const inStores = stores ? where([sql`${inventory.storeId} in (${list(stores)})`]) : sql``;
  return {
    from: () => sql`${film} left join (
      select ${inventory.filmId} as film_id, bool_or(not ${isOut}) as shelved from ${inventory} ${inStores} group by 1
    ) as copies on copies.film_id = ${film.filmId}`,
    value: sql`case when copies.film_id is null then 'none' when copies.shelved then 'in' else 'out' end`,
  };
}

/** Whether a film's copies of one store, of which there is one at least, are as the filter wants them. */
const statesOfStore: Record<Availability, SQL> = {
  in: sql`bool_or(not ${isOut})`,
  out: sql`not bool_or(not ${isOut})`,
  none: sql`false`,
};

/** How to count the films of each store; where a filter asks for stock, that of the store's own copies. */
function storeCounting({ hasSearchTable }: Profile, states: readonly Availability[] = []): Counting {
  if (states.length > 0) {
    const wanted = sql.join(
      states.map((state) => statesOfStore[state]),
      sql` or `,
    );
    return {
      from: (conditions) => sql`(
        select ${inventory.filmId} as film_id, ${inventory.storeId} as store_id
        from ${inventory} ${films(conditions, sql`${inventory.filmId}`)} ${where(conditions)}
        group by 1, 2 having ${wanted}
      ) as owned`,
      value: sql`owned.store_id`,
      includes: 'stock',
    };
  }
  return hasSearchTable
    ? {
        from: (conditions) =>
          sql`${filmStock} ${films(conditions, sql`${filmStock.filmId}`)}, unnest(${filmStock.stores}) as owner`,
        value: sql`owner`,
      }
    : {
        from: (conditions) => sql`(
          select distinct ${inventory.filmId} as film_id, ${inventory.storeId} as store_id from ${inventory}
        ) as owned ${films(conditions, sql`owned.film_id`)}`,
        value: sql`owned.store_id`,
      };
}

const plainCountings = {
  rating: { from: () => sql`${film}`, value: sql`${film.rating}::text`, group: sql`${film.rating}` },
  language: {
    from: () => sql`${film} join ${language} on ${language.languageId} = ${film.languageId}`,
    value: languageName,
  },
  category: {
    from: (
      conditions,
    ) => sql`${filmCategory} join ${category} on ${category.categoryId} = ${filmCategory.categoryId}
      ${films(conditions, sql`${filmCategory.filmId}`)}`,
    value: sql`${category.name}::text`,
  },
} as const satisfies Partial<Record<FilterKey, Counting>>;

/**
 * All facets in one statement. Each is counted by itself: so each reads only the tables that it needs, and where
 * nothing narrows it only an index.
 */
export async function readFacets(
  db: Database,
  { profile }: Connected,
  { search, filters = {} }: FilmQuery,
): Promise<FilmFacets> {
  const words = searchWords(search);
  const found = words.length > 0 ? [sql`${film.filmId} in (select film_id from matched)`] : [];
  const stores = filters.store?.length ? filters.store : undefined;
  const conditionsBut = (...keys: (FilterKey | undefined)[]) => [
    ...found,
    ...filterKeys
      .filter((other) => !keys.includes(other))
      .map((other) => filterCondition(filters, other, profile))
      .filter((condition) => condition !== undefined),
  ];
  const countings: Record<'stock' | 'rating' | 'language' | 'category' | 'store', Counting> = {
    ...plainCountings,
    stock: stockCounting(profile, stores),
    store: storeCounting(profile, filters.stock),
  };
  const counts = Object.entries(countings).map(([key, { from, value, group = value, includes }]) => {
    const conditions = conditionsBut(key as FilterKey, includes);
    return sql`(select ${key}::text as "key", ${value}::text as "value", count(*)::int as "films"
      from ${from(conditions)} ${where([...(includes ? [] : conditions), sql`${value} is not null`])}
      group by ${group})`;
  });
  const { rows } = await db.execute<CountedValue>(sql`
    ${words.length > 0 ? sql`with matched as materialized (${matchedFilms(words, profile)})` : sql``}
    ${sql.join([...counts, copyCounts(profile, stores, conditionsBut())], sql` union all `)}`);
  return finishFacets(rows, await readValues(db));
}

/** How many copies the films have that all filters let through, in the stores of the filter, and how many are in. */
function copyCounts(
  { hasSearchTable }: Profile,
  stores: readonly number[] | undefined,
  conditions: readonly SQL[],
): SQL {
  const inStores = stores ? [sql`${inventory.storeId} in (${list(stores)})`] : [];
  const counted =
    hasSearchTable && !stores
      ? sql`select sum(${filmStock.copies}) as total, sum(${filmStock.inStock}) as shelved
        from ${filmStock} ${films(conditions, sql`${filmStock.filmId}`)} ${where(conditions)}`
      : sql`select count(*) as total, count(*) filter (where not ${isOut}) as shelved
        from ${inventory} ${films(conditions, sql`${inventory.filmId}`)} ${where([...conditions, ...inStores])}`;
  return sql`select 'copies', each.value, coalesce(each.copies, 0)::int from (${counted}) as counted,
    lateral (values ('all', counted.total), ('in', counted.shelved)) as each (value, copies)`;
}

const allAvailabilities: readonly Availability[] = ['in', 'out', 'none'];

interface FacetValues {
  categories: string[];
  ratings: string[];
  languages: string[];
  stores: number[];
  year: FilmFacets['year'];
  lengthMinutes: FilmFacets['lengthMinutes'];
}

/** Every value that a facet can have in this shop, in the order to show them, also those that nothing matches. */
async function readValues(db: Database): Promise<FacetValues> {
  const array = (query: SQL) => sql`coalesce(array(${query}), '{}')`;
  // Each by itself is one look at the end of an index.
  const ends = (column: typeof film.releaseYear | typeof film.length) =>
    sql`array[(select min(${column})::int from ${film}), (select max(${column})::int from ${film})]`;
  const { rows } = await db.execute(sql`
    select ${array(sql`select distinct ${category.name}::text from ${category} order by 1`)} as "categories",
      ${array(sql`select ${film.rating}::text from ${film} where ${film.rating} is not null
        group by ${film.rating} order by ${film.rating}`)} as "ratings",
      ${array(sql`select distinct ${languageName} from ${language}
        where exists (select from ${film} where ${film.languageId} = ${language.languageId}) order by 1`)} as "languages",
      ${array(sql`select ${shop.store.storeId}::int from ${shop.store} order by 1`)} as "stores",
      ${ends(film.releaseYear)} as "years", ${ends(film.length)} as "lengths"`);
  const found = rows[0]!;
  const bounds = (values: unknown) => {
    const [least, most] = values as [number | null, number | null];
    return least === null || most === null ? null : { least, most };
  };
  return {
    categories: found['categories'] as string[],
    ratings: found['ratings'] as string[],
    languages: found['languages'] as string[],
    stores: found['stores'] as number[],
    year: bounds(found['years']),
    lengthMinutes: bounds(found['lengths']),
  };
}

interface CountedValue extends Record<string, unknown> {
  key: FilterKey | 'copies';
  value: string;
  films: number;
}

function finishFacets(
  rows: readonly CountedValue[],
  { categories, ratings, languages, stores, year, lengthMinutes }: FacetValues,
): FilmFacets {
  const count = (key: CountedValue['key'], value: string) =>
    rows.find((row) => row.key === key && row.value === value)?.films ?? 0;
  const facet = <Value extends string | number>(key: FilterKey, values: readonly Value[]) =>
    values.map((value) => ({ value, films: count(key, String(value)) }));
  return {
    copies: { all: count('copies', 'all'), in: count('copies', 'in') },
    stock: facet('stock', allAvailabilities),
    category: facet('category', categories),
    rating: facet('rating', ratings),
    language: facet('language', languages),
    store: facet('store', stores),
    year,
    lengthMinutes,
  };
}
