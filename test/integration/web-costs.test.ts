import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { OpenShop } from '../../main/database/shop.ts';
import { createWebServer, type WebServer } from '../../main/web/server.ts';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { somebodyWaitsFor, whileLocked } from '../support/locks.ts';
import { runSql, uriOf } from '../support/postgres.ts';
import { openServerShop } from '../support/shops.ts';
import { statementsOf } from '../support/statements.ts';

/* What those who ask over HTTP cost: PostgreSQL, and the line. */

const port = inject('postgresPort');
let database: string;
let shop: OpenShop;
let server: WebServer;
let origin: string;
beforeAll(async () => {
  database = await copyDatabase(port, sampleDatabase);
  shop = openServerShop(port, database);
  server = createWebServer(shop, { behindProxy: false });
  await server.listen(0, '127.0.0.1');
  origin = `http://127.0.0.1:${server.port()}`;
});
afterAll(async () => {
  await server.close();
  await shop.close();
});

const list = (limit: number) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ window: { position: 0, limit }, count: false }),
});

test('what nobody waits for any more is cancelled in PostgreSQL', async () => {
  await whileLocked(uriOf(port, database), 'film', async (holder) => {
    const leaving = new AbortController();
    const asked = fetch(`${origin}/api/films.list`, { ...list(40), signal: leaving.signal });
    const left = expect(asked).rejects.toThrow('aborted');
    await somebodyWaitsFor(holder);
    leaving.abort();
    await left;
    const waiting = () =>
      runSql(
        port,
        database,
        'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())',
      );
    // By itself it would give up after three seconds.
    await expect.poll(waiting, { timeout: 2500 }).toEqual([]);
  });
});

test('a row is small', async () => {
  const bytesOf = async (encoding: string) => {
    const { body, headers, method } = list(200);
    const asked = request(`${origin}/api/films.list`, {
      method,
      headers: { ...headers, 'accept-encoding': encoding },
    }).end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let bytes = 0;
    for await (const chunk of response) bytes += (chunk as Buffer).length;
    return bytes;
  };
  expect((await bytesOf('identity')) / 200).toBeLessThan(520);
  expect((await bytesOf('gzip')) / 200).toBeLessThan(100);
});

test('a crowd that asks for a list at once shares what is asked of PostgreSQL', async () => {
  const change = () => runSql(port, database, "update film set title = title || '.' where film_id = 1");
  const ask = async () => (await fetch(`${origin}/films`)).text();
  await ask();
  await change();
  expect((await statementsOf(ask)).length).toBeGreaterThan(1);
  await change();
  const callers = 40;
  const crowd = await statementsOf(() => Promise.all(Array.from({ length: callers }, ask)));
  expect(crowd.length).toBeLessThan(callers);
});
