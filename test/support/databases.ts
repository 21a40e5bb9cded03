import { execFileSync } from 'node:child_process';
import { fillWithSample } from '../../main/database/sample.ts';
import {
  dvdrentalDump,
  hasDvdrental,
  runSql,
  settingsOf,
  startPostgres,
  type TestServer,
  uriOf,
} from './postgres.ts';

/** Databases that tests share; one that writes takes a copy of its own with `copyDatabase`. */
export const sampleDatabase = 'sample';
export const dvdrentalDatabase = 'dvdrental';

export const sampleFilms = 1000;

/** What `copyDatabase` copies. Nobody may be connected to it meanwhile, so that tests never are. */
export const templateOf = (database: string): string => `${database}_template`;

/** A server with the sample shop and, where the workspace has it, dvdrental. */
export async function startServerWithShops(): Promise<TestServer> {
  const server = await startPostgres();
  const { port } = server;
  const create = (words: string) => runSql(port, 'postgres', `create database ${words}`);
  const sample = templateOf(sampleDatabase);
  await create(sample);
  await fillWithSample(settingsOf(port, sample), sampleFilms);
  await create(`${sampleDatabase} template ${sample}`);
  if (hasDvdrental) {
    const dvdrental = templateOf(dvdrentalDatabase);
    await create(dvdrental);
    restoreDvdrental(port, dvdrental);
    await runSql(port, dvdrental, 'analyze');
    await create(`${dvdrentalDatabase} template ${dvdrental}`);
  }
  return server;
}

/** Fills an empty database with dvdrental, where the workspace has it. */
export const restoreDvdrental = (port: number, database: string): void =>
  void execFileSync('pg_restore', [
    '--no-owner',
    '--no-privileges',
    '-d',
    uriOf(port, database),
    dvdrentalDump,
  ]);

let copies = 0;

/** A database of one's own, as a shared one was made; or one that has a template by `templateOf`. Gives its name. */
export async function copyDatabase(port: number, database: string): Promise<string> {
  const name = `${database}_${process.pid}_${++copies}`;
  await runSql(port, 'postgres', `create database ${name} template ${templateOf(database)}`);
  return name;
}
