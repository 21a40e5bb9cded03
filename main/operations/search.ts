import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import { isShort, plainLetters, printedSeparators, strokedLetters } from '../contract/search-words.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';

/** How a text has to hold each of the words: `whole`, at the `start` of one of its own, or anywhere `inside`. */
export type Fit = 'whole' | 'start' | 'inside';

/** What a text that `wordsOf` has made has in it where it holds the word. */
const part = (word: string, fit: Fit) => {
  if (fit === 'whole') return ` ${word} `;
  return fit === 'start' || isShort(word) ? ` ${word}` : word;
};

const pattern = (word: string, fit: Fit) => `%${part(word, fit)}%`;

/** What of `film_word` a word of a search is, begins, or is a part of. */
export function isKnown(word: string, fit: Fit): SQL {
  const known = shop.filmWord.word;
  if (fit === 'whole') return sql`${known} = ${word}`;
  return sql`${known} like ${fit === 'start' || isShort(word) ? `${word}%` : `%${word}%`}`;
}

/** Whether `film_word` has each of the words of a search as it has to be known for any film to hold it so. */
export const areKnown = (words: readonly string[], fit: Fit): SQL =>
  sql.join(
    words.map((word) => sql`exists (select from ${shop.filmWord} where ${isKnown(word, fit)})`),
    sql` and `,
  );

/** Words of which none asks for what another asks for anyway: of `a an amber`, which `a` begins, `a` is left out. */
export const tellingWords = (words: readonly string[], fit: Fit): string[] =>
  words.filter(
    (word) => !words.some((other) => other !== word && part(other, fit).startsWith(part(word, fit))),
  );

/** A pattern as it goes into a statement. */
type Given = (value: string) => SQL;

const seen: Given = (value) => sql`${value}`;

/**
 * A pattern that PostgreSQL's planner does not see. From a hundred values it guesses how many match, each ANALYZE
 * otherwise, and reads all titles for a guess of a few percent. Of what it does not see it takes half a percent to match,
 * and looks that up: also the quicker way to count what a third of all films have, by one process instead of three.
 */
export const unseen: Given = (value) => sql`(select ${value}::text)`;

/** Whether `text`, which `wordsOf` has made, holds all of the words. */
export const holds = (text: SQL, words: readonly string[], fit: Fit, given = seen): SQL =>
  sql`(${sql.join(
    tellingWords(words, fit).map((word) => sql`${text} like ${given(pattern(word, fit))}`),
    sql` and `,
  )})`;

/** The letters with an accent in Western Europe, and those without: also capitals, which not every locale can lower. */
const westernLetters = sql.raw(
  `'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿ', 'aaaaaaceeeeiiiinoooooouuuuyaaaaaaceeeeiiiinoooooouuuuyy'`,
);

/** A text of the database as `fold` has it, for schemas without Filmdesk's search table. Plain ASCII takes the short way. */
function folded(text: SQL, { accents }: Profile): SQL {
  const marks = sql.raw(`E'[\\u0300-\\u036f]+'`);
  const stroked = sql.raw(`'${strokedLetters}', '${plainLetters}'`);
  if (accents === 'kept') return sql`lower(${text})`;
  if (accents === 'western') return sql`lower(translate(${text}, ${westernLetters}))`;
  return sql`case when octet_length(${text}) = length(${text}) then lower(${text})
    else translate(lower(regexp_replace(normalize(${text}, NFD), ${marks}, '', 'g')), ${stroked}) end`;
}

/** What stands between words, as a pattern of PostgreSQL's: `translate` takes four times as long. */
const anySeparator = ({ isUtf8 }: Profile) =>
  sql.raw(
    String.raw`E'[\n\t\r!"#$%&''()*+,\\-./:;<=>?@[\\\\\\]^_` +
      '`' +
      String.raw`{|}~${isUtf8 ? printedSeparators : ''}]'`,
  );

/** A text as `wordsOf` has it. */
const readable = (text: SQL, profile: Profile): SQL =>
  sql`' ' || regexp_replace(${folded(text, profile)}, ${anySeparator(profile)}, ' ', 'g') || ' '`;

/** Whether a text holds a word. Only what has a short one anywhere is looked at for where it has it: that takes its time. */
function holdsWord(text: SQL, word: string, profile: Profile): SQL {
  const anywhere = sql`${folded(text, profile)} like ${`%${word}%`}`;
  return isShort(word)
    ? sql`${anywhere} and ${readable(text, profile)} like ${pattern(word, 'inside')}`
    : anywhere;
}

