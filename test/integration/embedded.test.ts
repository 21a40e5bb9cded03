import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { extract } from 'tar';
import { afterEach, expect, test } from 'vitest';
import { embeddedSource } from '../../main/database/embedded/source.ts';
import { openShop } from '../../main/database/shop.ts';
import { exportFilms } from '../../main/operations/film-export.ts';
import { linesOf, openAllLines } from '../../main/web/film-lines.ts';
import { askDirectly, openEmbeddedShop, valueOf } from '../support/shops.ts';

const dist = resolve(import.meta.dirname, '../../dist');
const host = join(dist, 'main/database/embedded/host.js');
const archive = join(dist, 'shop/sample-shop.tar.gz');

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
  cleanUp.push(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** A host process and its first message. */
async function startHost(
  home: string,
  from = archive,
): Promise<{ child: ChildProcess; message: Record<string, unknown> }> {
  const child = fork(host, [home, from], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], execArgv: [] });
  cleanUp.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return { child, message: JSON.parse(line) as Record<string, unknown> };
}

async function connect(home: string): Promise<pg.Client> {
  const client = new pg.Client({ host: join(home, 'run'), user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  return client;
}

test('processes that race for a new shop: one owns it, all may use it, none loses a row', async () => {
  const home = newHome();
  const hosts = await Promise.all(Array.from({ length: 4 }, () => startHost(home)));
  expect(hosts.map(({ message }) => message)).toEqual(hosts.map(() => ({ ready: true })));
  const clients = await Promise.all(hosts.map(() => connect(home)));
  await clients[0]!.query('create table note (n int)');
  await Promise.all(
    clients.map((client, n) =>
      client.query('insert into note select $1::int * 100 + g from generate_series(1, 50) g', [n]),
    ),
  );
  const { rows } = await clients[3]!.query<{ count: number }>('select count(*)::int from note');
  expect(rows[0]!.count).toBe(200);
  await Promise.all(clients.map((client) => client.end()));
});

test('what was acknowledged is there after the process was killed in the middle of writing', async () => {
  const home = newHome();
  const { child } = await startHost(home);
  const client = await connect(home);
  await client.query('create table note (n int primary key)');
  let acknowledged = 0;
  const writing = (async () => {
    for (let n = 1; ; n++) {
      await client.query('insert into note values ($1)', [n]);
      acknowledged = n;
      if (n === 150) child.kill('SIGKILL');
    }
  })();
  await expect(writing).rejects.toThrow();
  const again = await startHost(home);
  expect(again.message).toEqual({ ready: true });
  const reader = await connect(home);
  const { rows } = await reader.query<{ count: number }>('select count(*)::int from note where n <= $1', [
    acknowledged,
  ]);
  expect(rows[0]!.count).toBe(acknowledged);
  await reader.end();
});

test('a sample that was built long ago leads up to today, once, however its first start was ended', async () => {
  const days = 40;
  const builtBefore = (someDays: number) => {
    const built = newHome();
    linkSync(archive, join(built, 'sample-shop.tar.gz'));
    writeFileSync(join(built, 'sample-shop.day'), new Date(Date.now() - someDays * 86_400_000).toISOString());
    return join(built, 'sample-shop.tar.gz');
  };
  const old = builtBefore(days);
  const home = newHome();
  const lastRental = async () => {
    const { child } = await startHost(home, old);
    const client = await connect(home);
    const { rows } = await client.query<{ last: Date; in: number; counted: number }>(
      `select max(rental_date) as last, (select sum(in_stock)::int from film_stock) as in,
        (select count(*)::int from inventory where inventory_id not in (
          select inventory_id from rental where return_date is null)) as counted from rental`,
    );
    await client.end();
    child.kill('SIGKILL');
    await once(child, 'exit');
    return rows[0]!;
  };
  const asBuilt = newHome();
  const { child } = await startHost(asBuilt, builtBefore(0));
  const client = await connect(asBuilt);
  const { rows } = await client.query<{ last: Date }>('select max(rental_date) as last from rental');
  await client.end();
  child.kill('SIGKILL');
  // Unpacked, and ended before its rentals were moved.
  mkdirSync(join(home, 'shop'));
  await extract({ file: archive, cwd: join(home, 'shop') });
  const first = await lastRental();
  expect(first.last.getTime() - rows[0]!.last.getTime()).toBe(days * 86_400_000);
  expect(first.in).toBe(first.counted);
  // Ended after that, and before the shop was marked.
  rmSync(join(home, 'shop.json'));
  expect(await lastRental()).toEqual(first);
});

test('a shop whose host was killed answers the next question', async () => {
  const home = newHome();
  const hosts: ChildProcess[] = [];
  const source = embeddedSource(home, (script, args) => {
    const child = fork(script, args, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], execArgv: [] });
    hosts.push(child);
    return {
      stdout: child.stdout,
      kill: () => child.kill(),
      onExit: (listener) => child.once('exit', listener),
    };
  });
  const shop = openShop(source, { max: 2, readOnly: true });
  cleanUp.push(() => shop.close());
  const ask = askDirectly(shop);
  await valueOf<'shop.status'>(ask, 'shop.status', {});
  const killed = once(hosts[0]!, 'exit');
  hosts[0]!.kill('SIGKILL');
  await killed;
  expect(await valueOf<'shop.status'>(ask, 'shop.status', {})).toMatchObject({ films: 1000 });
  expect(hosts).toHaveLength(2);
});

