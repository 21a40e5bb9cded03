import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../e2e/fixtures.ts';
import { settingsOf, uriOf } from '../support/postgres.ts';
import { type Comparison, compare, type Figure, median } from './measure.ts';
import { databaseOf } from './server.ts';

const pairs = 5;

/** Ours in a process of its own, so that its memory is that of the export. */
const program = `
  import { createWriteStream } from 'node:fs';
  import { pipeline } from 'node:stream/promises';
  import { openShop, serverSource } from '${join(root, 'dist/main/database/shop.js')}';
  import { exportFilms } from '${join(root, 'dist/main/operations/film-export.js')}';
  const shop = openShop(serverSource(JSON.parse(process.argv[1])), { max: 4, readOnly: true });
  const signal = new AbortController().signal;
  await shop.read(signal, () => Promise.resolve());
  const began = performance.now();
  await pipeline(await exportFilms(shop, {}, signal), createWriteStream('/dev/null'));
  console.log(JSON.stringify({ ms: performance.now() - began, kilobytes: process.resourceUsage().maxRSS }));
  process.exit(0);`;

/** The same columns by psql's own \\copy. */
const select = `
  select film.film_id, film.title, release_year, g.categories, rating, length, rental_rate, rental_duration, copies,
    in_stock, g.language, replacement_cost
  from film join film_search g using (film_id) join film_stock using (film_id) order by film.title, film.film_id`;

/** CSV of everything against psql's \copy, in rows a second, and the memory that it takes. */
export async function benchCsv(
  port: number,
  films: number,
): Promise<{ comparisons: Comparison[]; figures: Figure[] }> {
  const memory: number[] = [];
  const ours = async () => {
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', program, JSON.stringify(settingsOf(port, databaseOf(films)))],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(child, 'close');
    const { ms, kilobytes } = JSON.parse(text) as { ms: number; kilobytes: number };
    memory.push(kilobytes / 1000);
    return (films / ms) * 1000;
  };
  const uri = uriOf(port, databaseOf(films));
  const theirs = async () => {
    const began = performance.now();
    const command = `\\copy (${select.replaceAll(/\s+/g, ' ')}) to '/dev/null' csv header`;
    const { status, stderr } = spawnSync('psql', [uri, '-q', '-c', command], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return (films / (performance.now() - began)) * 1000;
  };
  const comparison = await compare(
    'CSV of everything, 12 columns, against psql \\copy',
    'rows/s',
    pairs,
    ours,
    theirs,
  );
  return {
    comparisons: [{ ...comparison, films }],
    figures: [{ title: 'Memory of a CSV of everything', films, value: median(memory), unit: 'MB' }],
  };
}
