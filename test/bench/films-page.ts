import autocannon from 'autocannon';
import { type Comparison, compare } from './measure.ts';
import { startOriginal, startWeb } from './original.ts';

const pairs = 5;
const seconds = 4;

interface Load {
  connections: number;
  /** Asks for so many different addresses in turn, so that nobody shares an answer. */
  addresses?: number;
  headers?: Record<string, string>;
  /** The original breaks off some connections under load, which is its own affair; ours may not. */
  mayBreak?: boolean;
}

/** Answers a second. */
async function load(
  url: string,
  { connections, addresses = 1, headers = {}, mayBreak }: Load,
): Promise<number> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers,
    ...(addresses > 1 && {
      requests: Array.from({ length: addresses }, (_, index) => ({ path: `/films?of=${index}` })),
    }),
  });
  const { requests, errors, statusCodeStats = {} } = result;
  const refused = Object.keys(statusCodeStats).filter((status) => status !== '200' && status !== '304');
  if (refused.length > 0 || (errors > 0 && !mayBreak))
    throw new Error(`${url}: ${refused.join(', ')} refused, ${errors} failed`);
  return requests.average;
}

/** `/films` of dvdrental's 1,000 films against the Flask original on the same server. */
export async function benchFilmsPage(): Promise<Comparison[]> {
  const original = startOriginal();
  if (!original) return [];
  const fresh = await startWeb(original.uri);
  const kept = await startWeb(original.uri, { FILMS_AGE_MS: '1000' });
  try {
    const tag = (await fetch(`${kept.url}/films`)).headers.get('etag')!;
    const cases: [string, string, Load][] = [
      ['one query for each request, 16 connections', fresh.url, { connections: 16, addresses: 509 }],
      ['one query for those that wait for it, 16 connections', fresh.url, { connections: 16 }],
      ['one query for those that wait for it, 64 connections', fresh.url, { connections: 64 }],
      ['from memory, at most a second old, 16 connections', kept.url, { connections: 16 }],
      [
        'from memory and unchanged (304), 16 connections',
        kept.url,
        { connections: 16, headers: { 'if-none-match': tag } },
      ],
    ];
    const comparisons: Comparison[] = [];
    for (const [title, url, how] of cases) {
      comparisons.push(
        await compare(
          `/films of 1,000 films, ${title}`,
          'requests/s',
          pairs,
          () => load(`${url}/films`, how),
          () => load(original.url, { connections: how.connections, mayBreak: true }),
        ),
      );
    }
    return comparisons;
  } finally {
    await fresh.stop();
    await kept.stop();
    original.stop();
  }
}