test('a shop whose owner has closed is taken over by who else has it open', async () => {
  const { shop, home, close } = openEmbeddedShop();
  cleanUp.push(close);
  const ask = askDirectly(shop);
  await valueOf<'shop.status'>(ask, 'shop.status', {});
  const sibling = openShop(embeddedSource(home), { max: 2, readOnly: true });
  cleanUp.push(() => sibling.close());
  const askSibling = askDirectly(sibling);
  await valueOf<'shop.status'>(askSibling, 'shop.status', {});
  // The owner's host ends with its shop; the sibling takes the shop over.
  await shop.close();
  await expect.poll(async () => (await askSibling('shop.status', {})).ok, { timeout: 20_000 }).toBe(true);
});

test.each([
  ['without its PG_VERSION', (home: string) => rmSync(join(home, 'shop', 'PG_VERSION'))],
  ['that is gone', (home: string) => rmSync(join(home, 'shop'), { recursive: true })],
])('a shop %s is reported as damaged, and not replaced', async (_title, damage) => {
  const home = newHome();
  const { child } = await startHost(home);
  child.kill();
  await once(child, 'exit');
  damage(home);
  const { message } = await startHost(home);
  expect(message).toMatchObject({
    failure: { code: 'unavailable', sentence: expect.stringContaining('damaged') as string },
  });
  expect(existsSync(join(home, 'shop', 'PG_VERSION'))).toBe(false);
});

test('the socket is this user’s alone', async () => {
  const home = newHome();
  await startHost(home);
  expect(statSync(join(home, 'run')).mode & 0o777).toBe(0o700);
});

test('the host ends with the process that started it', async () => {
  const { child } = await startHost(newHome());
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
});

test('exports its films, and lists them all on one page, without COPY', async () => {
  const { shop, close } = openEmbeddedShop();
  cleanUp.push(close);
  const never = new AbortController().signal;
  const textOf = async (stream: Readable) =>
    (await stream.map((chunk: Buffer) => chunk.toString()).toArray()).join('');
  const csv = await textOf(await exportFilms(shop, {}, never));
  expect(csv.trimEnd().split('\n')).toHaveLength(1001);
  expect(csv).toMatch(/^\ufeffID,Title,/);
  const lines = (await Readable.from(linesOf(await openAllLines(shop, {}, never))).toArray()).join('');
  expect(lines.match(/^<tr><td>\d+<td><a href.*<td>(\d+ of \d+|no copies)$/gm)).toHaveLength(1000);
});
