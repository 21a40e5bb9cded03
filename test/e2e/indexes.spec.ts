import type { Page } from '@playwright/test';
import pg from 'pg';
import { fillWithSample } from '../../main/database/sample.ts';
import { axeViolations } from '../support/axe.ts';
import { makeForeignShop } from '../support/foreign-shop.ts';
import { somebodyWaitsFor, whileLocked } from '../support/locks.ts';
import { runSql, settingsOf, type TestServer, uriOf } from '../support/postgres.ts';
import { type Desk, expect, test } from './fixtures.ts';

/* What a manager does about a large shop of another make that takes its time. */

const films = 25_000;
const foreign = 'slow_shop';
const counts = (page: Page) => page.locator('film-desk .counts strong');
const hint = (page: Page) => page.locator('index-hint');
const section = (page: Page, name: string) => page.locator('index-advisor').getByRole('region', { name });

test.beforeAll(async ({ server }) => {
  await runSql(server.port, 'postgres', 'create database slow_own');
  await fillWithSample(settingsOf(server.port, 'slow_own'), films);
  await makeForeignShop(server.port, 'slow_own', foreign);
});

/** Searches while somebody holds the films up for longer than anybody likes to wait. */
async function searchSlowly(server: TestServer, { page }: Desk, search: string): Promise<void> {
  await whileLocked(uriOf(server.port, foreign), 'film', async (holder) => {
    await page.getByRole('searchbox', { name: 'Search films' }).fill(search);
    await somebodyWaitsFor(holder);
    // Who waits may be somebody else; the search was asked for when its text was in the field.
    await holder.query('select pg_sleep(0.4)');
  });
}

test('a slow search says what would help, and the index is made, told of, and removed', async ({
  openDesk,
  server,
}) => {
  const desk = await openDesk({ uri: uriOf(server.port, foreign) });
  const { page, errors } = desk;
  await expect(counts(page)).toHaveText('25,000 films');
  await expect(hint(page)).toHaveCount(0);
  await searchSlowly(server, desk, 'harbour');
  await expect(hint(page)).toContainText('This search took');
  // Below the rows, of which it takes no room but that of the last.
  const table = (await page.locator('film-table').boundingBox())!;
  const below = (await hint(page).boundingBox())!;
  expect([below.x, below.width, below.y]).toEqual([table.x, table.width, table.y + table.height]);
  await hint(page).getByRole('button', { name: 'Show how …' }).click();

  const searching = section(page, 'Searching');
  await expect(searching).toContainText('For this list');
  await expect(searching.locator('pre')).toContainText(
    'CREATE INDEX CONCURRENTLY film_filmdesk_search_1 ON film USING gin',
  );
  await expect(searching).toContainText(/About [\d.]+ (ms|s) to make, about \d+ MB on the disk/);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page)).toEqual([]);
  }
  await searching.getByRole('button', { name: 'Make it' }).click();
  await expect(searching).toContainText(/Made in .* The list took .* before, and takes .* now\./);
  await expect(searching).toContainText('Made by Filmdesk');

  const names = async () => {
    const rows = await runSql<{ name: string }>(
      server.port,
      foreign,
      "select relname as name from pg_class where relname like '%filmdesk%'",
    );
    return rows.map(({ name }) => name);
  };
  expect(await names()).toEqual(['film_filmdesk_search_1']);
  await searching.getByRole('button', { name: 'Remove' }).click();
  await expect(searching).toContainText('Removed.');
  expect(await names()).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.locator('index-advisor')).toHaveCount(0);
  expect(errors).toEqual([]);
});

test('who cancels finds nothing changed; who wants no advice gets none any more', async ({
  openDesk,
  server,
}) => {
  const desk = await openDesk({ uri: uriOf(server.port, foreign) });
  const { page } = desk;
  await expect(counts(page)).toHaveText('25,000 films');
  await searchSlowly(server, desk, 'harbour');
  await hint(page).getByRole('button', { name: 'Show how …' }).click();
  const byYear = section(page, 'Sorting by year');
  const writer = new pg.Client(uriOf(server.port, foreign));
  await writer.connect();
  try {
    await writer.query('begin; update film set length = length where film_id = 1');
    await byYear.getByRole('button', { name: 'Make it' }).click();
    await expect(byYear).toContainText('Waiting for others to end what they began');
    await byYear.getByRole('button', { name: 'Cancel' }).click();
  } finally {
    await writer.end();
  }
  await expect(byYear.getByRole('button', { name: 'Make it' })).toBeEnabled();
  expect(await runSql(server.port, foreign, "select from pg_class where relname like '%filmdesk%'")).toEqual(
    [],
  );
  await page.keyboard.press('Escape');
  await hint(page).getByRole('button', { name: 'Don’t say this again' }).click();
  await expect(hint(page)).toHaveCount(0);
  await desk.restart();
  await searchSlowly(server, desk, 'amber');
  await expect(desk.page.locator('film-table mark').first()).toHaveText('Amber');
  await expect(hint(desk.page)).toHaveCount(0);
});
