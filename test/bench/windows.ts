import pg from 'pg';
import { answer } from '../../main/contract/answer.ts';
import { openPool } from '../../main/database/pool.ts';
import { openShop, serverSource } from '../../main/database/shop.ts';
import { createHandlers } from '../../main/operations/operations.ts';
import { sampleDatabase } from '../support/databases.ts';
import { settingsOf } from '../support/postgres.ts';
import { type Comparison, compare } from './measure.ts';

const pairs = 15;
const rounds = 40;

interface Statement {
  text: string;
  values: unknown[];
}

/** A window of 100 rows, asked of the operation, against its statement sent straight through a pool like it. */
export async function benchWindows(port: number): Promise<Comparison[]> {
  const settings = settingsOf(port, sampleDatabase);
  const options = { max: 4, readOnly: true };
  const shop = openShop(serverSource(settings), options);
  const raw = await openPool(settings, options);
  const handlers = createHandlers(shop, { readOnly: true });
  const list = async (input: object) => {
    const reply = await answer(handlers, 'films.list', input, {
      signal: new AbortController().signal,
      mayWrite: false,
      log: (_reference, cause) => {
        throw cause;
      },
    });
    if (!reply.ok) throw new Error(JSON.stringify(reply.error));
    return reply.value as { last: string };
  };
  const middle = await list({ window: { position: 499, limit: 1 } });
  const windows: Record<string, object> = {
    'at the top': { position: 0, limit: 100 },
    'in the middle, by its cursor': { after: middle.last, limit: 100 },
    'at the end, by its position': { position: 900, limit: 100 },
  };
  const comparisons: Comparison[] = [];
  for (const [where, window] of Object.entries(windows)) {
    const input = { window, count: false };
    const statement = await capture(() => list(input));
    const time = async (run: () => Promise<unknown>) => {
      const began = performance.now();
      for (let round = 0; round < rounds; round++) await run();
      return (performance.now() - began) / rounds;
    };
    comparisons.push(
      await compare(
        `100 rows ${where}, against their SQL`,
        'ms',
        pairs,
        () => time(() => list(input)),
        () => time(() => raw.pool.query(statement.text, statement.values)),
      ),
    );
  }
  await raw.close();
  await shop.close();
  return comparisons;
}

/** The statement that `run` sends. */
async function capture(run: () => Promise<unknown>): Promise<Statement> {
  const statements: Statement[] = [];
  const { prototype } = pg.Client;
  const { query } = prototype;
  prototype.query = function (this: pg.Client, ...words: unknown[]) {
    const [config, values] = words as [string | { text: string }, unknown[]];
    statements.push({ text: typeof config === 'string' ? config : config.text, values });
    return (query as (...all: unknown[]) => unknown).apply(this, words);
  } as typeof query;
  try {
    await run();
  } finally {
    prototype.query = query;
  }
  return statements.at(-1)!;
}
