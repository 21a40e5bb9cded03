import { type SQL, sql } from 'drizzle-orm';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';

const combiningMarks = /[\u0300-\u036f]+/g;

/** Letters whose stroke or missing dot is no accent to Unicode, and what search takes them for. */
const strokedLetters = 'øđłħı';
const plainLetters = 'odlhi';

/** Text as search compares it: no accents, no case. `filmdesk_fold` does the same in PostgreSQL. */
export function fold(value: string): string {
  return (
    value
      .normalize('NFD')
      .replaceAll(combiningMarks, '')
      // Letter by letter, as PostgreSQL does: a whole word would get a final sigma.
      .replaceAll(/./gsu, (letter) => letter.toLowerCase())
      .replaceAll(/[øđłħı]/g, (letter) => plainLetters[strokedLetters.indexOf(letter)]!)
  );
}

/** What stands between words, beside blanks. Only these: what counts as a letter differs from server to server. */
const separators = /[\n\t\r!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g;

/** Text as search reads it: folded, with a blank before and after each word. `filmdesk_words` does the same. */
export const wordsOf = (value: string) => ` ${fold(value).replaceAll(separators, ' ')} `;

/** The words of a search, each once. None of them has a sign that means something to LIKE. */
export const searchWords = (search: string | undefined): string[] => [
  ...new Set(
    wordsOf(search ?? '')
      .split(/\s+/)
      .filter((word) => word !== ''),
  ),
];

/** Words shorter than this match at the beginning of a word only: anywhere else they are in nearly everything. */
const leastInside = 3;

/** How a text has to hold each of the words: `whole`, at the `start` of one of its own, or anywhere `inside`. */
export type Fit = 'whole' | 'start' | 'inside';

const isShort = (word: string) => Array.from(word).length < leastInside;

const pattern = (word: string, fit: Fit) => {
  if (fit === 'whole') return `% ${word} %`;
  return fit === 'start' || isShort(word) ? `% ${word}%` : `%${word}%`;
};

/** What of `film_word` a word of a search is, begins, or is a part of. */
export function isKnown(word: string, fit: Fit): SQL {
  const known = shop.filmWord.word;
  if (fit === 'whole') return sql`${known} = ${word}`;
  return sql`${known} like ${fit === 'start' || isShort(word) ? `${word}%` : `%${word}%`}`;
}

/** Whether `text`, which `wordsOf` has made, holds all of the words. */
export const holds = (text: SQL, words: readonly string[], fit: Fit): SQL =>
  sql`(${sql.join(
    words.map((word) => sql`${text} like ${pattern(word, fit)}`),
    sql` and `,
  )})`;

/** A text of the database as `wordsOf` has it, for schemas without Filmdesk's search table. Plain ASCII takes the short way. */
function readable(column: SQL, { canNormalize }: Profile): SQL {
  const marks = sql.raw(`E'[\\u0300-\\u036f]+'`);
  const stroked = sql.raw(`'${strokedLetters}', '${plainLetters}'`);
  const folded = canNormalize
    ? sql`case when octet_length(${column}) = length(${column}) then lower(${column})
        else translate(lower(regexp_replace(normalize(${column}, NFD), ${marks}, '', 'g')), ${stroked}) end`
    : sql`lower(${column})`;
  const signs = sql.raw(
    String.raw`E'\n\t\r!"#$%&''()*+,-./:;<=>?@[\\]^_` + '`' + String.raw`{|}~', repeat(' ', 35)`,
  );
  return sql`' ' || translate(${folded}, ${signs}) || ' '`;
}

/** The films' texts as search reads them, as a table: `film_id`, `title`, and `document` with description and actors. */
export function searchTexts(profile: Profile): SQL {
  const { film, filmSearch, filmActor, actor } = shop;
  if (profile.hasSearchTable) return sql`${filmSearch}`;
  const name = sql`(${actor.firstName} || ' ' || ${actor.lastName})`;
  const own = readable(sql`${film.title}`, profile);
  return sql`(
    with named as materialized (select ${actor.actorId}, ${readable(name, profile)} as words from ${actor}),
    people as (
      select ${filmActor.filmId}, string_agg(named.words, '') as words
      from ${filmActor} join named on named.actor_id = ${filmActor.actorId} group by 1
    )
    select ${film.filmId}, ${own} as title,
      concat(${own}, ${readable(sql`${film.description}`, profile)}, people.words) as document
    from ${film} left join people on people.film_id = ${film.filmId})`;
}

/** The films in which every word of the search occurs, in title, description or an actor's name. */
export function matchesSearch(search: string | undefined, profile: Profile): SQL[] {
  const wanted = searchWords(search);
  if (wanted.length === 0) return [];
  const id = sql`${shop.film.filmId}`;
  return [
    sql`${id} in (select texts.film_id from ${searchTexts(profile)} as texts
      where ${holds(sql`texts.document`, wanted, 'inside')})`,
  ];
}

/** What a title begins with that begins as the search does: the bounds of a range in the titles' index. */
const beginning = (words: readonly string[]) => {
  const start = ` ${words.join(' ')}`;
  return { from: start, below: `${start}\u{10ffff}` };
};

export interface Rank {
  /** Which of the texts it reads. */
  text: 'title' | 'document';
  /** How all words have to be known for there to be any film of this rank. */
  fit: Fit;
  /** What is true of a film in `texts` of this rank, and may be of one of a better rank. */
  condition(words: readonly string[]): SQL;
}

const fits = (text: Rank['text'], fit: Fit): Rank => ({
  text,
  fit,
  condition: (words) => holds(sql`texts.${sql.identifier(text)}`, words, fit),
});

/**
 * How a search ranks what it finds, best first: titles that begin with it, then titles with its words before those
 * that have them elsewhere, and whole words before beginnings and parts of words.
 */
export const ranks: readonly Rank[] = [
  {
    text: 'title',
    fit: 'start',
    condition(words) {
      const { from, below } = beginning(words);
      return sql`(texts.title collate "C" >= ${from} and texts.title collate "C" < ${below})`;
    },
  },
  fits('title', 'whole'),
  fits('title', 'start'),
  fits('title', 'inside'),
  fits('document', 'whole'),
  fits('document', 'start'),
  fits('document', 'inside'),
];

/** The rank of a row of `texts` that matches, from 0. */
export const rankOf = (words: readonly string[]): SQL =>
  sql`case ${sql.join(
    ranks
      .slice(0, -1)
      .map(({ condition }, rank) => sql`when ${condition(words)} then ${sql.raw(String(rank))}`),
    sql` `,
  )} else ${sql.raw(String(ranks.length - 1))} end`;
