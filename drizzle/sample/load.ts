import { filmTables } from './films.ts';
import { peopleTables } from './people.ts';
import { rentalTables } from './rentals.ts';
import type { SampleShop, SampleTable } from './tables.ts';

export { mostFilms } from './films.ts';

/** The sample's tables, each after those that it refers to. */
const sampleTables: readonly SampleTable[] = [...peopleTables, ...filmTables, ...rentalTables];

/** A database as the loader needs it: statements, and COPY in PostgreSQL's text format. */
export interface SampleTarget {
  run(statement: string): Promise<{ rows: Record<string, unknown>[] }>;
  copy(statement: string, chunks: Iterable<string>): Promise<void>;
}

export interface SampleProgress {
  table: string;
  /** Rows written into `table` so far. */
  rows: number;
}

/**
 * Fills an empty database that has Filmdesk's schema, in the transaction that the caller has begun.
 *
 * Keys and indexes are dropped before and made again after, from their own definitions: checking and sorting
 * everything once is several times faster than row by row. Rejects with the signal's
 * reason when it is aborted; rolling back then leaves the database as it was.
 */
export async function loadSample(
  target: SampleTarget,
  shop: SampleShop,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: SampleProgress) => void } = {},
): Promise<void> {
  const rebuild = await dropIndexes(target);
  await switchTriggers(target, 'DISABLE');
  for (const table of sampleTables) {
    const columns = table.columns.join(', ');
    await target.copy(
      `COPY ${table.name} (${columns}) FROM STDIN WITH (FREEZE)`,
      copyText(table, shop, (rows) => {
        signal?.throwIfAborted();
        onProgress?.({ table: table.name, rows });
      }),
    );
  }
  onProgress?.({ table: 'film_search', rows: 0 });
  await target.run('SELECT filmdesk_gather_all()');
  onProgress?.({ table: 'film_stock', rows: 0 });
  await target.run('SELECT filmdesk_count_all_stock()');
  onProgress?.({ table: 'film_start', rows: 0 });
  await target.run('SELECT filmdesk_count_starts()');
  await switchTriggers(target, 'ENABLE');
  for (const statement of rebuild) {
    signal?.throwIfAborted();
    onProgress?.({ table: 'indexes', rows: 0 });
    await target.run(statement);
  }
  await target.run(advanceSequences);
}

/** Rows as COPY's text format, in chunks of about 64 kB. No value of the sample needs escaping. */
function* copyText(table: SampleTable, shop: SampleShop, onChunk: (rows: number) => void): Generator<string> {
  let chunk = '';
  let rows = 0;
  for (const row of table.rows(shop)) {
    rows++;
    for (let column = 0; column < row.length; column++) {
      if (column > 0) chunk += '\t';
      chunk += row[column] ?? '\\N';
    }
    chunk += '\n';
    if (chunk.length > 65_536) {
      onChunk(rows);
      yield chunk;
      chunk = '';
    }
  }
  onChunk(rows);
  if (chunk !== '') yield chunk;
}

/** Drops the keys and indexes of the public schema; gives the statements that make them again, in their order. */
async function dropIndexes(target: SampleTarget): Promise<string[]> {
  const { rows } = await target.run(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
                  pg_get_constraintdef(oid)) AS make, CASE contype WHEN 'f' THEN 3 ELSE 1 END AS turn
    FROM pg_constraint WHERE contype IN ('f', 'p', 'u') AND connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 2
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE NOT indisunique AND relnamespace = 'public'::regnamespace
    ORDER BY turn`);
  for (const row of rows.toReversed()) await target.run(String(row['drop']));
  return rows.map((row) => String(row['make']));
}

const gatheringTriggers = [
  ['film', 'film_search'],
  ['film', 'film_stock'],
  ['film_actor', 'film_search'],
  ['film_category', 'film_search'],
  ['film_search', 'film_start_added'],
  ['inventory', 'film_stock'],
  ['rental', 'film_stock'],
] as const;

/** What is gathered row by row from other tables is gathered at once in the end. */
const switchTriggers = (target: SampleTarget, how: 'DISABLE' | 'ENABLE') =>
  target.run(`DO $$ BEGIN
    ${gatheringTriggers.map(([table, trigger]) => `ALTER TABLE ${table} ${how} TRIGGER ${trigger};`).join('\n')}
    END $$`);

const advanceSequences = `
  DO $$ DECLARE it record; BEGIN
    FOR it IN SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_default LIKE 'nextval(%'
    LOOP
      EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), coalesce(max(%I), 1)) FROM %I',
        it.table_name, it.column_name, it.column_name, it.table_name);
    END LOOP;
  END $$`;
