import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { contract, type OperationName } from '../../main/contract/contract.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import { copyDatabase, dvdrentalDatabase, sampleDatabase } from '../support/databases.ts';
import { nobodyWaitsFor, somebodyWaitsFor, whileLocked } from '../support/locks.ts';
import { freePort, hasDvdrental, runSql, settingsOf, uriOf } from '../support/postgres.ts';

const port = inject('postgresPort');
const script = resolve(import.meta.dirname, '../../dist/main/web/serve.js');

interface Web {
  child: ChildProcess;
  url: string;
  output: string[];
}

/** The web process as the Procfile starts it, on a port that the system chooses. */
async function startWeb(database: string, environment: Record<string, string> = {}): Promise<Web> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: '0', DATABASE_URL: uriOf(port, database), ...environment },
  });
  const output: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => output.push(line));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => output.push(line));
  const [line] = (await once(lines, 'line')) as [string];
  return { child, url: /http:\S+/.exec(line)![0], output };
}

async function end({ child }: Web): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  return ((await exited) as [number | null])[0];
}

const uncompressed = { 'accept-encoding': 'identity' };

/** Sends bytes as they are and gives all that comes back. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe('the web process', () => {
  let web: Web;
  beforeAll(async () => {
    web = await startWeb(sampleDatabase);
  });
  afterAll(() => end(web));
  const get = (path: string, init?: RequestInit) => fetch(web.url + path, init);

  test('listens on this computer only', () => expect(web.url).toContain('127.0.0.1'));

  test('gives a list as CSV, and its connection back where somebody hangs up', async () => {
    const response = await get('/films.csv?q=horizon');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="films.csv"');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines[1]).toMatch(/^\d+,[^,]*Horizon/);
    expect((await get('/films.csv?rating=')).status).toBe(200);
    for (let times = 0; times < 12; times++) {
      const leaving = new AbortController();
      await get('/films.csv', { signal: leaving.signal, headers: uncompressed });
      leaving.abort();
    }
    expect((await get('/films')).status).toBe(200);
  });

  test('takes the likest search where nothing has what was typed, and says so', async () => {
    const text = await (await get('/films?q=dinosuar')).text();
    expect(text).toContain('with “dinosaur”; none has “dinosuar”');
    expect(text).toContain('/films.csv?q=dinosaur');
    const likest = await (await get('/films?q=dinosaur')).text();
    expect(text.match(/<tr>.*/g)).toEqual(likest.match(/<tr>.*/g));
    const page = await get('/api/films.list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ search: 'dinosuar', window: { position: 0, limit: 100 } }),
    });
    const { value } = (await page.json()) as { value: { rows: unknown[]; total: number; likened: string } };
    expect(value.likened).toBe('dinosaur');
    expect(value.total).toBe(value.rows.length);
  });

  test('gives the same films of a mistyped search as CSV and on one page', async () => {
    const csvOf = async (search: string) => (await get(`/films.csv?q=${search}`)).text();
    expect(await csvOf('dinosuar')).toBe(await csvOf('dinosaur'));
    const rowsOf = (text: string) => text.match(/<tr><td>.*/g);
    const all = await (await get('/films?q=dinosuar&page=all')).text();
    expect(all).toContain('with “dinosaur”; none has “dinosuar”');
    expect(rowsOf(all)).toEqual(rowsOf(await (await get('/films?q=dinosaur')).text()));
    // Each gives its connection back, of which there are fewer.
    for (let time = 0; time < 9; time++)
      for (const query of ['q=qqqqqqq', 'category=Nope'])
        expect(await (await get(`/films?${query}&page=all`)).text()).toContain('No film matches.');
    expect((await get('/films?page=all')).status).toBe(200);
  });

  test('searches for the first words of a sentence, and says so', async () => {
    const [film] = await runSql<{ title: string; description: string }>(
      port,
      sampleDatabase,
      `select title, description from film order by length(description) desc limit 1`,
    );
    const text = await (await get(`/films?q=${encodeURIComponent(film!.description)}`)).text();
    expect(text).toContain(film!.title);
    expect(text).toContain('with its first 10 words');
  });

  test('a search keeps the filters and the order, which are said', async () => {
    const text = await (await get('/films?category=Horror&stock=in&sort=-length&q=a')).text();
    for (const [name, value] of [
      ['category', 'Horror'],
      ['stock', 'in'],
      ['sort', '-length'],
    ])
      expect(text).toContain(`<input type="hidden" name="${name}" value="${value}" />`);
    expect(text).toMatch(/Only stock in, category Horror\.\s*<a href="\/films\?q=a&amp;sort=-length">/);
  });

  test('is for this computer only where nothing else was said', async () => {
    const asked = await raw(
      web.url,
      'GET /films HTTP/1.1\r\nhost: elsewhere.example\r\nconnection: close\r\n\r\n',
    );
    expect(asked).toMatch(/^HTTP\/1\.1 421 /);
    expect(asked).toContain('This page is for this computer only.');
  });

  test('one who reads nothing of what he asks for keeps nobody from asking', async () => {
    const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.pause();
    socket.write('GET /films HTTP/1.1\r\nhost: localhost\r\naccept-encoding: identity\r\n\r\n'.repeat(600));
    // Before the answers of it, which come one after the other, some are refused at once: by then all were taken on.
    await expect.poll(async () => (await get('/films/1')).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 30 }, () => get('/films/1')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    socket.destroy();
  });

  test('of one who asks for much at once and goes, nothing is left', async () => {
    for (let time = 0; time < 3; time++) {
      const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        'GET /films.csv HTTP/1.1\r\nhost: localhost\r\naccept-encoding: identity\r\n\r\n'.repeat(8),
      );
      await once(socket, 'data');
      socket.destroy();
    }
    await expect.poll(async () => (await get('/films.csv')).status).toBe(200);
  });

  test('tells the head of all films without reading them', async () => {
    for (const path of ['/films', '/films?page=all']) {
      const response = await get(path, { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
  });

  test('lists a thousand films whole, without script, by title', async () => {
    const text = await (await get('/films')).text();
    const titles = [...text.matchAll(/<a href="\/films\/\d+">([^<]+)</g)].map(([, title]) => title);
    const expected = await runSql<{ title: string }>(
      port,
      sampleDatabase,
      'select title from film order by title, film_id',
    );
    expect(titles).toEqual(expected.map(({ title }) => title));
    expect(text).not.toContain('rel="next"');
  });

  test('takes the same search, filters and sort as the page', async () => {
    const text = await (await get('/films?q=cafe&rating=PG&rating=G&sort=-length')).text();
    const ids = [...text.matchAll(/href="\/films\/(\d+)"/g)].map(([, id]) => Number(id));
    const expected = await runSql<{ film_id: number }>(
      port,
      sampleDatabase,
      `select film_id from film where title like 'Café%' and rating in ('PG', 'G') order by length desc, film_id desc`,
    );
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual(expected.map(({ film_id }) => film_id));
  });

  test('shows the columns that the address names, in its order, on every page', async () => {
    const [film] = await runSql<{ line: string }>(
      port,
      sampleDatabase,
      `select '<tr><td><a href="/films/' || film_id || '">' || title || '</a><td>' || film_id || E'\\n' as line
        from film where title !~ '[&<>"'']' order by title, film_id limit 1`,
    );
    for (const address of ['/films?columns=title,id', '/films?columns=title,id&page=all']) {
      const text = await (await get(address)).text();
      expect(text).toContain('<thead><tr><th>Title</th><th>ID</th></tr></thead>');
      expect(text).toContain(film!.line);
      expect(text.match(/<tr><td>/g)).toHaveLength(1000);
      expect(text).toContain('<input type="hidden" name="columns" value="title,id" />');
    }
    for (const column of ['id', 'title', 'year', 'category', 'rating', 'length', 'stock']) {
      const one = async (page: string) => {
        const text = await (await get(`/films?sort=length&columns=${column}${page}`)).text();
        return /<tbody>.*<\/tbody>/s.exec(text)![0].replaceAll('\n', '');
      };
      expect(await one('')).toBe(await one('&page=all'));
    }
    const unknown = await get('/films?columns=title,password');
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain('The list has no column “password”.');
  });

  test('writes any title as it is, on a page and on the page of all', async () => {
    const titles = ['\\N', 'a\tb', 'a\\tb\\', 'one\ntwo\r', '<b>&amp;"\'', 'Ünïcødé 映画 \u{1f3ac}', ''];
    const database = 'odd_titles';
    await runSql(port, 'postgres', `create database ${database}`);
    await fillWithSample(settingsOf(port, database), titles.length);
    for (const [index, title] of titles.entries())
      await runSql(port, database, 'update film set title = $1 where film_id = $2', [title, index + 1]);
    const odd = await startWeb(database);
    try {
      for (const page of ['', '&page=all']) {
        const html = await (await fetch(`${odd.url}/films?columns=id,title&sort=id${page}`)).text();
        const shown = [...html.matchAll(/<td>(\d+)<td><a href="\/films\/\1">([^<]*)<\/a>/g)].map(
          ([, , text]) =>
            text!
              .replaceAll('&lt;', '<')
              .replaceAll('&gt;', '>')
              .replaceAll('&quot;', '"')
              .replaceAll('&#39;', "'")
              .replaceAll('&amp;', '&'),
        );
        expect(shown).toEqual(titles);
      }
    } finally {
      await end(odd);
    }
  });

  test('shows a change at once, and the page of before where it is taken back', async () => {
    const database = 'changing_title';
    await runSql(port, 'postgres', `create database ${database}`);
    await fillWithSample(settingsOf(port, database), 3);
    const changing = await startWeb(database);
    const read = async (address: string) => {
      const { headers, text } = await fetch(changing.url + address).then(async (response) => ({
        headers: response.headers,
        text: await response.text(),
      }));
      return { tag: headers.get('etag'), text };
    };
    try {
      const rename = (from: string, to: string) =>
        runSql(port, database, 'update film set title = $2 where title = $1', [from, to]);
      const before = await read('/films');
      const title = /<a href="\/films\/1">([^<]+)</.exec(before.text)![1]!;
      await rename(title, 'Quite Another');
      const changed = await read('/films');
      expect(changed.tag).not.toBe(before.tag);
      expect(changed.text).toContain('>Quite Another<');
      await rename('Quite Another', title);
      expect(await read('/films')).toEqual(before);
      expect(before.text).toContain('<th>Rating');
      // The same films under other addresses are pages of their own.
      expect((await read('/films?sort=id')).tag).not.toBe(before.tag);
      expect((await read('/films?columns=id,title')).text).not.toContain('<th>Rating');
    } finally {
      await end(changing);
    }
  });

  test('sends a list compressed to whoever reads that, and not again where it is unchanged', async () => {
    for (const path of ['/films?page=all', '/films']) {
      const plain = await get(path, { headers: { 'accept-encoding': 'gzip;q=0, identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      const small = await get(path, { headers: { 'accept-encoding': 'br, gzip' } });
      expect(small.headers.get('content-encoding')).toBe('gzip');
      expect(small.headers.get('vary')).toContain('accept-encoding');
      expect(await small.text()).toBe(await plain.text());
    }
    const tag = (await get('/films')).headers.get('etag')!;
    expect((await get('/films', { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  test('says so when nothing is found, with a way back', async () => {
    const text = await (await get('/films?q=zzzzqqqq')).text();
    expect(text).toContain('No film matches');
    expect(text).toContain('href="/films"');
  });

  test('shows one film with its copies, and a page for one that is not there', async () => {
    const found = await get('/films/7');
    expect(found.status).toBe(200);
    expect(await found.text()).toMatch(/copies in stock|No copies/);
    for (const path of ['/films/999999', '/films/0', '/films/x', '/films/2147483648', '/films/-1']) {
      const missing = await get(path);
      expect([path, missing.status]).toEqual([path, 404]);
      expect(missing.headers.get('content-type')).toContain('text/html');
      expect(await missing.text()).toContain('href="/films"');
    }
  });

  test('answers queries, and has no word about customers', async () => {
    const response = await get('/api/inventory.list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"filmId":7}',
    });
    expect(response.status).toBe(200);
    expect(await response.text()).not.toMatch(/customer|email/);
  });

  test.each([
    ['no JSON', '{', 'application/json', 400],
    ['another content type', 'filmId=7', 'application/x-www-form-urlencoded', 415],
    ['a body beyond all measure', `{"search":"${'x'.repeat(1_000_000)}"}`, 'application/json', 413],
    ['depth', '['.repeat(20_000) + ']'.repeat(20_000), 'application/json', 400],
    ['a prototype', '{"__proto__":{"polluted":1}}', 'application/json', 400],
  ])('%s is a typed failure', async (_title, body, contentType, status) => {
    const response = await get('/api/films.list', {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  test('an address that leads nowhere says so, to people on a page of the house', async () => {
    const page = await get('/nowhere', { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toMatch(/<h1>There is nothing at this address\.<\/h1>.*<a href="\/films">/s);
    expect(await (await get('/nowhere')).json()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  test('who runs no scripts is led from the desk to the plain list', async () => {
    expect(await (await get('/')).text()).toMatch(/<noscript>.*<a href="\/films">.*<\/noscript>/s);
  });

  test('an operation that is not there is 404', async () => {
    const response = await get('/api/films.burn', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(404);
  });

  test.each([
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/assets/%252e%252e/package.json',
    '//etc/passwd',
  ])('nothing outside the page comes from %s', async (path) => {
    const text = await raw(web.url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 4\d\d/);
    expect(text).not.toContain('drizzle-orm');
    expect(text).not.toContain('root:');
  });

  test('every answer forbids scripts of anyone else’s', async () => {
    for (const path of ['/', '/films', '/films/7', '/healthz', '/nowhere']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('what concerns the desk is refused, whatever it asks', async () => {
    for (const name of Object.keys(contract).filter(
      (each) => contract[each as OperationName].kind === 'desk',
    )) {
      const response = await fetch(`${web.url}/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'sample' }),
      });
      expect([name, response.status]).toEqual([name, 403]);
    }
  });

  test('somebody who leaves before a compressed answer has come is no error', async () => {
    const before = web.output.length;
    const { port: webPort } = new URL(web.url);
    const body = JSON.stringify({ window: { position: 0, limit: 200 } });
    const head = 'host: localhost\r\naccept-encoding: gzip\r\n';
    const requests = [
      `POST /api/films.list HTTP/1.1\r\n${head}` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      `GET /films?page=all HTTP/1.1\r\n${head}\r\n`,
    ];
    for (let time = 0; time < 10; time++) {
      const sockets = Array.from({ length: 20 }, () => connect(Number(webPort), '127.0.0.1'));
      const answered = Promise.race(sockets.map((socket) => once(socket, 'data')));
      for (const socket of sockets) socket.write(requests[time % requests.length]!);
      await answered;
      // The others' are being read and compressed.
      for (const socket of sockets) socket.destroy();
    }
    // What the process has to say of them it says before it answers this.
    await expect.poll(async () => (await get('/films?page=all')).status).toBe(200);
    expect(web.output.slice(before)).toEqual([]);
  });

  test('is alive and ready', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
  });

  test('hostile addresses do no harm', async () => {
    for (const address of [
      'q=%00',
      'q=%ff',
      `q=${encodeURIComponent('"><script>alert(1)</script>')}`,
      'page=-1',
      'page=99999999999',
      'page=abc',
      'page=2&after=nonsense',
      'sort=length&page=2&after=WyJsZW5ndGgiLCJuaW5ldHkiLDVd',
      'sort=__proto__',
      `q=${'a+'.repeat(40)}`,
    ]) {
      const response = await get(`/films?${address}`);
      expect([address, response.status]).toEqual([address, response.status < 500 ? response.status : 0]);
      expect(await response.text()).not.toContain('<script>alert');
    }
  });
});

test('beyond a thousand films there are pages with links, or all on one', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  await runSql(
    port,
    database,
    `insert into film (title, language_id) select 'Zz ' || n, 1 from generate_series(1, 1500) n`,
  );
  const web = await startWeb(database);
  const idsOf = async (path: string) => {
    const text = await (await fetch(web.url + path)).text();
    expect(text.includes('<th>Year</th>')).toBe(!path.includes('columns='));
    return { text, ids: [...text.matchAll(/<a href="\/films\/(\d+)">/g)].map(([, id]) => id) };
  };
  const pages = await Promise.all([1, 2, 3].map((page) => idsOf(`/films?page=${page}`)));
  expect(pages.map(({ ids }) => ids.length)).toEqual([1000, 1000, 500]);
  expect(pages[0]!.text).toContain('rel="next"');
  expect(pages[2]!.text).toContain('rel="prev"');
  const follow = async (from: string, rel: string) => {
    const visited: (string | undefined)[][] = [];
    for (let path: string | undefined = from; path;) {
      const { text, ids } = await idsOf(path);
      visited.push(ids);
      path = new RegExp(`<a href="([^"]+)"\\s+rel="${rel}"`).exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    return visited;
  };
  expect(await follow('/films', 'next')).toEqual(pages.map(({ ids }) => ids));
  expect(await follow('/films?columns=title', 'next')).toEqual(pages.map(({ ids }) => ids));
  expect(await follow('/films?page=3', 'prev')).toEqual(pages.map(({ ids }) => ids).toReversed());
  const all = await idsOf('/films?page=all');
  expect(all.ids).toEqual(pages.flatMap(({ ids }) => ids));
  expect(new Set(all.ids).size).toBe(2500);
  await end(web);
});

test('a list that all have left who wait for it is given up', async () => {
  const database = `abandoned_${process.pid}`;
  await runSql(port, 'postgres', `create database ${database}`);
  await fillWithSample(settingsOf(port, database), 1);
  const web = await startWeb(database);
  try {
    expect((await fetch(`${web.url}/films`)).status).toBe(200);
    const search = `${web.url}/films?q=a`;
    await whileLocked(uriOf(port, database), 'film', async (holder) => {
      const leaving = [new AbortController(), new AbortController()];
      const asked = leaving.map(({ signal }) => fetch(search, { signal }));
      await somebodyWaitsFor(holder);
      for (const reader of leaving) reader.abort();
      await Promise.allSettled(asked);
      await nobodyWaitsFor(holder);
    });
    expect((await fetch(search)).status).toBe(200);
  } finally {
    await end(web);
  }
});

if (hasDvdrental) {
  test('on dvdrental every film is listed with its copies', async () => {
    const web = await startWeb(dvdrentalDatabase);
    const text = await (await fetch(`${web.url}/films`)).text();
    expect(text.match(/<a href="\/films\/\d+">/g)).toHaveLength(1000);
    expect(text).toContain('Academy Dinosaur');
    await end(web);
  });
}

test('without its database the process lives, is not ready, and says so on the page', async () => {
  const web = await startWeb(sampleDatabase, {
    DATABASE_URL: 'postgres://clerk:canary-4711@127.0.0.1:1/shop',
  });
  expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${web.url}/readyz`)).status).toBe(503);
  const page = await fetch(`${web.url}/films`);
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('Nothing answers on 127.0.0.1');
  await end(web);
  expect(web.output.join('\n')).not.toContain('canary-4711');
});

test('SIGTERM finishes what is in flight and ends with 0', async () => {
  const name = 'web_ending';
  await runSql(port, 'postgres', `create database ${name}`);
  await fillWithSample(settingsOf(port, name), 20_000);
  const web = await startWeb(name);
  // More than the system keeps for somebody who does not read on: it has surely not been sent whole.
  const { body } = await fetch(`${web.url}/films?page=all`, { headers: uncompressed });
  const ended = end(web);
  while (
    await fetch(`${web.url}/healthz`).then(
      () => true,
      () => false,
    )
  ) {}
  let html = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) html += chunk;
  expect(html).toContain('</html>');
  expect(html.match(/<tr>/g)).toHaveLength(20_001);
  expect(await ended).toBe(0);
});

test('a port that is taken is named in words', async () => {
  const web = await startWeb(sampleDatabase);
  const second = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: new URL(web.url).port, DATABASE_URL: uriOf(port, sampleDatabase) },
  });
  const lines: string[] = [];
  createInterface({ input: second.stderr }).on('line', (line) => lines.push(line));
  expect(await once(second, 'exit')).toEqual([1, null]);
  expect(lines.join('\n')).toContain('Another program listens on this port');
  await end(web);
  expect(await freePort()).toBeGreaterThan(0);
});
