import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../e2e/fixtures.ts';
import { uriOf } from '../support/postgres.ts';
import { makeEmptyProgram, programIn } from './empty-program.ts';
import { type Comparison, compare } from './measure.ts';
import { databaseOf, startBenchServer } from './server.ts';

const pairs = 15;
const films = 1000;

const report = join(import.meta.dirname, 'report-start.cjs');

/** Names of entries in the page's own timeline. */
type Moments = readonly string[];

/** Milliseconds from the spawn of Electron to when all these moments of its page have been. */
async function spawnToPaint(folder: string, home: string, painted: Moments, uri?: string): Promise<number> {
  const { executablePath, args, env } = await programIn(folder, home, uri);
  const began = Date.now();
  const program = spawn(executablePath, args, {
    env: { ...env, NODE_OPTIONS: `--require=${report}`, BENCH_MOMENTS: JSON.stringify(painted) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [said] = await Promise.all([text(program.stdout), once(program, 'exit')]);
  const moments = /^moments (.*)$/m.exec(said)?.[1];
  if (moments === undefined) throw new Error(`The program of ${folder} ended before it showed anything.`);
  return Math.max(...(JSON.parse(moments) as number[])) - began;
}

/** Second start of the sample shop and of a server to their first rows, against the same Electron opening an empty window. */
export async function benchStart(): Promise<Comparison[]> {
  const work = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const empty = makeEmptyProgram(work);
  const server = await startBenchServer([films]);
  const against = (title: string, home: string, mark: string, uri?: string) =>
    compare(
      `${title}, against an empty window`,
      'ms',
      pairs,
      // The mark says that the rows were drawn; the first paint that has any content says when it was on screen.
      () => spawnToPaint(root, join(work, home), [mark, 'first-contentful-paint'], uri),
      () => spawnToPaint(empty, join(work, 'empty-home'), ['first-contentful-paint']),
    );
  const uri = uriOf(server.port, databaseOf(films));
  try {
    return [
      await against('Second start of the sample shop to rows on screen', 'sample', 'first-rows'),
      await against('The same to rows that its database has confirmed', 'sample', 'fresh-rows'),
      await against('Second start of a server to rows on screen', 'server', 'first-rows', uri),
      await against('The same to rows that the server has confirmed', 'server', 'fresh-rows', uri),
    ];
  } finally {
    await server.remove();
    rmSync(work, { recursive: true, force: true });
  }
}
