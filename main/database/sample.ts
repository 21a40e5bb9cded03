import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Failure, FilmdeskError } from '../contract/failures.ts';
import { loadSample, mostFilms, type SampleProgress } from '../../drizzle/sample/load.ts';
import { applyMigrations, countPendingMigrations, type RunStatement } from '../../drizzle/migrate.ts';
import { migrationsFolder } from '../root.ts';
import { causeOf, diagnose } from './diagnosis.ts';
import { onOwnConnection } from './long-work.ts';
import { countTables } from './profile.ts';
import { type ConnectionSettings, parseConnectionUri } from './settings.ts';

/*
 * `npm run sample -- --films 1000`: gives the empty database of DATABASE_URL Filmdesk's schema and a sample shop,
 * in one transaction. Ctrl+C cancels it and leaves the database as it was.
 */

interface FillOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: SampleProgress) => void) | undefined;
}

/**
 * Gives an empty database Filmdesk's schema, and a sample of so many films where that is more than 0.
 * Fails with `invalid-input` where it has tables already, and then changes nothing.
 */
export async function fillWithSample(
  settings: ConnectionSettings,
  films: number,
  { signal, onProgress }: FillOptions = {},
): Promise<void> {
  await inOneTransaction(settings, signal, async (client, run) => {
    const { rows } = await run(`SELECT (${countTables}) AS tables, current_database() AS database`);
    if (rows[0]!['tables'] !== 0) throw notEmpty(String(rows[0]!['database']));
    await applyMigrations(run, migrationsFolder, stepsOf(onProgress));
    if (films === 0) return;
    await loadSample(
      {
        run,
        copy: (statement, chunks) =>
          pipeline(Readable.from(inTurns(chunks)), client.query(copyFrom(statement))),
      },
      { films, today: new Date() },
      { ...(signal && { signal }), ...(onProgress && { onProgress }) },
    );
  });
}

/** However fast they are taken, whatever else this process does gets its turn after each. */
async function* inTurns(chunks: Iterable<string>): AsyncGenerator<string> {
  for (const chunk of chunks) {
    yield chunk;
    await setImmediate();
  }
}

const stepsOf = (onProgress: FillOptions['onProgress']) => (place: number, count: number) =>
  onProgress?.({ table: `schema, step ${place} of ${count}`, rows: 0 });

/** Gives an older schema of Filmdesk's own the migrations that it lacks. Fails with `wrong-schema` on any other. */
export async function migrateShop(
  settings: ConnectionSettings,
  { signal, onProgress }: FillOptions = {},
): Promise<void> {
  await inOneTransaction(settings, signal, async (_client, run) => {
    if ((await countPendingMigrations(run, migrationsFolder)) === null) throw notOurs(settings.database);
    // Whoever uses the shop just now goes on; a change that they hold up gives up instead of holding them up.
    await run("SET LOCAL lock_timeout = '5s'");
    await applyMigrations(run, migrationsFolder, stepsOf(onProgress));
  });
}

/** Runs long work in a transaction without time limits; all of it, or nothing where it fails or is cancelled. */
function inOneTransaction(
  settings: ConnectionSettings,
  signal: AbortSignal | undefined,
  work: (client: pg.PoolClient, run: RunStatement) => Promise<void>,
): Promise<void> {
  return onOwnConnection(settings, { signal }, async ({ client, open, run }) => {
    try {
      // Whatever the database has as its default: a lock keeps nobody's change from what sees the past.
      await run("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL maintenance_work_mem = '512MB'");
      const { rows } = await run(
        "SELECT pg_try_advisory_xact_lock(hashtext('filmdesk'), hashtext('schema')) AS is_free",
      );
      if (!rows[0]!['is_free']) throw alreadyBegun(settings.database);
      await work(client, run);
      await run('COMMIT');
      // The shop is there, whatever becomes of this: PostgreSQL does it by itself a little later.
      await client.query('VACUUM (ANALYZE)').catch(() => {});
    } catch (error) {
      throw signal?.aborted ? signal.reason : inSetUp(diagnose(error, open.settings), open.settings);
    }
  });
}

