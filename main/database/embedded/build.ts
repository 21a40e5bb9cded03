import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { applyMigrations } from '../../../drizzle/migrate.ts';
import { loadSample } from '../../../drizzle/sample/load.ts';
import { migrationsFolder } from '../../root.ts';
import { sampleArchive } from './files.ts';

/*
 * Makes dist/shop/sample-shop.tar.gz: a data directory with Filmdesk's schema and the sample shop, which the first
 * start unpacks instead of paying for initdb and the loading. Does nothing where it is already there.
 */

const films = 1000;

async function build(): Promise<void> {
  if (existsSync(sampleArchive)) return;
  const directory = dirname(sampleArchive);
  console.log(`Preparing the sample shop of ${films} films (once) …`);
  const today = new Date();
  const db = await PGlite.create({ extensions: { pg_trgm } });
  await db.transaction(async (transaction) => {
    await applyMigrations(async (statement) => {
      const results = await transaction.exec(statement);
      return { rows: results.at(-1)?.rows ?? [] };
    }, migrationsFolder);
    await loadSample(
      {
        run: async (statement) => {
          const results = await transaction.exec(statement);
          return { rows: results.at(-1)?.rows ?? [] };
        },
        copy: async (statement, chunks) => {
          const blob = new Blob([...chunks]);
          await transaction.query(statement.replace('STDIN', `'/dev/blob'`), [], { blob });
        },
      },
      { films, today },
    );
  });
  await db.exec('VACUUM ANALYZE');
  const dump = await db.dumpDataDir('gzip');
  await db.close();
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'sample-shop.day'), `${today.toISOString()}\n`);
  await writeFile(`${sampleArchive}.new`, Buffer.from(await dump.arrayBuffer()));
  await rename(`${sampleArchive}.new`, sampleArchive);
}

await build();
