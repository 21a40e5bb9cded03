import { type SQL, sql } from 'drizzle-orm';
import type { Availability, FilmFacets, FilmFilters, FilmQuery } from '../contract/films.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Connected, Database } from '../database/shop.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { anyOf, where } from './clauses.ts';
import { filterConditions, isRated, isSpoken, languageName } from './film-filters.ts';
import { copiesOn, isStocked, stockOfAll } from './film-stock.ts';
import { matchedFilms } from './search.ts';

const { film, category, filmCategory, filmStock, language } = shop;

/** What has counts for each of its values. */
type FacetKey = 'stock' | 'category' | 'rating' | 'language' | 'store';

/**
 * All facets in one statement. The films that search, ranges and categories let through are grouped by all else that has a
 * facet, which makes a few groups of however many films, and of the groups it is asked what the other filters let through.
 * Where nothing is asked at all, films and stock are grouped by themselves, which spares joining them.
 */
export async function readFacets(
  db: Database,
  { profile }: Connected,
  { search, filters = {} }: FilmQuery,
): Promise<FilmFacets> {
  const words = searchWords(search);
  const isSearch = words.length > 0;
  const found = isSearch ? [sql`${film.filmId} in (select film_id from matched)`] : [];
  const { year, lengthMinutes, category: names, ...others } = filters;
  const ofFilms = [...found, ...filterConditions({ year, lengthMinutes, category: names }, profile)];
  const asked = askedOf(others);
  const isApart = profile.hasShelves && ofFilms.length === 0 && asked.but().length === 0;
  const facet = (key: FacetKey, value: SQL, from: SQL, conditions: readonly SQL[]) =>
    sql`select ${key}::text as "key", ${value}::text as "value", sum(films)::int as "films"
      from ${from} ${where(conditions)} group by 2`;
  const { rows } = await db.execute<CountedValue>(sql`
    with ${isSearch ? sql`matched as materialized (${matchedFilms(words, profile)}),` : sql``}
    ${isApart ? groupedApart : groupedTogether(stockOfAll(profile, isSearch ? sql`matched` : undefined), ofFilms)}
    ${sql.join(
      [
        facet('stock', stateOf(filters.store), sql`stocks`, asked.but('stock')),
        facet('rating', sql`rating`, sql`kinds`, [...asked.but('rating'), sql`rating is not null`]),
        facet(
          'language',
          languageName,
          sql`kinds join ${language} using (language_id)`,
          asked.but('language'),
        ),
        facet(
          'store',
          sql`split_part(translate(shelf, '+', '-'), '-', 1)`,
          sql`stocks, unnest(string_to_array(ltrim(shelves), ' ')) as shelf`,
          [...asked.but('store', 'stock'), ...isShelf(filters.stock)],
        ),
        categoryCounts([...found, ...filterConditions({ ...filters, category: [] }, profile)]),
        copyCounts(filters.store, asked.but()),
      ],
      sql` union all `,
    )}`);
  return finishFacets(rows, await readValues(db, profile));
}

/** Films by rating and language in `kinds`, and by their copies in `stocks`. */
const groupedApart = sql`
  kinds as materialized (
    select ${film.rating} as rating, ${film.languageId} as language_id, count(*)::int as films from ${film} group by 1, 2
  ),
  stocks as materialized (
    select shelves, count(*)::int as films, sum(copies) as copies, sum(in_stock) as shelved from ${filmStock} group by 1
  )`;

/** The same of the films that `conditions` let through: each group has one rating, one language and the same copies. */
const groupedTogether = (stocked: SQL, conditions: readonly SQL[]) => sql`
  kinds as materialized (
    select ${film.rating} as rating, ${film.languageId} as language_id, stocked.shelves, count(*)::int as films,
      sum(stocked.copies) as copies, sum(stocked.in_stock) as shelved
    from ${film} join ${stocked} as stocked on stocked.film_id = ${film.filmId} ${where(conditions)} group by 1, 2, 3
  ),
  stocks as not materialized (select * from kinds)`;

