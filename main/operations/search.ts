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

/** The words of a search, folded, each once. */
export const searchWords = (search: string | undefined): string[] => [
  ...new Set(
    fold(search ?? '')
      .split(/\s+/)
      .filter((word) => word !== ''),
  ),
];

/** A LIKE pattern for text that holds `word`; its own %, _ and \ stand for themselves. */
const containing = (word: string) => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** A column folded in the query, for schemas without Filmdesk's search table. Plain ASCII takes the short way. */
function folded(column: SQL, { canNormalize }: Profile): SQL {
  if (!canNormalize) return sql`lower(${column})`;
  return sql`case when octet_length(${column}) = length(${column}) then lower(${column})
    else translate(lower(regexp_replace(normalize(${column}, NFD), ${sql.raw(`E'[\\u0300-\\u036f]+'`)}, '', 'g')),
      ${sql.raw(`'${strokedLetters}', '${plainLetters}'`)}) end`;
}

/** The films in which every word of the search occurs, in title, description or an actor's name. */
export function matchesSearch(search: string | undefined, profile: Profile): SQL[] {
  const words = searchWords(search);
  if (words.length === 0) return [];
  const { film, filmSearch, filmActor, actor } = shop;
  if (profile.hasSearchTable) {
    const all = words.map((word) => sql`${filmSearch.document} like ${containing(word)}`);
    return [
      sql`${film.filmId} in (select ${filmSearch.filmId} from ${filmSearch} where ${sql.join(all, sql` and `)})`,
    ];
  }
  return words.map((word) => {
    const pattern = containing(word);
    const name = sql`(${actor.firstName} || ' ' || ${actor.lastName})`;
    return sql`(${folded(sql`${film.title}`, profile)} like ${pattern}
      or ${folded(sql`${film.description}`, profile)} like ${pattern}
      or ${film.filmId} in (
        select ${filmActor.filmId} from ${filmActor} join ${actor} on ${actor.actorId} = ${filmActor.actorId}
        where ${folded(name, profile)} like ${pattern}))`;
  });
}
