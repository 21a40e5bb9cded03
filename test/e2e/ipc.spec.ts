import pg from 'pg';
import { unpackReply } from '../../main/contract/packed-rows.ts';
import { sampleDatabase } from '../support/databases.ts';
import { somebodyWaitsFor } from '../support/locks.ts';
import { comparable, operationCases } from '../support/operation-cases.ts';
import { uriOf } from '../support/postgres.ts';
import { askDirectly, openServerShop } from '../support/shops.ts';
import { expect, test } from './fixtures.ts';

/* The suite of operations, over the window's bridge. */

interface Bridge {
  filmdesk: {
    call(id: number, name: string, input: unknown): Promise<string>;
    callAtOnce(id: number, name: string, input: unknown): string | Promise<string>;
  };
}

for (const database of ['PostgreSQL', 'the embedded shop']) {
  test(`every operation gives the same reply over IPC as without a transport, on ${database}`, async ({
    openDesk,
    server,
  }) => {
    const uri = uriOf(server.port, sampleDatabase);
    const { page } = await openDesk({ uri: database === 'PostgreSQL' ? uri : undefined });
    const shop = openServerShop(server.port, sampleDatabase);
    const direct = askDirectly(shop);
    for (const { title, name, input } of operationCases) {
      if (database !== 'PostgreSQL' && (name.startsWith('shop.') || title.includes('updated'))) continue;
      const [text, atOnce] = await page.evaluate(
        async ([operation, json]) => {
          const { filmdesk } = window as unknown as Bridge;
          const parsed = JSON.parse(json!) as unknown;
          return [
            await filmdesk.call(1, operation!, parsed),
            await filmdesk.callAtOnce(2, operation!, parsed),
          ] as const;
        },
        [name, JSON.stringify(input)],
      );
      const expected = comparable(await direct(name, input));
      const got = comparable(unpackReply(name, text));
      expect.soft(comparable(unpackReply(name, atOnce)), `${title}, at once`).toEqual(got);
      if (name.startsWith('shop.')) {
        // The window may write where the web may not.
        expect
          .soft(got, title)
          .toMatchObject({ ok: true, value: { database: sampleDatabase, readOnly: false } });
      } else expect.soft(got, title).toEqual(expected);
    }
    await shop.close();
  });
}

test('a row is small on its way to the window', async ({ openDesk }) => {
  const { page } = await openDesk();
  await expect(page.locator('film-table .row').nth(3)).toBeVisible();
  const text = await page.evaluate(() => {
    const { filmdesk } = window as unknown as Bridge;
    return filmdesk.call(1, 'films.list', { window: { position: 0, limit: 200 }, count: false });
  });
  expect(text.length / 200).toBeLessThan(100);
});

test('what PostgreSQL can’t answer within a frame does not keep the page waiting, and comes when it can', async ({
  openDesk,
  server,
}) => {
  const { page } = await openDesk({ uri: uriOf(server.port, sampleDatabase) });
  await expect(page.locator('film-bar')).toContainText('1,000 films');
  // The last that is read at a start.
  await expect(page.getByRole('checkbox', { name: /^NC-17,/ })).toBeVisible();
  const [other, watcher] = [1, 2].map(
    () => new pg.Client({ connectionString: uriOf(server.port, sampleDatabase) }),
  ) as [pg.Client, pg.Client];
  await Promise.all([other.connect(), watcher.connect()]);
  // PostgreSQL gives up by itself once it has waited for a lock for three seconds.
  const waiting = async () => {
    const { rows } = await watcher.query<{ soon: boolean }>(
      `select clock_timestamp() - query_start < interval '2 s' as soon
       from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    return rows;
  };
  try {
    await other.query('begin; lock table film');
    const field = page.getByRole('searchbox');
    await field.pressSequentially('di');
    await somebodyWaitsFor(other);
    await field.press('n');
    // What was asked for the letters before is cancelled in PostgreSQL.
    await expect.poll(waiting).toEqual([{ soon: true }]);
    // The page goes on: it takes letters, and shows what it showed.
    await expect(field).toHaveValue('din');
    await expect(page.locator('film-table .row').first()).toBeVisible();
    await expect(page.locator('film-table mark')).toHaveCount(0);
    await other.query('rollback');
    await expect(page.locator('film-table .row mark').first()).toHaveText(/^din/i);
  } finally {
    await Promise.all([other.end(), watcher.end()]);
  }
});
