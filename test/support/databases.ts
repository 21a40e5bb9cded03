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

/** Names of the template databases; a test that writes takes a copy of its own with `copyDatabase`. */
export const sampleDatabase = 'sample';
export const dvdrentalDatabase = 'dvdrental';

export const sampleFilms = 1000;

/** A server with the sample shop and, where the workspace has it, dvdrental. */
export async function startServerWithShops(): Promise<TestServer> {
  const server = await startPostgres();
  await runSql(server.port, 'postgres', `create database ${sampleDatabase}`);
  await fillWithSample(settingsOf(server.port, sampleDatabase), sampleFilms);
  if (hasDvdrental) {
    await runSql(server.port, 'postgres', `create database ${dvdrentalDatabase}`);
    restoreDvdrental(server.port, dvdrentalDatabase);
    await runSql(server.port, dvdrentalDatabase, 'analyze');
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

/** A database of one's own, as `template` was; nobody may be connected to the template meanwhile. */
export async function copyDatabase(port: number, template: string): Promise<string> {
  const name = `${template}_${process.pid}_${++copies}`;
  await runSql(port, 'postgres', `create database ${name} template ${template}`);
  return name;
}