/** Rights that are missing here are others than those to read a shop. */
function inSetUp(failure: unknown, { user, database }: ConnectionSettings): unknown {
  if (!(failure instanceof FilmdeskError) || causeOf(failure.cause) !== '42501') return failure;
  return new FilmdeskError(mayNotCreate(user, database), { cause: failure.cause });
}

/** What somebody has to be told who may not set up a shop. */
export const mayNotCreate = (user: string, database: string): Failure => ({
  code: 'wrong-login',
  sentence: `The role ${user} may not make tables in ${database}.`,
  advice: `Ask its owner for GRANT CREATE ON DATABASE ${pg.escapeIdentifier(database)} and on its schema public, or log in as the owner.`,
});

const alreadyBegun = (database: string) =>
  new FilmdeskError({
    code: 'overloaded',
    sentence: `Another Filmdesk is setting ${database} up just now.`,
    advice: 'Wait until it has ended, then test the connection again.',
  });

const notOurs = (database: string) =>
  new FilmdeskError({
    code: 'wrong-schema',
    sentence: `The schema of ${database} is not Filmdesk’s own, so it is left as it is.`,
    advice: 'Filmdesk works on it without any change.',
  });

const notEmpty = (database: string) =>
  new FilmdeskError({
    code: 'invalid-input',
    field: 'DATABASE_URL',
    sentence: `The database ${database} is not empty, so it is left as it is.`,
    advice: 'Make a new one with createdb, and name it in DATABASE_URL.',
  });

function readOptions(): { films: string } {
  try {
    return parseArgs({ options: { films: { type: 'string', default: '1000' } } }).values;
  } catch (error) {
    throw new FilmdeskError(
      {
        code: 'invalid-input',
        field: '--films',
        sentence: 'It takes --films with a number, 1000 where that is left out, and nothing else.',
        advice: 'For example: DATABASE_URL=postgres://… npm run sample -- --films 1000',
      },
      { cause: error },
    );
  }
}

function readArguments(): { films: number; settings: ConnectionSettings } {
  const films = Number(readOptions().films);
  if (!Number.isInteger(films) || films < 1 || films > mostFilms) {
    throw new FilmdeskError({
      code: 'invalid-input',
      field: '--films',
      sentence: `--films takes a whole number from 1 to ${mostFilms.toLocaleString('en')}.`,
      advice: 'For example: npm run sample -- --films 1000',
    });
  }
  const uri = process.env['DATABASE_URL'];
  if (!uri) {
    throw new FilmdeskError({
      code: 'invalid-input',
      field: 'DATABASE_URL',
      sentence: 'The embedded shop already has its sample; another needs an empty database of its own.',
      advice: 'Set DATABASE_URL=postgres://user:password@host:5432/database and run this again.',
    });
  }
  return { films, settings: parseConnectionUri(uri) };
}

async function main(): Promise<void> {
  const { films, settings } = readArguments();
  const cancel = new AbortController();
  process.once('SIGINT', () => cancel.abort());
  const began = performance.now();
  let table = '';
  await fillWithSample(settings, films, {
    signal: cancel.signal,
    onProgress: (progress) => {
      const line = `${progress.table}${progress.rows > 0 ? `: ${progress.rows.toLocaleString('en')} rows` : ''}`;
      if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
      else if (progress.table !== table) console.log(progress.table);
      table = progress.table;
    },
  });
  const seconds = (performance.now() - began) / 1000;
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  console.log(
    `${films.toLocaleString('en')} films in ${seconds.toFixed(1)} s, ${Math.round(films / seconds).toLocaleString('en')} a second.`,
  );
}

if (import.meta.filename === process.argv[1]) {
  main().catch((error: unknown) => {
    if (error instanceof FilmdeskError) console.error(`${error.failure.sentence} ${error.failure.advice}`);
    else if (error instanceof Error && error.name === 'AbortError')
      console.error('\nCancelled. The database is as it was.');
    else console.error(error);
    process.exitCode = 1;
  });
}
