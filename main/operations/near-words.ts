import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { FilmQuery } from '../contract/films.ts';
import { searchWords, wordsOf } from '../contract/search-words.ts';
import type { Connected, Database } from '../database/shop.ts';
import { actor, filmWord } from '../../drizzle/schema/index.ts';
import { isKnown, matchedFilms } from './search.ts';
import { isSampled, sampleOf } from './search-sample.ts';

/**
 * A search that nothing answers, with each word that stands nowhere replaced by the likest one that does: where two letters
 * have changed places, the word that they come from, else the one with the most groups of three letters in common, as
 * pg_trgm counts them. Undefined where every word is known, or one is like none. Another schema than Filmdesk's own doesn't
 * say which words there are: there it is those of some films, and of actors.
 */
export async function likenSearch(
  db: Database,
  connected: Connected,
  search: string,
): Promise<string | undefined> {
  const words = searchWords(search);
  const likest = await (connected.profile.hasSearchTable
    ? likenWords(db, words)
    : likenToSample(db, connected, words));
  const isOther = likest.some((word, index) => word !== words[index]);
  return isOther && !likest.includes(null) ? likest.join(' ') : undefined;
}

/** Words with two letters that stand beside each other in the other order. */
function swapped(word: string): string[] {
  const letters = Array.from(word);
  return letters.slice(1).map((letter, at) => letters.toSpliced(at, 2, letter, letters[at]!).join(''));
}

/** Each word itself where it is known, else the likest; null where there is none. */
async function likenWords(db: Database, words: readonly string[]): Promise<(string | null)[]> {
  const { word: known } = filmWord;
  const { rows } = await db.execute<{ word: string | null }>(
    sql.join(
      words.map(
        (
          word,
        ) => sql`select case when exists (select from ${filmWord} where ${isKnown(word, 'inside')}) then ${word}
        else coalesce(
          (select min(${known}) from ${filmWord} where ${known} = any (${sql.param(swapped(word))}::text[])),
          (select ${known} from ${filmWord} where ${known} % ${word}
            order by similarity(${known}, ${word}) desc, ${known} limit 1)) end as "word"`,
      ),
      sql` union all `,
    ),
  );
  return rows.map(({ word }) => word);
}

/** So many names are read at most to learn which words there are. */
const mostNames = 5000;

/** The same by the words of some films. */
async function likenToSample(
  db: Database,
  { profile }: Connected,
  words: readonly string[],
): Promise<(string | null)[]> {
  if (!isSampled(profile)) return words.map(() => null);
  const names = await db
    .select({ first: actor.firstName, last: actor.lastName })
    .from(actor)
    .limit(mostNames);
  const texts = (await sampleOf(db, profile)).map(({ document }) => document);
  const vocabulary = new Set(
    [...texts, ...names.map(({ first, last }) => wordsOf(`${first} ${last}`))].flatMap((text) =>
      text.split(/\s+/),
    ),
  );
  const missing = words.filter((word) => ![...vocabulary].some((known) => known.includes(word)));
  // What was searched for by itself was found nowhere.
  const rare = words.length > 1 ? missing : [];
  const found =
    rare.length === 0
      ? []
      : (
          await db.execute<{ word: string }>(
            sql.join(
              rare.map(
                (word) => sql`select ${word} as "word" where exists (${matchedFilms([word], profile)})`,
              ),
              sql` union all `,
            ),
          )
        ).rows.map(({ word }) => word);
  const likest: (string | null)[] = [];
  for (const word of words) {
    const isNowhere = missing.includes(word) && !found.includes(word);
    likest.push(isNowhere ? likestOf(vocabulary, word) : word);
    // To compare one with all takes some milliseconds: nobody else waits for the next.
    await setImmediate();
  }
  return likest;
}

/** From which likeness on pg_trgm takes two words for like, as it comes. */
const leastLikeness = 0.3;

function likestOf(vocabulary: ReadonlySet<string>, word: string): string | null {
  const meant = swapped(word).find((each) => vocabulary.has(each));
  if (meant !== undefined) return meant;
  const groups = groupsOf(word);
  let likest: string | null = null;
  let best = leastLikeness;
  for (const known of vocabulary) {
    const others = groupsOf(known);
    const both = [...groups].filter((group) => others.has(group)).length;
    const likeness = both / (groups.size + others.size - both);
    if (likeness <= best) continue;
    best = likeness;
    likest = known;
  }
  return likest;
}

/** Groups of three letters in a row, with two blanks before the word and one after it. */
function groupsOf(word: string): Set<string> {
  const letters = Array.from(`  ${word} `);
  return new Set(letters.slice(2).map((letter, at) => letters[at]! + letters[at + 1]! + letter));
}

/** What a query finds; where that is nothing, what the likest search finds, and which that is. */
export async function readLikest<Found>(
  db: Database,
  connected: Connected,
  query: FilmQuery,
  read: (query: FilmQuery) => Promise<Found>,
  isEmpty: (found: Found) => boolean,
): Promise<{ found: Found; likened: string | null }> {
  const found = await read(query);
  const likest = isEmpty(found) && query.search ? await likenSearch(db, connected, query.search) : undefined;
  if (likest === undefined) return { found, likened: null };
  const near = await read({ ...query, search: likest });
  return isEmpty(near) ? { found, likened: null } : { found: near, likened: likest };
}