const ownText = sql`(${shop.film.title} || ' ' || coalesce(${shop.film.description}, ''))`;

const nameOfActor = sql`(${shop.actor.firstName} || ' ' || ${shop.actor.lastName})`;

/** What a search looks into where Filmdesk's search table is not there: what an index for it has to be on. */
export const searchedTexts = (profile: Profile): { film: SQL; actor: SQL } => ({
  film: folded(ownText, profile),
  actor: folded(nameOfActor, profile),
});

/** Whether the film in `film` holds every word, for schemas without Filmdesk's search table: asked of one film after the other. */
export function filmHolds(words: readonly string[], profile: Profile): SQL {
  const { film, filmActor, actor } = shop;
  const each = words.map(
    (word) => sql`(${holdsWord(ownText, word, profile)} or exists (
      select from ${filmActor} join ${actor} on ${actor.actorId} = ${filmActor.actorId}
      where ${filmActor.filmId} = ${film.filmId} and ${holdsWord(nameOfActor, word, profile)}))`,
  );
  return sql.join(each, sql` and `);
}

/** SELECT of the films in which every word occurs, in title, description or an actor's name: `film_id`. */
export function matchedFilms(words: readonly string[], profile: Profile, given?: Given): SQL {
  const { film, filmSearch, filmActor, actor } = shop;
  if (profile.hasSearchTable) {
    return sql`select ${filmSearch.filmId} from ${filmSearch} where ${holds(sql`${filmSearch.document}`, words, 'inside', given)}`;
  }
  // Word by word: so each is found by an index on the films' own texts, where there is one, and by the few actors.
  return sql.join(
    words.map(
      (word) => sql`(select ${film.filmId} from ${film}
        where ${holdsWord(ownText, word, profile)}
        union select ${filmActor.filmId} from ${filmActor} where ${filmActor.actorId} = any (array(
          select ${actor.actorId} from ${actor} where ${holdsWord(nameOfActor, word, profile)})))`,
    ),
    sql` intersect `,
  );
}

const beginning = (words: readonly string[]) => ` ${words.join(' ')}`;

/** The first text that comes after all that begin so: with the letter after the last one, which other encodings have, too. */
function behind(start: string): string {
  const letters = Array.from(start);
  const next = letters.pop()!.codePointAt(0)! + 1;
  return letters.join('') + String.fromCodePoint(next === 0xd800 ? 0xe000 : Math.min(next, 0x10ffff));
}

/** Whether a title, as search reads it, begins as the search does: a range of the titles' index. */
function beginsWith(title: SQL, words: readonly string[]): SQL {
  const start = beginning(words);
  return sql`((${title}) collate "C" >= ${start} and (${title}) collate "C" < ${behind(start)})`;
}

/** How far a search looks: for titles that begin with it, into titles, or everywhere. Where titles are enough the rest is left alone. */
export type SearchScope = 'beginnings' | 'titles' | 'all';

/**
 * SELECT of the same films' texts as search reads them: `film_id`, `title`, and `document` with description and actors.
 * A scope other than `all`, only for schemas without Filmdesk's search table, leaves out films and all documents.
 */
export function matchedTexts(words: readonly string[], profile: Profile, scope: SearchScope = 'all'): SQL {
  const { film, filmSearch, filmActor, actor } = shop;
  if (scope !== 'all') {
    const title = sql`${film.title}`;
    const isFound =
      scope === 'titles'
        ? words.map((word) => holdsWord(title, word, profile))
        : [
            sql`${folded(title, profile)} like ${`${words[0]}%`}`,
            beginsWith(readable(title, profile), words),
          ];
    // True then already; but where there is an index on all of the text, PostgreSQL can go by that.
    const isIndexed = words
      .filter((word) => !isShort(word))
      .map((word) => sql`${folded(ownText, profile)} like ${`%${word}%`}`);
    return sql`select ${film.filmId}, ${readable(title, profile)} as title, '' as document
      from ${film} where ${sql.join([...isFound, ...isIndexed], sql` and `)}`;
  }
  if (profile.hasSearchTable) {
    return sql`select ${filmSearch.filmId}, ${filmSearch.title}, ${filmSearch.document} from ${filmSearch}
      where ${holds(sql`${filmSearch.document}`, words, 'inside')}`;
  }
  // Of the actors only those matter whose names hold a word.
  return sql`
    with found as materialized (${matchedFilms(words, profile)}),
    named as materialized (
      select ${actor.actorId}, ${readable(nameOfActor, profile)} as words from ${actor}
      where ${sql.join(
        words.map((word) => sql`(${holdsWord(nameOfActor, word, profile)})`),
        sql` or `,
      )}
    ), people as (
      select ${filmActor.filmId}, string_agg(named.words, '') as words
      from named join ${filmActor} on ${filmActor.actorId} = named.actor_id group by 1
    ), texts as materialized (
      select ${film.filmId}, ${readable(sql`${film.title}`, profile)} as title,
        concat(${readable(ownText, profile)}, people.words) as document
      from found join ${film} on ${film.filmId} = found.film_id left join people on people.film_id = found.film_id
    )
    select film_id, title, document from texts`;
}

