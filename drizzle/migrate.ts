import { readMigrationFiles } from 'drizzle-orm/migrator';

/**
 * Gives an empty database Filmdesk's schema by the committed migrations, in the transaction that the caller has
 * begun. Notes them where drizzle-kit looks. Drizzle's own `migrate` commits by itself, which would leave half of
 * what a cancelled fill has begun.
 */
export async function applyMigrations(
  run: (statement: string) => Promise<unknown>,
  migrationsFolder: string,
): Promise<void> {
  await run('CREATE SCHEMA drizzle');
  await run(
    'CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  );
  for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder })) {
    for (const statement of sql) await run(statement);
    await run(
      `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${hash}', ${folderMillis})`,
    );
  }
}
