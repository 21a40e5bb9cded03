import { startServerWithShops } from '../support/databases.ts';
import { benchFilmsPage } from './films-page.ts';
import type { Comparison } from './measure.ts';
import { benchStart } from './start.ts';
import { benchWindows } from './windows.ts';

/*
 * `npm run bench [start|windows|films-page]`: side by side with its peer in one run, as ratios, because machines
 * are noisy. A display is needed for `start` (or xvfb-run).
 */

const benches: Record<string, () => Promise<Comparison[]>> = {
  windows: async () => {
    const server = await startServerWithShops();
    try {
      return await benchWindows(server.port);
    } finally {
      await server.remove();
    }
  },
  'films-page': benchFilmsPage,
  start: benchStart,
};

const wanted = process.argv.slice(2);
const figure = (value: number) => (value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en'));

for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const { title, ours, theirs, ratio, unit } of await bench()) {
    console.log(`${title}: ${figure(ours)} against ${figure(theirs)} ${unit}, ratio ${ratio.toFixed(2)}`);
  }
}
process.exit(0);