/** Of how many films that lie together a sample has one, where there are enough. */
const togetherFilms = 30;

/**
 * The texts of about so many films as search reads them, the same ones each time; without actors where there is no
 * search table. One film of each page that is read: those that came together are often like each other.
 */
export function sampledTexts(films: number, profile: Profile): SQL {
  const { film, filmSearch } = shop;
  const each = Math.max(1, Math.min(togetherFilms, Math.round(profile.estimatedFilms! / films)));
  const percent = Math.min(100, (100 * each * films) / profile.estimatedFilms!).toFixed(4);
  const sample = sql`tablesample system (${sql.raw(percent)}) repeatable (1)`;
  const isTaken = (id: AnyColumn) => sql`hashint8(${id}) % ${sql.raw(String(each))} = 0`;
  return profile.hasSearchTable
    ? sql`select title, document from ${filmSearch} ${sample} where ${isTaken(filmSearch.filmId)}`
    : sql`select ${readable(sql`${film.title}`, profile)} as title, ${readable(ownText, profile)} as document
        from ${film} ${sample} where ${isTaken(film.filmId)}`;
}

/** What search reads of a film, as `wordsOf` has it. */
export interface Texts {
  title: string;
  document: string;
}

export interface Rank {
  /** Which of the texts it reads. */
  text: 'title' | 'document';
  /** How it has to hold all words. */
  fit: Fit;
  /** What is true of a film in `texts` of this rank, and may be of one of a better rank. */
  condition(words: readonly string[], given?: Given): SQL;
  /** The same for texts that are at hand. */
  predicate(words: readonly string[]): (texts: Texts) => boolean;
}

const fits = (text: Rank['text'], fit: Fit): Rank => ({
  text,
  fit,
  condition: (words, given) => holds(sql`texts.${sql.identifier(text)}`, words, fit, given),
  predicate(words) {
    const parts = tellingWords(words, fit).map((word) => part(word, fit));
    return (texts) => parts.every((each) => texts[text].includes(each));
  },
});

/**
 * How a search ranks what it finds, best first: titles that begin with it, then titles with its words before those
 * that have them elsewhere, and whole words before beginnings and parts of words.
 */
export const ranks: readonly Rank[] = [
  {
    text: 'title',
    fit: 'start',
    condition: (words) => beginsWith(sql`texts.title`, words),
    predicate(words) {
      const start = beginning(words);
      return ({ title }) => title.startsWith(start);
    },
  },
  fits('title', 'whole'),
  fits('title', 'start'),
  fits('title', 'inside'),
  fits('document', 'whole'),
  fits('document', 'start'),
  fits('document', 'inside'),
];

const fitsByWidth: readonly Fit[] = ['whole', 'start', 'inside'];

/** Whether a text that holds words in one way holds them in the other as well. */
export const implies = (fit: Fit, other: Fit) => fitsByWidth.indexOf(fit) <= fitsByWidth.indexOf(other);

/** Those of some ranks that hold all films of the others: a part of a title holds its whole words, too. */
export const widestOf = (some: readonly Rank[]): Rank[] =>
  some.filter(
    ({ text, fit }, place) =>
      !some.slice(place + 1).some((other) => other.text === text && implies(fit, other.fit)),
  );

/** The rank of a row of `texts` that matches, from 0; where it can only be one of some ranks, no others are tried. */
export function rankOf(words: readonly string[], isPossible: (rank: number) => boolean = () => true): SQL {
  const possible = [...ranks.keys()].filter(isPossible);
  const last = sql.raw(String(possible.at(-1)!));
  const tried = possible.slice(0, -1);
  if (tried.length === 0) return last;
  return sql`case ${sql.join(
    tried.map((rank) => sql`when ${ranks[rank]!.condition(words)} then ${sql.raw(String(rank))}`),
    sql` `,
  )} else ${last} end`;
}
