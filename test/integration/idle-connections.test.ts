import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import type { OpenShop } from '../../main/database/shop.ts';
import { sampleDatabase } from '../support/databases.ts';
import { runSql } from '../support/postgres.ts';
import { openServerShop } from '../support/shops.ts';

/* Which connection answers after a pause: a new one would keep the first letter that is typed waiting. */

const port = inject('postgresPort');
const never = new AbortController().signal;
const second = 1000;

let shop: OpenShop;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  shop = openServerShop(port, sampleDatabase);
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

/** Resolves when PostgreSQL no longer has a process. */
async function isGone(pid: number): Promise<void> {
  vi.useRealTimers();
  const found = () => runSql(port, 'postgres', 'select from pg_stat_activity where pid = $1', [pid]);
  await expect.poll(found).toEqual([]);
}

test('a connection is kept over a pause', async () => {
  const first = await answering();
  vi.advanceTimersByTime(30 * second);
  expect(await answering()).toBe(first);
  vi.advanceTimersByTime(59 * second);
  expect(await answering()).toBe(first);
});

test('one that nobody uses for long is closed', async () => {
  const first = await answering();
  vi.advanceTimersByTime(61 * second);
  await isGone(first);
});

test('those that were left while the computer slept, and no timer ran, are not used again', async () => {
  const before = await Promise.all([answering(), answering(), answering()]);
  expect(new Set(before).size).toBe(3);
  vi.setSystemTime(Date.now() + 3600 * second);
  const after = await answering();
  expect(before).not.toContain(after);
  expect(await answering()).toBe(after);
  for (const pid of before) await isGone(pid);
});
