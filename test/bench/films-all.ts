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
    const results: { light: Fetched; whole: Fetched; theirs: Fetched }[] = [];
    for (let pair = 0; pair <= pairs; pair++) {
      // The original's two columns, and all of ours.
      const light = await fetchWhole(`${web.url}/films?columns=id,title&page=all`);
      const whole = await fetchWhole(`${web.url}/films?page=all`);
      const theirs = await fetchWhole(original.url);
      // The first pair warms all up.
      if (pair > 0) results.push({ light, whole, theirs });
    }
    const compared = (title: string, ours: 'light' | 'whole', of: keyof Fetched): Comparison => ({
      title: `/films of a million films, ${title}`,
      films,
      unit: 'ms',
      ours: median(results.map((each) => each[ours][of])),
      theirs: median(results.map(({ theirs }) => theirs[of])),
      ratio: median(results.map((each) => each[ours][of] / each.theirs[of])),
    });
    const memory = { ours: peakOf(web.child.pid!), theirs: peakOf(original.pid) };
    return [
      compared('ID and title, first byte', 'light', 'firstByteMs'),
      compared('ID and title, the whole', 'light', 'wholeMs'),
      compared('all columns, first byte', 'whole', 'firstByteMs'),
      compared('all columns, the whole', 'whole', 'wholeMs'),
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
