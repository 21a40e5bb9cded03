import { sql } from 'drizzle-orm';
import type { FilmQuery } from '../contract/films.ts';
import { searchWords } from '../contract/search-words.ts';
import type { Connected, Database } from '../database/shop.ts';
import { filmWord } from '../../drizzle/schema/index.ts';
import { isKnown } from './search.ts';

/**
 * A search that nothing answers, with each word that stands nowhere replaced by the likest one that does. Undefined
 * where every word is known, or one is like none. By pg_trgm, so only in Filmdesk’s own schema.
 */
export async function likenSearch(
  db: Database,
  { profile }: Connected,
  search: string,
): Promise<string | undefined> {
  if (!profile.hasSearchTable) return undefined;
  const words = searchWords(search);
  const { word: known } = filmWord;
  const { rows } = await db.execute<{ word: string | null }>(
    sql.join(
      words.map(
        (
          word,
        ) => sql`select case when exists (select from ${filmWord} where ${isKnown(word, 'inside')}) then ${word}
        else (select ${known} from ${filmWord} where ${known} % ${word}
          order by similarity(${known}, ${word}) desc, ${known} limit 1) end as "word"`,
      ),
      sql` union all `,
    ),
  );
  const likest = rows.map(({ word }) => word);
  const isOther = likest.some((word, index) => word !== words[index]);
  return isOther && !likest.includes(null) ? likest.join(' ') : undefined;
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
