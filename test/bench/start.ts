import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../e2e/fixtures.ts';
import { uriOf } from '../support/postgres.ts';
import { launchProgram, makeEmptyProgram } from './empty-program.ts';
import { type Comparison, compare } from './measure.ts';
import { databaseOf, startBenchServer } from './server.ts';

const pairs = 7;
const films = 1000;

/** Names of entries in the page's own timeline. */
type Moments = readonly string[];

/** Milliseconds from the spawn of Electron to when all these moments of its page have been. */
async function spawnToPaint(folder: string, home: string, painted: Moments, uri?: string): Promise<number> {
  const began = Date.now();
  const app = await launchProgram(folder, home, uri);
  const page = await app.firstWindow();
  let at: number | undefined;
  while (at === undefined) {
    at = await page.evaluate((names) => {
      const entries = names.map((name) => performance.getEntriesByName(name)[0]);
      if (entries.includes(undefined)) return undefined;
      return performance.timeOrigin + Math.max(...entries.map((entry) => entry!.startTime));
    }, painted);
    if (at === undefined) await delay(50);
  }
  await app.close();
  return at - began;
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
