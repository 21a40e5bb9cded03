import pg from 'pg';
import { uriOf } from '../support/postgres.ts';
import { type Comparison, median } from './measure.ts';
import { startOriginal, startWeb } from './original.ts';
import { peakOf } from './processes.ts';
import { databaseOf } from './server.ts';

const pairs = 5;
const films = 1_000_000;

interface Fetched {
  firstByteMs: number;
  wholeMs: number;
}

async function fetchWhole(url: string): Promise<Fetched> {
  const began = performance.now();
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  let firstByteMs: number | undefined;
  for await (const _ of response.body!) firstByteMs ??= performance.now() - began;
  return { firstByteMs: firstByteMs!, wholeMs: performance.now() - began };
}

/** Gives the original as many films as ours has. */
async function fillOriginal(uri: string): Promise<void> {
  const client = new pg.Client(uri.replace(/^postgresql\+\w+/, 'postgresql'));
  await client.connect();
  await client.query(`
    insert into film (title, description, release_year, language_id, fulltext)
    select 'Film ' || number, 'A film among very many', 2006, 1, ''::tsvector
    from generate_series(1001, ${films}) as number`);
  await client.query('analyze film');
  await client.end();
}

/** `/films` with a million films in one piece: first byte, whole, and memory, against the original. */
export async function benchFilmsAll(port: number): Promise<Comparison[]> {
  const original = startOriginal({ GUNICORN_CMD_ARGS: '--timeout 600' });
  if (!original) return [];
  const web = await startWeb(uriOf(port, databaseOf(films)));
  try {
    await fillOriginal(original.uri);
    const results: [Fetched, Fetched][] = [];
    for (let pair = 0; pair <= pairs; pair++) {
      const ours = await fetchWhole(`${web.url}/films?page=all`);
      const theirs = await fetchWhole(original.url);
      // The first pair warms both up.
      if (pair > 0) results.push([ours, theirs]);
    }
    const compared = (title: string, of: keyof Fetched): Comparison => ({
      title: `/films of a million films, ${title}`,
      films,
      unit: 'ms',
      ours: median(results.map(([ours]) => ours[of])),
      theirs: median(results.map(([, theirs]) => theirs[of])),
      ratio: median(results.map(([ours, theirs]) => ours[of] / theirs[of])),
    });
    const memory = { ours: peakOf(web.child.pid!), theirs: peakOf(original.pid) };
    return [
      compared('first byte', 'firstByteMs'),
      compared('the whole', 'wholeMs'),
      {
        title: '/films of a million films, memory of the web processes',
        films,
        unit: 'MB',
        ...memory,
        ratio: memory.ours / memory.theirs,
      },
    ];
  } finally {
    await web.stop();
    original.stop();
  }
}
