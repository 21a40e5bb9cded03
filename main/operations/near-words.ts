import { sql } from 'drizzle-orm';
import type { Connected, Database } from '../database/shop.ts';
import { filmWord } from '../../drizzle/schema/index.ts';
import { isKnown, searchWords } from './search.ts';

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
