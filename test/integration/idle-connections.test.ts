import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import type { Shop } from '../../main/database/shop.ts';
import { sampleDatabase } from '../support/databases.ts';
import { openServerShop } from '../support/shops.ts';

/* Which connection answers after a pause: a new one would keep the first letter that is typed waiting. */

const never = new AbortController().signal;
const second = 1000;

let shop: Shop;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  shop = openServerShop(inject('postgresPort'), sampleDatabase);
});
afterEach(async () => {
  vi.useRealTimers();
  await shop.close();
});

/** The process of PostgreSQL that answers. */
const answering = () =>
  shop.read(never, async (db) => {
    const { rows } = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    return rows[0]!.pid;
  });

test('a connection is kept over a pause', async () => {
  const first = await answering();
  vi.advanceTimersByTime(60 * second);
  expect(await answering()).toBe(first);
  vi.advanceTimersByTime(90 * second);
  expect(await answering()).toBe(first);
});

test('one that nobody uses for long is closed', async () => {
  const first = await answering();
  vi.advanceTimersByTime(121 * second);
  expect(await answering()).not.toBe(first);
});

test('one that was left while the computer slept, and no timer ran, is not used again', async () => {
  const first = await answering();
  vi.setSystemTime(Date.now() + 3600 * second);
  const afterSleep = await answering();
  expect(afterSleep).not.toBe(first);
  expect(await answering()).toBe(afterSleep);
});
