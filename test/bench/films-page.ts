import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Comparison, compare } from './measure.ts';
import { startOriginal, startWeb } from './original.ts';

const pairs = 5;
const seconds = 3;

interface Load {
  connections: number;
  /** Asks for another address each time, so that each request has a query of its own. */
  isAlone?: boolean;
  headers?: Record<string, string>;
  /** Whether the database is written to at the same time. */
  isWrittenTo?: boolean;
  /** The original breaks off some connections under load, which is its own affair; ours may not. */
  mayBreak?: boolean;
}

/** Answers a second, by wrk, which costs the machine the least of all that ask. */
function load(url: string, { connections, isAlone = false, headers = {}, mayBreak }: Load): number {
  const work = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const script = join(work, 'alone.lua');
  writeFileSync(
    script,
    `local count = 0
     function request()
       count = count + 1
       return wrk.format(nil, wrk.path .. (wrk.path:find('?') and '&' or '?') .. 'of=' .. count)
     end`,
  );
  const { status, stdout, stderr } = spawnSync(
    'wrk',
    [
      '-t',
      '1',
      '-c',
      String(connections),
      '-d',
      `${seconds}s`,
      ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
      ...(isAlone ? ['-s', script] : []),
      url,
    ],
    { encoding: 'utf8' },
  );
  rmSync(work, { recursive: true, force: true });
  const refused = /Non-2xx or 3xx responses|Socket errors/.exec(stdout)?.[0];
  if (status !== 0 || (refused && !mayBreak)) throw new Error(`${url}: ${refused ?? stderr}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)![1]);
}

/** Somebody who writes twenty times a second, as no shop does, until it is told to stop. */
function startWriting(uri: string): { stop(): void } {
  const writer = spawn('psql', ['--quiet', '--output=/dev/null', uri], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  writer.stdin.write('update film set last_update = now() where film_id = 1 \\watch 0.05\n');
  return { stop: () => void writer.kill() };
}

/** What a browser says that it reads. */
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' };

/** `/films` of dvdrental's 1,000 films against the Flask original on the same server. */
export async function benchFilmsPage(): Promise<Comparison[]> {
  const original = startOriginal();
  if (!original) return [];
  const fresh = await startWeb(original.uri);
  const kept = await startWeb(original.uri, { FILMS_AGE_MS: '1000' });
  // The original's two columns, and all of ours.
  const views = [
    ['ID and title', '/films?columns=id,title'],
    ['all columns', '/films'],
  ] as const;
  const comparisons: Comparison[] = [];
  try {
    for (const [view, path] of views) {
      const tag = (await fetch(kept.url + path)).headers.get('etag')!;
      const cases: [string, string, Load][] = [
        ['one query for each request, 16 connections', fresh.url, { connections: 16, isAlone: true }],
        ['one query for those that wait for it, 64 connections', fresh.url, { connections: 64 }],
        [
          'the same while somebody writes 20 times a second',
          fresh.url,
          { connections: 64, isWrittenTo: true },
        ],
        ['the same as a browser reads it, compressed', fresh.url, { connections: 64, headers: browser }],
        ['from memory, at most a second old, 16 connections', kept.url, { connections: 16 }],
        ['the same as a browser reads it, compressed', kept.url, { connections: 16, headers: browser }],
        ['unchanged (304), 16 connections', kept.url, { connections: 16, headers: { 'if-none-match': tag } }],
      ];
      for (const [title, url, how] of cases) {
        const { connections, headers = {}, isWrittenTo } = how;
        const writing = isWrittenTo ? startWriting(original.uri) : undefined;
        try {
          comparisons.push(
            await compare(
              `/films of 1,000 films, ${view}, ${title}`,
              'requests/s',
              pairs,
              () => Promise.resolve(load(url + path, how)),
              () => Promise.resolve(load(original.url, { connections, headers, mayBreak: true })),
            ),
          );
        } finally {
          writing?.stop();
        }
      }
    }
    return comparisons;
  } finally {
    await fresh.stop();
    await kept.stop();
    original.stop();
  }
}
