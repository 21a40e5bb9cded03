import { type SQL, sql } from 'drizzle-orm';
import type { Availability, FilmFacets, FilmFilters, FilmQuery } from '../contract/films.ts';
import type { Connected, Database } from '../database/shop.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { filterCondition, isOut, languageName, where } from './film-filters.ts';
import { matchesSearch } from './search.ts';

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

/** The films that all filters but one let through: a facet shows what its other values would give. */
const allBut = (key: FilterKey) =>
  sql.join(
    filterKeys.filter((other) => other !== key).map((other) => sql`base.${sql.identifier(`by_${other}`)}`),
    sql` and `,
  );

const counts = (key: FilterKey, value: SQL, more: SQL = sql``) => sql`
  select ${key}::text as "key", ${value}::text as "value", count(*)::int as "films"
  from base ${more} where ${allBut(key)} and ${value} is not null group by ${value}`;

/** All facets in one statement: the matching films once, with a flag for each filter that lets them through. */
export async function readFacets(
  db: Database,
  { profile }: Connected,
  { search, filters = {} }: FilmQuery,
): Promise<FilmFacets> {
  const flags = filterKeys.map(
    (key) =>
      sql`coalesce(${filterCondition(filters, key) ?? sql`true`}, false) as ${sql.identifier(`by_${key}`)}`,
  );
  const stores = filters.store?.length ? filters.store : undefined;
  const inStores = stores
    ? where([
        sql`${inventory.storeId} in (${sql.join(
          stores.map((store) => sql`${store}`),
          sql`, `,
        )})`,
      ])
    : sql``;
  const { rows } = await db.execute<{ key: FilterKey; value: string; films: number }>(sql`
    with copies as materialized (
      select ${inventory.filmId} as film_id, bool_or(not ${isOut}) as shelved from ${inventory} ${inStores} group by 1
    ), base as materialized (
      select ${film.filmId} as film_id, ${film.rating}::text as rating, ${languageName} as language,
        case when copies.film_id is null then 'none' when copies.shelved then 'in' else 'out' end as stock,
        ${sql.join(flags, sql`, `)}
      from ${film} join ${language} on ${language.languageId} = ${film.languageId}
      left join copies on copies.film_id = ${film.filmId} ${where(matchesSearch(search, profile))}
    )
    ${sql.join(
      [
        counts('stock', sql`base.stock`),
        counts('rating', sql`base.rating`),
        counts('language', sql`base.language`),
        counts(
          'category',
          sql`${category.name}`,
          sql`join ${filmCategory} on ${filmCategory.filmId} = base.film_id
              join ${category} on ${category.categoryId} = ${filmCategory.categoryId}`,
        ),
        counts(
          'store',
          sql`owned.store_id`,
          sql`join (select distinct ${inventory.filmId}, ${inventory.storeId} from ${inventory}) as owned
              on owned.film_id = base.film_id`,
        ),
      ],
      sql` union all `,
    )}`);
  return finishFacets(rows, await readValues(db));
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
  const { rows } = await db.execute(sql`
    select ${array(sql`select distinct ${category.name}::text from ${category} order by 1`)} as "categories",
      ${array(sql`select ${film.rating}::text from ${film} where ${film.rating} is not null
        group by ${film.rating} order by ${film.rating}`)} as "ratings",
      ${array(sql`select distinct ${languageName} from ${language}
        where exists (select from ${film} where ${film.languageId} = ${language.languageId}) order by 1`)} as "languages",
      ${array(sql`select ${shop.store.storeId}::int from ${shop.store} order by 1`)} as "stores",
      min(${film.releaseYear})::int as "fromYear", max(${film.releaseYear})::int as "toYear",
      min(${film.length})::int as "fromLength", max(${film.length})::int as "toLength"
    from ${film}`);
  const found = rows[0]!;
  const bounds = (least: unknown, most: unknown) =>
    typeof least === 'number' && typeof most === 'number' ? { least, most } : null;
  return {
    categories: found['categories'] as string[],
    ratings: found['ratings'] as string[],
    languages: found['languages'] as string[],
    stores: found['stores'] as number[],
    year: bounds(found['fromYear'], found['toYear']),
    lengthMinutes: bounds(found['fromLength'], found['toLength']),
  };
}

function finishFacets(
  rows: { key: FilterKey; value: string; films: number }[],
  { categories, ratings, languages, stores, year, lengthMinutes }: FacetValues,
): FilmFacets {
  const facet = <Value extends string | number>(key: FilterKey, values: readonly Value[]) =>
    values.map((value) => ({
      value,
      films: rows.find((row) => row.key === key && row.value === String(value))?.films ?? 0,
    }));
  return {
    stock: facet('stock', allAvailabilities),
    category: facet('category', categories),
    rating: facet('rating', ratings),
    language: facet('language', languages),
    store: facet('store', stores),
    year,
    lengthMinutes,
  };
}
