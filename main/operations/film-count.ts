import { inArray, type SQL, sql } from 'drizzle-orm';
import type { FilmFilters, FilmQuery } from '../contract/films.ts';
import { isShort, searchWords } from '../contract/search-words.ts';
import { changeByTransactions, stateSeen } from '../database/data-state.ts';
import { KeptAnswers } from '../database/kept-answers.ts';
import type { Profile } from '../database/profile.ts';
import type { Connected, Database } from '../database/shop.ts';
import { film, filmStart, filmStock, filmWord } from '../../drizzle/schema/index.ts';
import { list, where } from './clauses.ts';
import { filterConditions, matchesSearch, shelfConditions } from './film-filters.ts';
import { isKnown, matchedFilms, tellingWords, unseen } from './search.ts';
import { isSampled, sharesOf } from './search-sample.ts';

/** How many letters a word has at most of which `film_start` may know how many films it finds. */
const startLetters = 3;

/** From so many films on that a search is likely to find, counting them takes many times as long as a question. */
const costlyFilms = 5000;

/** Of a word that more words of the films have in them, nobody says which these are. */
const mostKnown = 200;

/** The counts of the last searches; somebody who types goes on from the last one. */
const mostCounts = 20;
const counts = new WeakMap<Profile, KeptAnswers<number>>();

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
  const count = async () => {
    const counted = countedFilms(selective, filters, profile);
    const { rows } = await db.execute<{ total: number }>(
      sql`select count(*)::int as "total" from ${counted}`,
    );
    return rows[0]!.total;
  };
  return (await isCostly(db, profile, selective))
    ? countOnce(db, profile, selective, filters, count)
    : count();
}

/** Whether a search finds so many films that it pays to see first whether they are counted already. */
async function isCostly(db: Database, profile: Profile, words: readonly string[]): Promise<boolean> {
  if (words.length === 0 || !profile.hasSearchTable || !isSampled(profile)) return false;
  const shares = await sharesOf(db, profile, words);
  return shares.reduce((sum, share) => sum + share, 0) * profile.estimatedFilms! >= costlyFilms;
}

/**
 * What a search finds hangs only on which words of the films have its own in them. Those of `monkey` are mostly those of
 * `monke`: so who types a word to its end has it counted once, unless something was written meanwhile.
 */
async function countOnce(
  db: Database,
  profile: Profile,
  words: readonly string[],
  filters: FilmFilters,
  count: () => Promise<number>,
): Promise<number> {
  const known = words.map(
    (word) => sql`array(select ${filmWord.word} from ${filmWord} where ${isKnown(word, 'inside')}
      order by 1 limit ${mostKnown + 1})`,
  );
  // In one statement: of one moment.
  const { rows } = await db.execute<{ state: string | null; known: string[][] }>(
    sql`select ${stateSeen} as "state", json_build_array(${list(known)}) as "known"`,
  );
  const { state, known: found } = rows[0]!;
  if (found.some((each) => each.length === 0)) return 0;
  if (state === null || found.some((each) => each.length > mostKnown)) return count();
  const kept = counts.get(profile) ?? new KeptAnswers<number>(mostCounts);
  counts.set(profile, kept);
  const key = JSON.stringify([found.map((each) => each.join(' ')).toSorted(), filters]);
  const before = kept.find(key, state);
  if (before) return before.value;
  const total = await count();
  if (await changeByTransactions(db)) kept.keep(key, state, total);
  return total;
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
