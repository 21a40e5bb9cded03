import { afterEach, expect, inject, test, vi } from 'vitest';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { runSql } from '../support/postgres.ts';
import { openServerShop } from '../support/shops.ts';

/* A shop that was filled just before it was opened: PostgreSQL does not know yet how many films there are. */

const port = inject('postgresPort');
const never = new AbortController().signal;

afterEach(() => vi.useRealTimers());

test('how many films there are is asked again when PostgreSQL has had the time to find out', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  await runSql(port, database, `update pg_class set reltuples = -1 where oid = 'film'::regclass`);
  const shop = openServerShop(port, database);
  const known = () => shop.read(never, (_db, { profile }) => Promise.resolve(profile.estimatedFilms));
  expect(await known()).toBe(null);
  await runSql(port, database, 'analyze film');
  expect(await known()).toBe(null);
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() + 61_000);
  await known();
  await expect.poll(known).toBe(1000);
  await shop.close();
});
