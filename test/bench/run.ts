import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchBlocks } from './blocks.ts';
import { benchCsv } from './csv.ts';
import { benchDesk } from './desk.ts';
import { benchFacets } from './facets.ts';
import { benchFilmsAll } from './films-all.ts';
import { benchFilmsPage } from './films-page.ts';
import { drawGrowth } from './growth.ts';
import type { Comparison, Figure } from './measure.ts';
import { benchMemory } from './memory.ts';
import { databaseOf, openBenchShop, sizes, startBenchServer } from './server.ts';
import { benchStart } from './start.ts';
import { benchSuite } from './suite.ts';
import { benchTransport } from './transport.ts';
import { benchWindows } from './windows.ts';

/*
 * `npm run bench [name …]`: side by side with its peer in one run, as ratios, because machines are noisy. What opens a
 * window needs a display (or xvfb-run).
 */

interface Results {
  comparisons: Comparison[];
  figures: Figure[];
}

const none: Results = { comparisons: [], figures: [] };
const compared = (comparisons: Comparison[]): Results => ({ ...none, comparisons });
const together = (results: readonly Results[]): Results => ({
  comparisons: results.flatMap(({ comparisons }) => comparisons),
  figures: results.flatMap(({ figures }) => figures),
});

/** Runs something on a server with so many films. */
async function onServer<Value>(
  films: readonly number[],
  run: (port: number) => Promise<Value>,
): Promise<Value> {
  const server = await startBenchServer(films);
  try {
    return await run(server.port);
  } finally {
    await server.remove();
  }
}

/** Everything whose cost could grow with the shop, at one size. */
async function benchSize(port: number, films: number): Promise<Results> {
  const shop = await openBenchShop(port, databaseOf(films));
  try {
    return together([
      compared(await benchWindows(shop, films)),
      { ...none, figures: await benchFacets(shop, films) },
      await benchDesk(port, films, shop),
      await benchCsv(port, films),
    ]);
  } finally {
    await shop.close();
  }
}

const million = sizes.at(-1)!;

const benches: Record<string, () => Promise<Results>> = {
  growth: () =>
    onServer(sizes, async (port) => {
      const results: Results[] = [];
      for (const films of sizes) {
        const result = await benchSize(port, films);
        print(result);
        results.push(result);
      }
      const all = together(results);
      writeFileSync(join(import.meta.dirname, 'growth.svg'), drawGrowth(all.comparisons, all.figures));
      return none;
    }),
  suite: () =>
    onServer([sizes[0]!, million], async (port) => ({ ...none, figures: await benchSuite(port, million) })),
  memory: () => onServer([million], async (port) => compared(await benchMemory(port, million))),
  transport: () =>
    onServer([10_000], async (port) => {
      const shop = await openBenchShop(port, databaseOf(10_000));
      const comparisons = await benchTransport(shop);
      await shop.close();
      return compared(comparisons);
    }),
  'films-all': () => onServer([million], async (port) => compared(await benchFilmsAll(port))),
  'films-page': async () => compared(await benchFilmsPage()),
  blocks: () => Promise.resolve({ ...none, figures: benchBlocks() }),
  start: async () => compared(await benchStart()),
};

const figure = (value: number) => (value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en'));
const of = (films: number | undefined) =>
  films === undefined ? '' : ` [${films.toLocaleString('en')} films]`;

function print({ comparisons, figures }: Results): void {
  for (const { title, films, ours, theirs, ratio, unit, worst } of comparisons) {
    const worstOf = worst ? ` (farthest: ${worst})` : '';
    console.log(
      `${title}${of(films)}: ${figure(ours)} against ${figure(theirs)} ${unit}, ratio ${ratio.toFixed(3)}${worstOf}`,
    );
  }
  for (const { title, films, value, unit } of figures)
    console.log(`${title}${of(films)}: ${figure(value)} ${unit}`.trimEnd());
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(' or ')}: there are ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`— ${name}`);
  print(await bench());
}
process.exit(0);
