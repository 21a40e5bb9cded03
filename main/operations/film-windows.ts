import { type SQL, sql } from 'drizzle-orm';
import type { FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import type { Database } from '../database/shop.ts';
import { film, filmSearch, filmWord } from '../../drizzle/schema/index.ts';
import { filmConditions, filterConditions, where } from './film-filters.ts';
import { type FilmOrder, filmOrder, type Place, placeOf, type RowWindow } from './film-order.ts';
import {
  type Fit,
  filmHolds,
  holds,
  isKnown,
  matchedFilms,
  ranks,
  rankOf,
  sampledTexts,
  searchWords,
  unseen,
} from './search.ts';

/*
 * Which films a window shows. Among very many films PostgreSQL's planner guesses badly how many a search finds: it walks
 * through everything for a rare word, or gathers and sorts everything for a common one, and changes its mind with each
 * ANALYZE. So a sample is asked first how common the search is, and the statements are written so that only the right
 * way is open.
 */

/** Below this a search is quick either way. */
const manyFilms = 5000;

/** How many films the sample has, about. */
const sampleFilms = 2000;

const percentOf = (films: number) => sql.raw(Math.min(100, (100 * sampleFilms) / films).toFixed(4));

/**
 * From how many films of the sample on a search counts as common. A title is read in the index alone, so that walking
 * through titles pays sooner than walking through whole documents.
 */
const commonInSample = { title: 8, document: 20 };

/** How many films are walked through before the others of a rank are looked up all the same. */
const longestWalk = 20_000;

/** What a query asks of a film beside what its order brings along. */
export const conditionsIn = (order: FilmOrder, query: FilmQuery, profile: Profile): SQL[] =>
  order.isRanked ? filterConditions(query.filters, profile) : filmConditions(query, profile);

export interface WindowFilms {
  /** Their `film_id` and the sort value `key`, in no order. */
  select: SQL;
  /** How many, where they were found on the way to it and only stand in it as values. */
  found?: number;
}

/** The films of a window. */
export async function selectWindow(
  db: Database,
  profile: Profile,
  query: FilmQuery,
  order: FilmOrder,
  window: RowWindow,
): Promise<WindowFilms> {
  const words = searchWords(query.search);
  const isSampled = words.length > 0 && (profile.estimatedFilms ?? 0) > manyFilms;
  if (!isSampled) return { select: selectUnsampled(profile, query, order, window) };
  if (!profile.hasSearchTable) return selectByScope(db, profile, query, order, window);
  const filters = filterConditions(query.filters, profile);
  if (order.isRanked) {
    return asTable(await readRanked(db, profile, { words, filters }, window));
  }
  const sample = await sampleSearch(db, words, profile.estimatedFilms!);
  const document = sql`${filmSearch.document}`;
  const isCommon = sample.found.reduce((sum, films) => sum + films, 0) >= commonInSample.document;
  const matches = isCommon
    ? // Film by film in the order that is asked for, until there are enough.
      sql`(select ${holds(document, words, 'inside')} from ${filmSearch} where ${filmSearch.filmId} = ${film.filmId})`
    : // The few that match, and then sorted.
      sql`${film.filmId} = any (array(
        select ${filmSearch.filmId} from ${filmSearch} where ${holds(document, words, 'inside', unseen)}))`;
  return { select: order.select([matches, ...filters], window) };
}

/** Where the list has sections, each asks for what the search finds: it is found once. */
function selectUnsampled(profile: Profile, query: FilmQuery, order: FilmOrder, window: RowWindow): SQL {
  const words = searchWords(query.search);
  if (words.length === 0 || order.isRanked) return order.select(conditionsIn(order, query, profile), window);
  const isFound = sql`${film.filmId} in (select film_id from matched)`;
  return sql`with matched as materialized (${matchedFilms(words, profile)})
    ${order.select([isFound, ...filterConditions(query.filters, profile)], window)}`;
}

/**
 * A schema without Filmdesk's search table has no index of all titles as search reads them. But how well a film matches
 * shows in its title first, and titles are read in a fraction of the time: where they are enough, nothing else is read.
 */
async function selectByScope(
  db: Database,
  profile: Profile,
  query: FilmQuery,
  order: FilmOrder,
  window: RowWindow,
): Promise<WindowFilms> {
  const words = searchWords(query.search);
  const { limit, offset = 0, beyond, fromEnd = false } = window;
  const filters = filterConditions(query.filters, profile);
  if (!order.isRanked) {
    const expected = (await expectFilms(db, words, profile)).reduce((sum, films) => sum + films, 0);
    return {
      select:
        expected / profile.estimatedFilms! >= commonInSample.document / sampleFilms
          ? order.select([filmHolds(words, profile), ...filters], window)
          : selectUnsampled(profile, query, order, window),
    };
  }
  if (fromEnd) return { select: order.select(filters, window) };
  const firstRank = beyond ? rankIn(placeOf(beyond.cursor, 'rank')) : 0;
  // What comes before a place is of no worse rank.
  const isBefore = beyond?.side === 'before';
  const likely = isBefore
    ? ranks.map((_, rank) => (rank === firstRank ? Infinity : 0))
    : await expectFilms(db, words, profile);
  for (const [scope, last] of [
    ['beginnings', 0],
    ['titles', lastTitleRank],
  ] as const) {
    if (firstRank > last) continue;
    const expected = likely.slice(firstRank, last + 1).reduce((sum, films) => sum + films, 0);
    if (expected < 3 * (offset + limit)) continue;
    const selected = sql`select film_id as "id", key from (${filmOrder(query, profile, scope).select(filters, window)}) as page`;
    const { rows } = await db.execute<RankedFilm>(selected);
    if (isBefore || rows.length === limit) return asTable(rows);
  }
  return { select: order.select(filters, window) };
}

/** How many films of each rank a search is likely to find. */
async function expectFilms(db: Database, words: readonly string[], profile: Profile): Promise<number[]> {
  const films = profile.estimatedFilms!;
  const { rows } = await db.execute<{ rank: number; films: number }>(sql`
    select ${rankOf(words)} as rank, count(*)::int as films
    from (${sampledTexts(words, profile, percentOf(films))}) as texts group by 1`);
  return ranks.map((_, rank) => ((rows.find((row) => row.rank === rank)?.films ?? 0) * films) / sampleFilms);
}

interface Sample {
  /** How many films of the sample have each rank. */
  found: number[];
  /** Whether each word of the search is, begins, or is a part of any word of all films. */
  known: Record<Fit, boolean>;
}

/** How common a search is, and whether it can find anything. */
async function sampleSearch(db: Database, words: readonly string[], films: number): Promise<Sample> {
  const known = (fit: Fit) =>
    sql.join(
      words.map((word) => sql`exists (select from ${filmWord} where ${isKnown(word, fit)})`),
      sql` and `,
    );
  const { rows } = await db.execute<Record<Fit, boolean> & { found: Record<string, number> | null }>(sql`
    select (select json_object_agg(rank, films) from (
        select ${rankOf(words)} as rank, count(*)::int as films
        from ${filmSearch} as texts tablesample system (${percentOf(films)}) repeatable (1)
        where ${holds(sql`texts.document`, words, 'inside')} group by 1
      ) as sample) as "found",
      ${known('whole')} as "whole", ${known('start')} as "start", ${known('inside')} as "inside"`);
  const { found, ...isKnownAs } = rows[0]!;
  return { found: ranks.map((_, rank) => found?.[rank] ?? 0), known: isKnownAs };
}

interface RankedFilm extends Record<string, unknown> {
  id: number;
  key: string;
}

const asTable = (films: readonly RankedFilm[]): WindowFilms => ({
  select: sql`
    select film_id, key collate "C" as key
    from unnest(${sql.param(films.map(({ id }) => id))}::int[], ${sql.param(films.map(({ key }) => key))}::text[])
      as ranked (film_id, key)`,
  found: films.length,
});

interface RankedSearch {
  words: readonly string[];
  filters: readonly SQL[];
}

/**
 * The last search of each shop that too few titles began with for a window, and how many did. With what is typed on to
 * it no more begin: where these are too few again, they are not asked for by themselves. Where that has become wrong,
 * only the answer takes longer.
 */
const lastBegun = new WeakMap<Profile, { search: string; titles: number }>();

/** A window of a search by rank: one section after the other, until there are enough. */
async function readRanked(
  db: Database,
  profile: Profile,
  search: RankedSearch,
  { limit, offset = 0, beyond, fromEnd = false }: RowWindow,
): Promise<RankedFilm[]> {
  const read = async (statement: SQL) => (await db.execute<RankedFilm>(statement)).rows;
  const place = beyond && placeOf(beyond.cursor, 'rank');
  const isBackwards = fromEnd || beyond?.side === 'before';
  const window: RankedWindow = { ...search, isBackwards, place, limit: offset + limit };
  const isWanted = ({ first, last }: RankSpan) =>
    !place || (isBackwards ? first <= rankIn(place) : last >= rankIn(place));
  const found: RankedFilm[] = [];
  const missing = () => offset + limit - found.length;
  // Mostly titles that begin with the search are enough, and nothing else needs to be known.
  const begun = search.words.join(' ');
  const last = lastBegun.get(profile);
  const areTooFew = last !== undefined && begun.startsWith(last.search) && last.titles < window.limit;
  const isBegun = !isBackwards && !areTooFew && isWanted(beginnings);
  if (isBegun) {
    found.push(...(await read(rangeOf(window))));
    const areAll = missing() > 0 && !place && search.filters.length === 0;
    if (areAll) lastBegun.set(profile, { search: begun, titles: found.length });
  }
  if (missing() > 0) {
    const sample = await sampleSearch(db, search.words, profile.estimatedFilms!);
    const spans = [...(isBegun ? [] : [beginnings]), ...spansOf(sample)].filter(isWanted);
    if (isBackwards) spans.reverse();
    while (missing() > 0 && spans.length > 0) {
      const walked = spans.findIndex(({ isCommon }) => isCommon);
      const sections = spans
        .splice(0, walked === -1 ? spans.length : walked + 1)
        .map((span): Section => ({ ...window, ...span, known: sample.known, limit: missing() }));
      const rows = await read(togetherOf(sections));
      const end = sections.at(-1)!;
      if (!end.isCommon || rows.length >= missing()) found.push(...rows);
      else {
        // The walk has ended before there were enough: all films of its rank are looked up instead.
        found.push(...rows.filter(({ key }) => Number(key[0]) !== end.first));
        found.push(...(await read(lookUpOf({ ...end, limit: missing() }))));
      }
    }
  }
  return found.slice(offset, offset + limit);
}

const rankIn = ({ value }: Place) => Number(value![0]);

/** The worst rank that a film has by its title. */
const lastTitleRank = ranks.findLastIndex(({ text }) => text === 'title');

/** Neighbouring ranks that are read at once; a common one is by itself. */
interface RankSpan {
  first: number;
  last: number;
  isCommon: boolean;
}

/** Titles that begin with the search. */
const beginnings: RankSpan = { first: 0, last: 0, isCommon: false };

/** The ranks after the first, but for those that nothing can have. */
function spansOf({ found, known }: Sample): RankSpan[] {
  const spans: RankSpan[] = [];
  for (const [rank, { text, fit }] of ranks.entries()) {
    if (rank === 0 || !known[fit]) continue;
    const isCommon = found[rank]! >= commonInSample[text];
    const before = spans.at(-1);
    const isJoined = before && !before.isCommon && !isCommon && ranks[before.first]!.text === text;
    if (isJoined) before.last = rank;
    else spans.push({ first: rank, last: rank, isCommon });
  }
  return spans;
}

/** What is read of a search's films, by rank and title. */
interface RankedWindow {
  words: readonly string[];
  filters: readonly SQL[];
  isBackwards: boolean;
  /** Only what comes after this place, or before it. */
  place: Place | undefined;
  limit: number;
}

/** Films of some ranks. */
interface Section extends RankedWindow, RankSpan {
  known: Sample['known'];
}

const joined = (filters: readonly SQL[]) =>
  filters.length > 0 ? sql`join ${film} on ${film.filmId} = texts.film_id` : sql``;

const directionOf = ({ isBackwards }: RankedWindow) => sql.raw(isBackwards ? 'desc' : 'asc');

/** The order of films of one rank, and what of it comes beyond the place where that has the same rank. */
const byTitle = (window: RankedWindow) =>
  sql`order by texts.title collate "C" ${directionOf(window)}, texts.film_id ${directionOf(window)}`;

function beyondTitle({ place, isBackwards }: RankedWindow, rank: number): SQL[] {
  if (!place || rankIn(place) !== rank) return [];
  const sign = sql.raw(isBackwards ? '<' : '>');
  return [sql`(texts.title collate "C", texts.film_id) ${sign} (${place.value!.slice(1)}, ${place.id})`];
}

/** What films of the section are, and are not because they would be of a better rank, where any can be. */
const conditionsOf = ({ first, last, words, known }: Section, given?: typeof unseen): SQL[] => [
  ranks[last]!.condition(words, given),
  ...ranks
    .slice(0, first)
    .filter(({ fit }) => known[fit])
    .map(({ condition }) => sql`not ${condition(words)}`),
];

const rowOf = (rank: number) => sql`texts.film_id as "id", ${String(rank)} || texts.title as "key"`;

/** The first rank is a range of the titles' index. */
const rangeOf = (window: RankedWindow) => sql`
  select ${rowOf(0)} from ${filmSearch} as texts ${joined(window.filters)}
  ${where([ranks[0]!.condition(window.words), ...beyondTitle(window, 0), ...window.filters])}
  ${byTitle(window)} limit ${window.limit}`;

/** Walks through the films by title until there are enough of the rank, but not for long. */
function walkOf(section: Section): SQL {
  const { first, filters, limit } = section;
  const columns = ranks[first]!.text === 'title' ? sql`film_id, title` : sql`film_id, title, document`;
  return sql`
    select ${rowOf(first)} from (
      select ${columns} from ${filmSearch} as texts ${where(beyondTitle(section, first))} ${byTitle(section)}
      limit ${longestWalk}
    ) as texts ${joined(filters)} ${where([...conditionsOf(section), ...filters])}
    ${byTitle(section)} limit ${limit}`;
}

/** Looks all films of the ranks up in the index of trigrams, and sorts them. */
function lookUpOf(section: Section): SQL {
  const { words, filters, limit, place, isBackwards, known, first, last } = section;
  const likely = (rank: number) => rank >= first && rank <= last && known[ranks[rank]!.fit];
  const direction = directionOf(section);
  const sign = sql.raw(isBackwards ? '<' : '>');
  const beyond = place ? [sql`(key collate "C", id) ${sign} (${place.value}, ${place.id})`] : [];
  return sql`
    with found as materialized (
      select texts.film_id as id, ${rankOf(words, likely)}::text || texts.title as key
      from ${filmSearch} as texts ${joined(filters)} ${where([...conditionsOf(section, unseen), ...filters])}
    ) select id as "id", key as "key" from found ${where(beyond)}
    order by key collate "C" ${direction}, id ${direction} limit ${limit}`;
}

function sectionOf(section: Section): SQL {
  if (section.first === 0) return rangeOf(section);
  return section.isCommon ? walkOf(section) : lookUpOf(section);
}

/**
 * One section after the other, in their order: PostgreSQL begins none while those before it may be enough, and does no
 * such parts, which have limits of their own, in parallel.
 */
const togetherOf = (sections: readonly Section[]) => sql`
  select * from (${sql.join(
    sections.map((section) => sql`(${sectionOf(section)})`),
    sql` union all `,
  )}) as sections limit ${sections[0]!.limit}`;
