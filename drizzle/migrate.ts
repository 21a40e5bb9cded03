import { readMigrationFiles } from 'drizzle-orm/migrator';

/** A database to migrate: runs a statement and gives its rows. */
export type RunStatement = (statement: string) => Promise<{ rows: Record<string, unknown>[] }>;

/** How many of the committed migrations a database has not had yet; null where it never had the first: it is somebody else's. */
export async function countPendingMigrations(
  run: RunStatement,
  migrationsFolder: string,
): Promise<number | null> {
  const { rows } = await run(
    `SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS "isMigrated"`,
  );
  if (rows[0]!['isMigrated'] !== true) return null;
  const migrations = readMigrationFiles({ migrationsFolder });
  const { rows: own } = await run(
    `SELECT to_regclass('film_search') IS NOT NULL AND EXISTS (
      SELECT FROM drizzle.__drizzle_migrations WHERE hash = '${migrations[0]!.hash}') AS "isOurs"`,
  );
  if (own[0]!['isOurs'] !== true) return null;
  const last = await lastMigration(run);
  return migrations.filter(({ folderMillis }) => folderMillis > last).length;
}

async function lastMigration(run: RunStatement): Promise<number> {
  const { rows } = await run(
    'SELECT coalesce(max(created_at), 0)::text AS last FROM drizzle.__drizzle_migrations',
  );
  return Number(rows[0]!['last']);
}

/**
 * Gives an empty database Filmdesk's schema by the committed migrations, or an older one those that it lacks, in the
 * transaction that the caller has begun. Notes them where drizzle-kit looks. Drizzle's own `migrate` commits by
 * itself, which would leave half of what a cancelled fill has begun.
 */
export async function applyMigrations(
  run: RunStatement,
  migrationsFolder: string,
  onMigration?: (place: number, count: number) => void,
): Promise<void> {
  await run('CREATE SCHEMA IF NOT EXISTS drizzle');
  await run(
    'CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  );
  const last = await lastMigration(run);
  const lacking = readMigrationFiles({ migrationsFolder }).filter(({ folderMillis }) => folderMillis > last);
  for (const [index, { sql, hash, folderMillis }] of lacking.entries()) {
    onMigration?.(index + 1, lacking.length);
    for (const statement of sql) await run(statement);
    await run(
      `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${hash}', ${folderMillis})`,
    );
  }
}
