import { type SQL, sql } from 'drizzle-orm';
import type { Availability, FilmFacets, FilmFilters, FilmQuery } from '../contract/films.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Connected, Database } from '../database/shop.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { copiesOn, isOut, isStocked, languageName, list, where, within } from './film-filters.ts';
import { matchedFilms } from './search.ts';

const { film, category, filmCategory, filmFacet, inventory, language } = shop;

/** What has counts for each of its values. */
type FacetKey = 'stock' | 'category' | 'rating' | 'language' | 'store';

/**
 * All facets in one statement, which reads each film once: those that search and ranges let through are grouped by all
 * that has a facet, and the filters are asked of the groups. So counting costs the same whichever of them are set.
 */
export async function readFacets(
  db: Database,
  { profile }: Connected,
  { search, filters = {} }: FilmQuery,
): Promise<FilmFacets> {
  const words = searchWords(search);
  const isSearch = words.length > 0;
  const asked = askedOf(filters);
  const keys = Object.keys(asked) as FacetKey[];
  const inStores = filters.store?.length ? [sql`store in (${list(filters.store)})`] : [];
  /** Counts the groups by a value that `from` has; those that fit all filters but its own, and those that `more` says. */
  const facet = (key: FacetKey, value: SQL, from = sql`judged`, more: SQL[] = []) => {
    const free = key === 'store' ? ['store', 'stock'] : [key];
    const others = keys.filter((other) => !free.includes(other)).map(fits);
    return sql`select ${key}::text as "key", ${value}::text as "value", sum(films)::int as "films"
      from ${from} ${where([...others, ...more])} group by 2`;
  };
  const { rows } = await db.execute<CountedValue>(sql`
    with ${isSearch ? sql`matched as materialized (${matchedFilms(words, profile)}),` : sql``}
    grouped as materialized (
      select rating, language_id, categories, shelves, count(*)::int as films
      from ${filedFilms(profile, isSearch)} as filed
      ${where([
        ...(isSearch ? [sql`film_id in (select film_id from matched)`] : []),
        ...within(sql`release_year`, filters.year),
        ...within(sql`length`, filters.lengthMinutes),
      ])}
      group by 1, 2, 3, 4
    ),
    shelf as materialized (
      select shelves, each[1]::int as store, each[2] = '+' as has_in, each[3]::int as shelved, each[4]::int as copies
      from (select distinct shelves from grouped) as stocks,
        regexp_matches(shelves, '([0-9]+)([+-])([0-9]+)/([0-9]+)', 'g') as each
    ),
    genre as materialized (
      select categories, unnest(string_to_array(categories, ' '))::int as category_id
      from (select distinct categories from grouped) as genres
    ),
    judged as materialized (
      select grouped.*, copies, shelved${sql.join(keys.map((key) => sql`, ${asked[key]!} as ${fits(key)}`))}
      from grouped left join (
        select shelves, sum(copies) as copies, sum(shelved) as shelved from shelf ${where(inStores)} group by 1
      ) as stock using (shelves)
    )
    ${sql.join(
      [
        facet('stock', stockState(filters.store)),
        facet('rating', sql`rating`, sql`judged`, [sql`rating is not null`]),
        facet('language', languageName, sql`judged join ${language} using (language_id)`),
        facet(
          'category',
          category.name.getSQL(),
          sql`judged join genre using (categories) join ${category} using (category_id)`,
        ),
        // Where a filter asks for stock, that of the store's own copies.
        facet(
          'store',
          sql`store`,
          sql`judged join shelf using (shelves)`,
          filters.stock?.length
            ? [isStocked({ in: sql`has_in`, out: sql`not has_in`, none: sql`false` }, filters.stock)]
            : [],
        ),
        copyCounts(keys),
      ],
      sql` union all `,
    )}`);
  return finishFacets(rows, await readValues(db, profile));
}

/** Whether a group fits a filter, as `judged` has it. */
const fits = (key: FacetKey) => sql`${sql.identifier(`fits_${key}`)}`;

/** What copies a group's films have in the stores of the filter, or in any. */
function stockState(stores: readonly number[] | undefined): SQL {
  const copies = copiesOn(sql`shelves`, stores);
  return sql`case when ${copies.in} then 'in' when ${copies.any} then 'out' else 'none' end`;
}

/** What each filter that is set asks of a group. */
function askedOf({ stock, category: names, rating, language: spoken, store }: FilmFilters) {
  const asked: Partial<Record<FacetKey, SQL>> = {};
  const copies = copiesOn(sql`shelves`, store);
  if (stock?.length) asked.stock = isStocked(copies, stock);
  if (store?.length) asked.store = copies.any;
  if (names?.length)
    asked.category = sql`categories in (
      select categories from genre join ${category} using (category_id) where ${category.name} in (${list(names)}))`;
  if (rating?.length) asked.rating = sql`coalesce(rating::text in (${list(rating)}), false)`;
  if (spoken?.length)
    asked.language = sql`language_id in (
      select ${language.languageId} from ${language} where ${languageName} in (${list(spoken)}))`;
  return asked;
}

/** How many copies the films have that all filters let through, in the stores of the filter, and how many are in. */
const copyCounts = (keys: readonly FacetKey[]): SQL => sql`
  select 'copies', each.value, coalesce(each.copies, 0)::int from (
    select sum(films * copies) as total, sum(films * shelved) as shelved from judged ${where(keys.map(fits))}
  ) as counted, lateral (values ('all', counted.total), ('in', counted.shelved)) as each (value, copies)`;

/** A store's stock as `filmdesk_shelf` of the migrations writes it. */
const shelf = sql`concat(' ', store_id, case when shelved > 0 then '+' else '-' end, shelved, '/', copies)`;

/** The films as `film_facet` has them; where it is not there they are gathered, only those of the search where there is one. */
function filedFilms({ hasFacetTable }: Profile, isSearch: boolean): SQL {
  if (hasFacetTable) return sql`${filmFacet}`;
  const found = (id: SQL) => (isSearch ? sql`where ${id} in (select film_id from matched)` : sql``);
  return sql`(
    select ${film.filmId}, ${film.rating}, ${film.languageId}, ${film.releaseYear}, ${film.length},
      coalesce(genres.ids, '') as categories, coalesce(stock.shelves, '') as shelves
    from ${film} left join (
      select ${filmCategory.filmId}, string_agg(${filmCategory.categoryId}::text, ' ' order by ${filmCategory.categoryId}) as ids
      from ${filmCategory} ${found(sql`${filmCategory.filmId}`)} group by 1
    ) as genres on genres.film_id = ${film.filmId} left join (
      select film_id, string_agg(${shelf}, '' order by store_id) as shelves from (
        select ${inventory.filmId}, ${inventory.storeId}, count(*) as copies, count(*) filter (where not ${isOut}) as shelved
        from ${inventory} ${found(sql`${inventory.filmId}`)} group by 1, 2
      ) as of_stores group by 1
    ) as stock on stock.film_id = ${film.filmId})`;
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
