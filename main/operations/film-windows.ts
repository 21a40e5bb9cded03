import { type SQL, sql } from 'drizzle-orm';
import type { FilmQuery } from '../contract/films.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Profile } from '../database/profile.ts';
import type { Database } from '../database/shop.ts';
import { film, filmSearch } from '../../drizzle/schema/index.ts';
import { where } from './clauses.ts';
import { filmConditions, filterConditions } from './film-filters.ts';
import { type FilmOrder, filmOrder, type Place, placeOf, type RowWindow } from './film-order.ts';
import {
  areKnown,
  filmHolds,
  holds,
  implies,
  matchedFilms,
  ranks,
  rankOf,
  unseen,
  widestOf,
} from './search.ts';
import { hasManyFilms, isSampled, sharesOf } from './search-sample.ts';

/*
 * Which films a window shows. Among very many films PostgreSQL's planner guesses badly how many a search finds: it walks
 * through everything for a rare word, or gathers and sorts everything for a common one, and changes its mind with each
 * ANALYZE. So a sample says how common the search is, and the statements are written so that only the right way is open.
 */

/**
 * From which share of all films on a search counts as common. A title is read in the index alone, so that walking
 * through titles pays sooner than walking through whole documents.
 */
const commonShare = { title: 0.004, document: 0.01 };

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
  if (words.length === 0 || !isSampled(profile))
    return { select: selectUnsampled(profile, query, order, window) };
  const shares = await sharesOf(db, profile, words);
  if (!profile.hasSearchTable) return selectByScope(db, profile, query, shares, order, window);
  const filters = filterConditions(query.filters, profile);
  if (order.isRanked) {
    return asTable(await readRanked(db, profile, { words, filters, shares }, window));
  }
  const document = sql`${filmSearch.document}`;
  const matches = isCommon(shares)
    ? // Film by film in the order that is asked for, until there are enough.
      sql`(select ${holds(document, words, 'inside')} from ${filmSearch} where ${filmSearch.filmId} = ${film.filmId})`
    : // The few that match, and then sorted.
      sql`${film.filmId} = any (array(
        select ${filmSearch.filmId} from ${filmSearch} where ${holds(document, words, 'inside', unseen)}))`;
  return { select: order.select([matches, ...filters], window) };
}

/** Whether so many films match, of whatever rank, that some of them are soon met in any order. */
const isCommon = (shares: readonly number[]) =>
  shares.reduce((sum, share) => sum + share, 0) >= commonShare.document;

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
  shares: readonly number[],
  order: FilmOrder,
  window: RowWindow,
): Promise<WindowFilms> {
  const words = searchWords(query.search);
  const { limit, offset = 0, beyond, fromEnd = false } = window;
  const filters = filterConditions(query.filters, profile);
  if (!order.isRanked) {
    return {
      select:
        hasManyFilms(profile) && isCommon(shares)
          ? order.select([filmHolds(words, profile), ...filters], window)
          : selectUnsampled(profile, query, order, window),
    };
  }
  if (fromEnd) return { select: order.select(filters, window) };
  const firstRank = beyond ? rankIn(placeOf(beyond.cursor, 'rank')) : 0;
  // What comes before a place is of no worse rank.
  const isBefore = beyond?.side === 'before';
  // A sample of few films has nearly all of them, and is taken at its word.
  const enough = (hasManyFilms(profile) ? 3 : 1) * (offset + limit);
  const likely = isBefore ? ranks.map((_, rank) => (rank === firstRank ? Infinity : 0)) : shares;
  for (const [scope, last] of [
    ['beginnings', 0],
    ['titles', lastTitleRank],
  ] as const) {
    if (firstRank > last) continue;
    const share = likely.slice(firstRank, last + 1).reduce((sum, each) => sum + each, 0);
    if (share * profile.estimatedFilms! < enough) continue;
    const selected = sql`select film_id as "id", key from (${filmOrder(query, profile, scope).select(filters, window)}) as page`;
    const { rows } = await db.execute<RankedFilm>(selected);
    if (isBefore || rows.length === limit) return asTable(rows);
  }
  return { select: order.select(filters, window) };
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

/** What to search for, and which share of all films a sample has of each rank. */
interface RankedSearch {
  words: readonly string[];
  filters: readonly SQL[];
  shares: readonly number[];
}

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
  const wanted = offset + limit;
  const window: RankedWindow = { ...search, isBackwards, place, limit: wanted };
  const spans = spansOf(search.shares, wanted / profile.estimatedFilms!).filter(
    ({ first, last }) => !place || (isBackwards ? first <= rankIn(place) : last >= rankIn(place)),
  );
  if (isBackwards) spans.reverse();
  const found: RankedFilm[] = [];
  const missing = () => wanted - found.length;
  while (missing() > 0 && spans.length > 0) {
    const common = spans.findIndex((span) => span.isCommon);
    const sections = spans
      .splice(0, common === -1 ? spans.length : common + 1)
      .map((span): Section => ({ ...window, ...span, limit: missing() }));
    const rows = await read(togetherOf(sections));
    const end = sections.at(-1)!;
    const isWalkOver = end.isCommon && end.first > 0 && rows.length < missing();
    if (!isWalkOver) found.push(...rows);
    else {
      // The walk has ended before there were enough: all films of its rank are looked up instead.
      found.push(...rows.filter(({ key }) => Number(key[0]) !== end.first));
      found.push(...(await read(lookUpOf({ ...end, limit: missing() }))));
    }
  }
  return found.slice(offset, offset + limit);
}

