import { inArray, type SQL, sql } from 'drizzle-orm';
import type { FilmFilters, FilmQuery } from '../contract/films.ts';
import { isShort, searchWords } from '../contract/search-words.ts';
import type { Profile } from '../database/profile.ts';
import type { Connected, Database } from '../database/shop.ts';
import { film, filmStart, filmStock } from '../../drizzle/schema/index.ts';
import { where } from './clauses.ts';
import { filterConditions, matchesSearch, shelfConditions } from './film-filters.ts';
import { matchedFilms, tellingWords, unseen } from './search.ts';

/** How many letters a word has at most of which `film_start` may know how many films it finds. */
const startLetters = 3;

/** How many films match. */
export async function countFilms(
  db: Database,
  { profile }: Connected,
  { search, filters = {} }: FilmQuery,
): Promise<number> {
  const words = tellingWords(searchWords(search), 'inside');
  const films = profile.hasStartTable ? await countAtOnce(db, words) : new Map<string, number>();
  if (words.some((word) => films.get(word) === 0)) return 0;
  const all = films.get('');
  // What every film has makes no difference.
  const selective = all === undefined ? words : words.filter((word) => films.get(word) !== all);
  if (all !== undefined && filterConditions(filters, profile).length === 0) {
    if (selective.length === 0) return all;
    const known = films.get(selective[0]!);
    if (selective.length === 1 && known !== undefined) return known;
  }
  const counted = countedFilms(selective, filters, profile);
  const { rows } = await db.execute<{ total: number }>(sql`select count(*)::int as "total" from ${counted}`);
  return rows[0]!.total;
}

/**
 * How many films each of some words finds by itself, and how many there are, as the empty word. Nothing of a word that is too
 * long; of three letters only where `film_start` has them, which has none of other alphabets, or of an older schema. It
 * reads no film: so begin most searches that somebody types, and many films have such a word.
 */
async function countAtOnce(db: Database, words: readonly string[]): Promise<Map<string, number>> {
  const brief = words.filter((word) => Array.from(word).length <= startLetters);
  if (brief.length === 0) return new Map();
  const { rows } = await db.execute<{ start: string; films: number }>(sql`
    select ${filmStart.start} as "start", sum(${filmStart.films})::int as "films"
    from ${filmStart} where ${inArray(filmStart.start, ['', ...brief])} group by 1`);
  const films = new Map(['', ...brief.filter(isShort)].map((word) => [word, 0]));
  for (const row of rows) films.set(row.start, row.films);
  return films;
}

/** The films that match, read from as little as can be. */
function countedFilms(words: readonly string[], filters: FilmFilters, profile: Profile): SQL {
  const conditions = filterConditions(filters, profile);
  if (words.length > 0)
    return conditions.length === 0
      ? sql`(${matchedFilms(words, profile, unseen)}) as matched`
      : sql`${film} ${where([...matchesSearch(words, profile), ...conditions])}`;
  const { store: _, stock: __, ...others } = filters;
  const isOfStock = conditions.length > 0 && filterConditions(others, profile).length === 0;
  return isOfStock && profile.hasShelves
    ? sql`${filmStock} ${where(shelfConditions(filters))}`
    : sql`${film} ${where(conditions)}`;
}
