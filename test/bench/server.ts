import { answer } from '../../main/contract/answer.ts';
import { openPool } from '../../main/database/pool.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import { openShop, serverSource } from '../../main/database/shop.ts';
import { createHandlers } from '../../main/operations/operations.ts';
import { runSql, settingsOf, startPostgres } from '../support/postgres.ts';
import { type Statement, statementsOf } from '../support/statements.ts';

export const sizes = [1000, 10_000, 100_000, 1_000_000];

export const databaseOf = (films: number) => `films_${films}`;

/** What a server of two cores and some memory is set to; as delivered, PostgreSQL is set for a much smaller one. */
const serverSettings = [
  'shared_buffers=1GB',
  'effective_cache_size=8GB',
  'work_mem=32MB',
  'max_wal_size=8GB',
  'random_page_cost=1.1',
];

export interface BenchServer {
  port: number;
  remove(): Promise<void>;
}

/**
 * A server with a sample shop of each size. `BENCH_PORT` names one that runs already: what it has is used as it is, and
 * it is left running.
 */
export async function startBenchServer(wanted: readonly number[] = sizes): Promise<BenchServer> {
  const running = Number(process.env['BENCH_PORT']);
  const server = running
    ? { port: running, remove: () => Promise.resolve() }
    : await startPostgres({ settings: serverSettings });
  for (const films of wanted) {
    const name = databaseOf(films);
    const found = await runSql(server.port, 'postgres', 'select from pg_database where datname = $1', [name]);
    if (found.length > 0) continue;
    await runSql(server.port, 'postgres', `create database ${name}`);
    const began = performance.now();
    await fillWithSample(settingsOf(server.port, name), films);
    const seconds = (performance.now() - began) / 1000;
    console.log(`${films.toLocaleString('en')} films filled in ${seconds.toFixed(1)} s`);
  }
  return server;
}

export interface BenchShop {
  /** Asks an operation as the window does. */
  ask<Value>(name: string, input: object): Promise<Value>;
  /** The statements that an operation sends. */
  statementsOf(name: string, input: object): Promise<Statement[]>;
  /** Sends statements straight through a pool like the shop's own, one after the other. */
  send(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
}

export async function openBenchShop(port: number, database: string): Promise<BenchShop> {
  const settings = settingsOf(port, database);
  const options = { max: 4, readOnly: true };
  const shop = openShop(serverSource(settings), options);
  const raw = await openPool(settings, options);
  const handlers = createHandlers(shop, { readOnly: true });

  async function ask<Value>(name: string, input: object): Promise<Value> {
    const reply = await answer(handlers, name, input, {
      signal: new AbortController().signal,
      mayWrite: false,
      log: (_reference, cause) => {
        throw cause;
      },
    });
    if (!reply.ok) throw new Error(JSON.stringify(reply.error));
    return reply.value as Value;
  }

  return {
    ask,
    statementsOf: (name, input) => statementsOf(() => ask(name, input)),
    async send(statements) {
      for (const { text, values, name } of statements)
        await raw.pool.query({ text, values, ...(name && { name }) });
    },
    async close() {
      await raw.close();
      await shop.close();
    },
  };
}

/** Milliseconds that `run` takes, the mean of some rounds. */
export async function time(run: () => Promise<unknown>, rounds = 1): Promise<number> {
  const began = performance.now();
  for (let round = 0; round < rounds; round++) await run();
  return (performance.now() - began) / rounds;
}