const rankIn = ({ value }: Place) => Number(value![0]);

/** The worst rank that a film has by its title. */
const lastTitleRank = ranks.findLastIndex(({ text }) => text === 'title');

/** Neighbouring ranks that are read at once; a common one is by itself, and likely to be enough. */
interface RankSpan {
  first: number;
  last: number;
  isCommon: boolean;
}

/** By how many times titles that begin with a search have to outnumber a window for the sample to be taken at its word. */
const certainly = 4;

/** All ranks, where `wanted` is the share of all films that a window asks for. */
function spansOf(shares: readonly number[], wanted: number): RankSpan[] {
  const spans: RankSpan[] = [{ first: 0, last: 0, isCommon: shares[0]! >= certainly * wanted }];
  for (const [rank, { text }] of ranks.entries()) {
    if (rank === 0) continue;
    const isCommon = shares[rank]! >= commonShare[text];
    const before = spans.at(-1)!;
    const isJoined = before.first > 0 && !before.isCommon && !isCommon && ranks[before.first]!.text === text;
    if (isJoined) before.last = rank;
    else spans.push({ first: rank, last: rank, isCommon });
  }
  return spans;
}

/** What is read of a search's films, by rank and title. */
interface RankedWindow extends RankedSearch {
  isBackwards: boolean;
  /** Only what comes after this place, or before it. */
  place: Place | undefined;
  limit: number;
}

/** Films of some ranks. */
interface Section extends RankedWindow, RankSpan {}

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

/** What films of the section are, and are not because they would be of a better rank. */
const conditionsOf = ({ first, last, words }: Section, given?: typeof unseen): SQL[] => [
  ranks[last]!.condition(words, given),
  ...widestOf(ranks.slice(0, first)).map(({ condition }) => sql`not ${condition(words)}`),
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
  const { words, filters, limit, place, isBackwards, shares, first, last } = section;
  const { fit } = ranks[last]!;
  const isOfSection = (rank: number) => rank >= first && rank <= last;
  // What the sample does not have may be nowhere, which is sooner seen in the words than in the texts.
  const isSeen = shares.some((share, rank) => share > 0 && implies(ranks[rank]!.fit, fit));
  const areThere = isSeen ? [] : [areKnown(words, fit)];
  const direction = directionOf(section);
  const sign = sql.raw(isBackwards ? '<' : '>');
  const beyond = place ? [sql`(key collate "C", id) ${sign} (${place.value}, ${place.id})`] : [];
  return sql`
    with found as materialized (
      select texts.film_id as id, ${rankOf(words, isOfSection)}::text || texts.title as key
      from ${filmSearch} as texts ${joined(filters)} ${where([...areThere, ...conditionsOf(section, unseen), ...filters])}
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
const togetherOf = (sections: readonly Section[]) =>
  sections.length === 1
    ? sectionOf(sections[0]!)
    : sql`select * from (${sql.join(
        sections.map((section) => sql`(${sectionOf(section)})`),
        sql` union all `,
      )}) as sections limit ${sections[0]!.limit}`;
