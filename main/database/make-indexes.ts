import { setInterval } from 'node:timers/promises';
import pg from 'pg';
import { FilmdeskError } from '../contract/failures.ts';
import type { IndexProgress } from '../contract/indexes.ts';
import { causeOf, diagnose } from './diagnosis.ts';
import { type LongWork, onOwnConnection } from './long-work.ts';
import type { ConnectionSettings } from './settings.ts';

/** An index and the statements that make it, of which none may stand in a transaction. */
export interface IndexToMake {
  name: string;
  statements: readonly string[];
}

interface MakeOptions {
  signal: AbortSignal;
  onProgress(progress: IndexProgress): void;
}

const watchMs = 250;

/**
 * Makes indexes one after the other, while others go on working. Where one fails or is cancelled, they are all taken away
 * again. Rejects with the signal's reason when it is aborted; with `overloaded` while another desk makes some.
 */
export async function makeIndexes(
  settings: ConnectionSettings,
  indexes: readonly IndexToMake[],
  { signal, onProgress }: MakeOptions,
): Promise<void> {
  await onOwnConnection(settings, { signal, connections: 2 }, async (work) => {
    const made: string[] = [];
    let begun: string | undefined;
    const tell = (name: string) => (progress: Omit<IndexProgress, 'name'>) =>
      onProgress({ name, ...progress });
    try {
      const process = await prepare(work);
      for (const { name, statements } of indexes) {
        begun = name;
        await watched(work, process, tell(name), async () => {
          for (const statement of statements) {
            await work.run(statement);
            if (statement.startsWith('CREATE INDEX')) made.push(name);
          }
        });
      }
    } catch (error) {
      await takeBack(work, made, causeOf(error) === '42P07' ? undefined : begun);
      throw signal.aborted ? signal.reason : inMaking(error, work.open.settings);
    }
  });
}

/**
 * Takes away what was made, and what was begun where that is only half made: whole it is another desk's. Somebody's long
 * transaction may keep it: then it stays half made, serves nobody, and is taken away when it is made again.
 */
async function takeBack({ open }: LongWork, made: readonly string[], begun?: string): Promise<void> {
  // Another connection: the cancel may still be on its way to the first.
  const client = await open.connect();
  try {
    if (open.takesLimits) await client.query("SET lock_timeout = '5s'");
    const { rows } = await client.query<{ name: string }>(
      'SELECT $1 AS name FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid',
      [begun],
    );
    for (const name of new Set([...made, ...rows.map((row) => row.name)]))
      await client.query(dropIndex(name));
  } catch {
    // The page says that it is half made.
  } finally {
    client.release(true);
  }
}

/** Takes indexes away, while others go on working. */
export async function removeIndexes(
  settings: ConnectionSettings,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await onOwnConnection(settings, { signal }, async ({ run, open }) => {
    try {
      for (const name of names) await run(dropIndex(name));
    } catch (error) {
      throw signal.aborted ? signal.reason : inMaking(error, open.settings);
    }
  });
}

export const dropIndex = (name: string) => `DROP INDEX CONCURRENTLY IF EXISTS ${name}`;

/** Gives the number of the server's process, by which it tells how far that has come. */
async function prepare({ run, open, client }: LongWork): Promise<number> {
  const { rows } = await run('SELECT pg_backend_pid() AS process');
  const process = rows[0]!['process'] as number;
  // Behind a pooler, which gives its clients other numbers, settings and locks would be left to whoever comes next.
  if (open.takesLimits && process === (client as pg.PoolClient & { processID: number | null }).processID) {
    await run('SET statement_timeout = 0');
    const lock = await run(
      "SELECT pg_try_advisory_lock(hashtext('filmdesk'), hashtext('indexes')) AS is_free",
    );
    if (!lock.rows[0]!['is_free']) throw beingMade();
  }
  return process;
}

const justMade = (cause: unknown) =>
  new FilmdeskError(
    {
      code: 'overloaded',
      sentence: 'Another desk has just made one of these indexes.',
      advice: 'Open “Indexes …” again for what is left.',
    },
    { cause },
  );

const beingMade = () =>
  new FilmdeskError({
    code: 'overloaded',
    sentence: 'Another desk is making indexes in this shop.',
    advice: 'Wait until it is done, then open “Indexes …” again.',
  });

/** What PostgreSQL calls its phases; the others pass in a moment. */
const steps: readonly [RegExp, IndexProgress['step']][] = [
  [/^waiting/, 'waiting'],
  [/validation/, 'checking'],
  [/^building index: (loading|sorting)/, 'writing'],
  [/^building/, 'reading'],
];

const progressQuery = `
  SELECT phase, coalesce(blocks_done::float8 / nullif(blocks_total, 0), tuples_done::float8 / nullif(tuples_total, 0)) AS part
  FROM pg_stat_progress_create_index WHERE pid = $1`;

/** Tells how far the server's process has come, as long as `make` goes on. */
async function watched(
  { open }: LongWork,
  process: number,
  tell: (progress: Omit<IndexProgress, 'name'>) => void,
  make: () => Promise<void>,
): Promise<void> {
  const done = new AbortController();
  const watching = (async () => {
    for await (const _ of setInterval(watchMs, undefined, { signal: done.signal })) {
      const { rows } = await open.pool.query<{ phase: string; part: number | null }>(progressQuery, [
        process,
      ]);
      const step = steps.find(([phase]) => phase.test(rows[0]?.phase ?? ''))?.[1];
      if (step) tell({ step, part: rows[0]!.part });
    }
    // It ends by the abort. A server that doesn't tell makes the index all the same.
  })().catch(() => {});
  try {
    tell({ step: 'reading', part: null });
    await make();
  } finally {
    done.abort();
    await watching;
  }
}

/** Rights that are missing here are others than those to read a shop. */
function inMaking(error: unknown, settings: ConnectionSettings): unknown {
  if (causeOf(error) === '42P07') return justMade(error);
  if (causeOf(error) !== '42501') return diagnose(error, settings);
  return new FilmdeskError(
    {
      code: 'wrong-login',
      sentence: `The role ${settings.user} may not make indexes in ${settings.database}.`,
      advice: `Ask the tables’ owner to send the statements, or for CREATE on the database ${pg.escapeIdentifier(settings.database)} and its schema.`,
    },
    { cause: error },
  );
}