/** What copies a group's films have in some stores, or in any. */
function stateOf(stores: readonly number[] | undefined): SQL {
  const copies = copiesOn(sql`shelves`, stores);
  return sql`case when ${copies.in} then 'in' when ${copies.any} then 'out' else 'none' end`;
}

/** What the filters ask of a group, but for some of them. */
function askedOf({ stock, rating, language: spoken, store }: FilmFilters) {
  const asked: Partial<Record<FacetKey, SQL>> = {};
  const copies = copiesOn(sql`shelves`, store);
  if (stock?.length) asked.stock = isStocked(copies, stock);
  if (store?.length) asked.store = copies.any;
  if (rating?.length) asked.rating = isRated(sql`rating`, rating);
  if (spoken?.length) asked.language = isSpoken(sql`language_id`, spoken);
  return {
    but: (...keys: FacetKey[]): SQL[] =>
      Object.entries(asked).flatMap(([key, condition]) =>
        keys.includes(key as FacetKey) ? [] : [condition],
      ),
  };
}

/** Where a filter asks for stock, whether that of one store is so. */
const isShelf = (states: readonly Availability[] = []): SQL[] =>
  states.length === 0 ? [] : [anyOf(states.map((state) => stateOfShelf[state]))];

const stateOfShelf: Record<Availability, SQL> = {
  in: sql`shelf like '%+%'`,
  out: sql`shelf like '%-%'`,
  none: sql`false`,
};

/** How many films each category has, of those that `conditions` let through. */
function categoryCounts(conditions: readonly SQL[]): SQL {
  const films = conditions.length > 0 ? sql`join ${film} on ${film.filmId} = ${filmCategory.filmId}` : sql``;
  return sql`select 'category', ${category.name}::text, sum(counted.films)::int
    from (
      select ${filmCategory.categoryId}, count(*) as films from ${filmCategory} ${films} ${where(conditions)} group by 1
    ) as counted join ${category} on ${category.categoryId} = counted.category_id group by 2`;
}

/** How many copies the groups have that all filters let through, in the stores of the filter, and how many are in. */
function copyCounts(stores: readonly number[] = [], conditions: readonly SQL[]): SQL {
  const counted =
    stores.length === 0
      ? sql`select sum(copies) as total, sum(shelved) as shelved from stocks ${where(conditions)}`
      : sql`select sum(films * shelf[2]::int) as total, sum(films * shelf[1]::int) as shelved
          from stocks, regexp_matches(shelves, ${` (?:${stores.join('|')})[+-]([0-9]+)/([0-9]+)`}, 'g') as shelf
          ${where(conditions)}`;
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
async function readValues(db: Database, profile: Profile): Promise<FacetValues> {
  const array = (query: SQL) => sql`coalesce(array(${query}), '{}')`;
  // Each by itself is one look at the end of an index.
  const ends = (column: typeof film.releaseYear | typeof film.length) =>
    sql`array[(select min(${column})::int from ${film}), (select max(${column})::int from ${film})]`;
  const { rows } = await db.execute(sql`
    select ${array(sql`select distinct ${category.name}::text from ${category} order by 1`)} as "categories",
      ${array(ratings(profile))} as "ratings",
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

/** The ratings that films have. Filmdesk's own schema has a type that names all, and an index to look each up. */
const ratings = ({ hasSearchTable }: Profile) =>
  hasSearchTable
    ? sql`select known.rating::text from unnest(enum_range(null::mpaa_rating)) as known (rating)
        where exists (select from ${film} where ${film.rating} = known.rating) order by known.rating`
    : sql`select ${film.rating}::text from ${film} where ${film.rating} is not null
        group by ${film.rating} order by ${film.rating}`;

interface CountedValue extends Record<string, unknown> {
  key: FacetKey | 'copies';
  value: string;
  films: number;
}

function finishFacets(
  rows: readonly CountedValue[],
  { categories, ratings, languages, stores, year, lengthMinutes }: FacetValues,
): FilmFacets {
  const count = (key: CountedValue['key'], value: string) =>
    rows.find((row) => row.key === key && row.value === value)?.films ?? 0;
  const facet = <Value extends string | number>(key: FacetKey, values: readonly Value[]) =>
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
