import type { Page } from '@playwright/test';
import type { LitElement } from 'lit';
import { copyDatabase, dvdrentalDatabase, sampleDatabase } from '../support/databases.ts';
import { somebodyWaitsFor, whileLocked } from '../support/locks.ts';
import { hasDvdrental, runSql, uriOf } from '../support/postgres.ts';
import type { FilmTable } from '../../renderer/components/film-table.ts';
import { axeViolations } from '../support/axe.ts';
import { expect, test } from './fixtures.ts';

/* What a clerk does at the desk, in the window and in a browser. */

const rows = (page: Page) => page.locator('film-table .rows .row');
const titles = (page: Page) => page.locator('film-table .rows .cell.title').allTextContents();
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search films' });
const counts = (page: Page) => page.locator('film-desk .counts strong');
const filter = (page: Page, name: string) =>
  page.locator('facet-pane').getByRole('checkbox', { name: new RegExp(`^${name}, [\\d,]+ films?$`) });
const heading = (page: Page) => page.locator('film-details h2');

test('the first start of the embedded shop shows its films, and needs nothing', async ({ openDesk }) => {
  const { page, errors } = await openDesk({ uri: undefined });
  await expect(counts(page)).toHaveText('1,000 films');
  await expect(rows(page).first()).toContainText('Almond Conspiracy');
  await expect(page.locator('status-line')).toContainText('Sample shop');
  await expect(page.locator('status-line')).toContainText('1,000 films, 4,728 copies');
  expect(errors).toEqual([]);
});

test('search finds as one types, marks what matches, and Escape clears it', async ({ openDesk, server }) => {
  const { page } = await openDesk();
  await expect(counts(page)).toHaveText('1,000 films');
  await page.keyboard.press('/');
  await page.keyboard.type('CAFE');
  await expect(counts(page)).toHaveText('7 films');
  await expect(page.locator('film-table mark').first()).toHaveText('Café');
  await expect(page).toHaveURL(/\?q=CAFE/);
  const [actor] = await runSql<{ last: string; films: number }>(
    server.port,
    sampleDatabase,
    `select one.last_name as last, count(distinct film.film_id)::int as films
    from actor as one, film left join film_actor using (film_id) left join actor using (actor_id)
    where one.actor_id = 3 and concat(title, ' ', description, ' ', actor.first_name, ' ', actor.last_name)
      ilike '%' || one.last_name || '%' group by 1`,
  );
  await search(page).fill(actor!.last);
  await expect(counts(page)).toHaveText(`${actor!.films} films`);
  await page.keyboard.press('Escape');
  await expect(search(page)).toHaveValue('');
  await expect(counts(page)).toHaveText('1,000 films');
});

test('filters narrow the list, show their counts, and are taken back by their chips', async ({
  openDesk,
  server,
}) => {
  const { page } = await openDesk();
  const total = async (where: string) => {
    const [row] = await runSql<{ n: number }>(
      server.port,
      sampleDatabase,
      `select count(*)::int as n from film where ${where}`,
    );
    return `${row!.n} films`;
  };
  await filter(page, 'NC-17').check();
  await expect(counts(page)).toHaveText(await total(`rating = 'NC-17'`));
  await filter(page, 'R').check();
  await filter(page, 'Comedy').check();
  const both = `film_id in (select film_id from film_category where category_id = 5)`;
  await expect(counts(page)).toHaveText(await total(`rating in ('R', 'NC-17') and ${both}`));
  await expect(page).toHaveURL(/category=Comedy/);
  await page.getByRole('button', { name: 'Remove the filter NC-17, R' }).click();
  await expect(counts(page)).toHaveText(await total(both));
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(counts(page)).toHaveText('1,000 films');
});

test('length and year are chosen with sliders, by keyboard too', async ({ openDesk }) => {
  const { page } = await openDesk();
  const slider = page.locator('facet-pane wa-slider').first().locator('[role=slider]').first();
  await slider.focus();
  await page.keyboard.press('PageUp');
  await expect(page).toHaveURL(/length=\d+-/);
  await expect(counts(page)).not.toHaveText('1,000 films');
});

test('every column sorts both ways, and says which way', async ({ openDesk }) => {
  const { page } = await openDesk();
  const head = (name: string) => page.getByRole('columnheader', { name });
  await head('Length').getByRole('button').click();
  await expect(head('Length')).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows(page).first()).toContainText('46m');
  await head('Length').getByRole('button').click();
  await expect(head('Length')).toHaveAttribute('aria-sort', 'descending');
  await expect(rows(page).first()).toContainText('3h 05m');
  await expect(page).toHaveURL(/sort=-length/);
  for (const name of ['Title', 'Year', 'Category', 'Rating', 'Rate', 'In stock']) {
    for (const direction of ['ascending', 'descending']) {
      await head(name).getByRole('button').click();
      await expect(head(name)).toHaveAttribute('aria-sort', direction);
      await expect(page.locator('film-table [role=grid]')).toHaveAttribute('aria-busy', 'false');
    }
  }
});

test('the keyboard leads through the films, and the chosen one shows every copy', async ({
  openDesk,
  server,
}) => {
  const { page } = await openDesk();
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await expect(heading(page)).toHaveText('Almond Conspiracy');
  await page.keyboard.press('ArrowDown');
  await expect(heading(page)).toHaveText('Almond Eclipse');
  await page.keyboard.press('End');
  const [last] = await runSql<{ title: string; film_id: number }>(
    server.port,
    sampleDatabase,
    'select title, film_id from film order by title desc, film_id desc limit 1',
  );
  await expect(heading(page)).toHaveText(last!.title);
  await expect(page).toHaveURL(new RegExp(`/films/${last!.film_id}`));
  const copies = await runSql<{ inventory_id: number }>(
    server.port,
    sampleDatabase,
    'select inventory_id from inventory where film_id = $1 order by store_id, inventory_id',
    [last!.film_id],
  );
  await expect(page.locator('film-details li .id')).toHaveText(
    copies.map(({ inventory_id: id }) => `#${id}`),
  );
  await page.keyboard.press('PageUp');
  await expect(heading(page)).not.toHaveText(last!.title);
  await page.keyboard.press('Home');
  await expect(heading(page)).toHaveText('Almond Conspiracy');
  await page.keyboard.press('Escape');
  await expect(page.locator('film-details')).toContainText('Choose a film');
});

test('Enter before the answer has come opens the first film of it, not of the list before', async ({
  openDesk,
  server,
}) => {
  const uri = uriOf(server.port, await copyDatabase(server.port, sampleDatabase));
  const { page } = await openDesk({ uri });
  await expect(counts(page)).toHaveText('1,000 films');
  await whileLocked(uri, 'film', async (holder) => {
    await page.keyboard.press('/');
    await page.keyboard.type('cafe');
    await page.keyboard.press('Enter');
    await somebodyWaitsFor(holder);
    await expect(page.locator('film-details')).toContainText('Choose a film');
  });
  await expect(heading(page)).toContainText('Café');
  expect(await heading(page).textContent()).toBe((await titles(page))[0]);
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await expect(counts(page)).toHaveText('1,000 films');
});

test('Escape in an empty search gives the keyboard to the films, and opens none', async ({ openDesk }) => {
  const { page } = await openDesk();
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await expect(page.locator('film-table .scroller')).toBeFocused();
  await expect(page.locator('film-details')).toContainText('Choose a film');
});

test('the keyboard stays on the film that is open when another comes before it', async ({
  openDesk,
  server,
}) => {
  const database = await copyDatabase(server.port, sampleDatabase);
  const { page } = await openDesk({ uri: uriOf(server.port, database) });
  await rows(page).nth(2).click();
  const [, , film, next] = await titles(page);
  await expect(heading(page)).toHaveText(film!);
  await runSql(server.port, database, `insert into film (title, language_id) values ('Aa One', 1)`);
  // As “Reload Data” of the window's menu.
  await page
    .locator('film-desk')
    .evaluate((desk) =>
      desk.dispatchEvent(Object.assign(new Event('page-command'), { command: { do: 'reload' } })),
    );
  await expect(rows(page).nth(3)).toContainText(film!);
  await page.locator('film-table .scroller').focus();
  await page.keyboard.press('ArrowDown');
  await expect(heading(page)).toHaveText(next!);
});

test('a search that failed is seen from its top when it is tried again', async ({ openDesk, server }) => {
  const uri = uriOf(server.port, await copyDatabase(server.port, sampleDatabase));
  const { page } = await openDesk({ uri });
  await expect(counts(page)).toHaveText('1,000 films');
  await page.locator('film-table .scroller').evaluate((element) => element.scrollTo({ top: 33 * 500 }));
  await expect(rows(page).first()).not.toContainText('Almond');
  await whileLocked(uri, 'film', async () => {
    await search(page).fill('a');
    await expect(page.locator('shop-notice .notice')).toBeVisible();
  });
  await page.locator('shop-notice button').click();
  await expect(page.locator('shop-notice .notice')).toHaveCount(0);
  await expect(page.locator('film-table .rows .row[aria-rowindex="2"]')).toBeInViewport();
});

test('however long the list is, only the rows in sight exist', async ({ openDesk }) => {
  const { page } = await openDesk();
  // The list is as long as it is only when it has been counted.
  await expect(counts(page)).toHaveText('1,000 films');
  const scroller = page.locator('film-table .scroller');
  for (const share of [0.3, 0.7, 1]) {
    await scroller.evaluate((element, part) => element.scrollTo({ top: element.scrollHeight * part }), share);
    await expect(page.locator('film-table .blank')).toHaveCount(0);
    expect(await rows(page).count()).toBeLessThan(60);
    const elements = await rows(page).evaluateAll((drawn) =>
      drawn.map((row) => row.querySelectorAll('*').length),
    );
    // Seven cells, and what is in those of a title and of copies.
    expect(Math.max(...elements)).toBeLessThanOrEqual(12);
  }
  await expect(rows(page).last()).toHaveAttribute('aria-rowindex', '1001');
});

test('after a jump only the rows that are seen are drawn, and those around them a moment later', async ({
  openDesk,
}) => {
  const { page } = await openDesk();
  await expect(counts(page)).toHaveText('1,000 films');
  const drawn = await page.locator('film-table').evaluate(async (table: FilmTable) => {
    const scroller = table.renderRoot.querySelector('.scroller')!;
    const rowHeight = table.renderRoot.querySelector('.rows .row')!.getBoundingClientRect().height;
    const drawnAt = async (top: number) => {
      scroller.scrollTo({ top });
      // The page hears of it in the very frame, before this.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await table.updateComplete;
      return table.renderRoot.querySelectorAll('.rows .row').length;
    };
    return {
      seen: scroller.clientHeight / rowHeight,
      afterStep: await drawnAt(rowHeight * 2),
      afterJump: await drawnAt(scroller.scrollHeight / 2),
    };
  });
  expect(drawn.afterStep).toBeGreaterThan(drawn.seen + 8);
  expect(drawn.afterJump).toBeGreaterThan(drawn.seen - 2);
  expect(drawn.afterJump).toBeLessThan(drawn.seen + 3);
  await expect(rows(page)).toHaveCount(drawn.afterJump + 20);
  await expect(page.locator('film-table .blank')).toHaveCount(0);
});

test('a search brings all rows that a tall window shows, with the first', async ({ openDesk }) => {
  const { page } = await openDesk();
  await page.setViewportSize({ width: 1200, height: 2200 });
  await expect(rows(page).nth(60)).toBeAttached();
  await expect(page.locator('film-table .blank')).toHaveCount(0);
  const drawn = await page.locator('film-table').evaluateHandle((table: FilmTable) => ({
    first: new Promise<{ rows: number; blank: number }>((resolve) => {
      const observer = new MutationObserver(() => {
        const all = (what: string) => table.renderRoot.querySelectorAll(`.rows ${what}`);
        if (all('mark').length === 0) return;
        observer.disconnect();
        resolve({ rows: all('.row').length, blank: all('.row:has(.blank)').length });
      });
      observer.observe(table.renderRoot, { subtree: true, childList: true });
    }),
  }));
  await search(page).fill('a');
  const { rows: count, blank } = await drawn.evaluate(({ first }) => first);
  expect(count).toBeGreaterThan(50);
  expect(blank).toBe(0);
});

test('a list that is too high for the browser is scrolled through to its last row', async ({ openDesk }) => {
  const { page } = await openDesk();
  await expect(counts(page)).toHaveText('1,000 films');
  // As a browser does with a million rows where the page is zoomed.
  await page.locator('film-table .rows').evaluate((element: HTMLElement) => {
    element.style.maxHeight = '9000px';
  });
  const scroller = page.locator('film-table .scroller');
  const isInSight = (row: number) =>
    scroller.evaluate((element, index) => {
      const { top, bottom } = element.querySelector(`[aria-rowindex="${index}"]`)!.getBoundingClientRect();
      const seen = element.getBoundingClientRect();
      return top >= seen.top && bottom <= seen.bottom + 1;
    }, row);
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await expect(rows(page).last()).toHaveAttribute('aria-rowindex', '1001');
  expect(await isInSight(1001)).toBe(true);
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await expect(rows(page).first()).toHaveAttribute('aria-rowindex', '2');
  expect(await isInSight(2)).toBe(true);
  await scroller.hover();
  await page.mouse.wheel(0, 330);
  await expect
    .poll(() => page.locator('film-table').evaluate((table: FilmTable) => table.firstVisible))
    .toBe(10);
  await scroller.focus();
  for (const [key, row] of [
    ['End', 1001],
    ['PageUp', undefined],
    ['ArrowUp', undefined],
    ['Home', 2],
  ] as const) {
    await page.keyboard.press(key);
    const active = page.locator('film-table .row.active');
    if (row !== undefined) await expect(active).toHaveAttribute('aria-rowindex', String(row));
    await expect.poll(async () => isInSight(Number(await active.getAttribute('aria-rowindex')))).toBe(true);
  }
});

test('films that another desk adds or takes away are there, or not, where one scrolls', async ({
  openDesk,
  server,
}) => {
  const database = await copyDatabase(server.port, sampleDatabase);
  const addFilm = (title: string) =>
    runSql(server.port, database, 'insert into film (title, language_id) values ($1, 1)', [title]);
  for (const title of ['Zz One', 'Zz Two', 'Zz Three']) await addFilm(title);
  const { page } = await openDesk({ uri: uriOf(server.port, database) });
  await expect(counts(page)).toHaveText('1,003 films');
  const scroller = page.locator('film-table .scroller');
  const scrollTo = async (part: number) => {
    await scroller.evaluate(
      (element, share) => element.scrollTo({ top: element.scrollHeight * share }),
      part,
    );
    await expect(page.locator('film-table .blank')).toHaveCount(0);
  };
  await runSql(server.port, database, `delete from film where title like 'Zz %'`);
  await scrollTo(1);
  await expect(counts(page)).toHaveText('1,000 films');
  await expect(rows(page).last()).toHaveAttribute('aria-rowindex', '1001');
  // Through so much that the first rows have to be read again.
  const steps = 50;
  for (let step = steps; step > 0; step--) await scrollTo(step / steps);
  await addFilm('Aa One');
  for (let step = 0; step < steps; step++) await scrollTo(step / steps);
  await addFilm('Aa Two');
  for (let step = steps; step >= 0; step--) await scrollTo(step / steps);
  await expect(rows(page).first()).toContainText('Aa One');
  await expect(rows(page).nth(1)).toContainText('Aa Two');
});

test('a list that is read again where so many films have gone shows its new end', async ({
  openDesk,
  server,
}) => {
  const database = await copyDatabase(server.port, sampleDatabase);
  await runSql(
    server.port,
    database,
    `insert into film (title, language_id) select 'Zz ' || number, 1 from generate_series(1, 300) as number`,
  );
  const { page } = await openDesk({ uri: uriOf(server.port, database) });
  await expect(counts(page)).toHaveText('1,300 films');
  await rows(page).first().click();
  await page.keyboard.press('End');
  await expect(rows(page).last()).toHaveAttribute('aria-rowindex', '1301');
  await expect(page.locator('film-table .row.active')).toContainText('Zz 99');
  await runSql(server.port, database, `delete from film where title like 'Zz %' and title <> 'Zz 99'`);
  await page.locator('film-desk').evaluate((desk) => {
    const reload = new Event('page-command') as Event & { command: object };
    reload.command = { do: 'reload' };
    desk.dispatchEvent(reload);
  });
  await expect(counts(page)).toHaveText('1,001 films');
  await expect(rows(page).last()).toHaveAttribute('aria-rowindex', '1002');
  await expect(rows(page).last()).toContainText('Zz 99');
  await expect(rows(page).last()).toBeInViewport();
});

test('End leads to the last film, also of those that have come since the list was read', async ({
  openDesk,
  server,
}) => {
  const database = await copyDatabase(server.port, sampleDatabase);
  const { page } = await openDesk({ uri: uriOf(server.port, database) });
  await expect(counts(page)).toHaveText('1,000 films');
  await rows(page).first().click();
  await runSql(
    server.port,
    database,
    `insert into film (title, language_id) select 'Zz ' || number, 1 from generate_series(1, 60) as number`,
  );
  await page.keyboard.press('End');
  await expect(counts(page)).toHaveText('1,060 films');
  await expect(heading(page)).toHaveText('Zz 9');
  await expect(page.locator('film-table .row.active')).toHaveAttribute('aria-rowindex', '1061');
});

test('a film that another desk has taken away leaves the list when it is chosen', async ({
  openDesk,
  server,
}) => {
  const database = await copyDatabase(server.port, sampleDatabase);
  await runSql(server.port, database, `insert into film (title, language_id) values ('Aa Gone', 1)`);
  const { page } = await openDesk({ uri: uriOf(server.port, database) });
  await expect(rows(page).first()).toContainText('Aa Gone');
  await expect(counts(page)).toHaveText('1,001 films');
  await runSql(server.port, database, `delete from film where title = 'Aa Gone'`);
  await rows(page).first().click();
  await expect(page.locator('film-details')).toContainText('There is no film number');
  await expect(counts(page)).toHaveText('1,000 films');
  await expect(rows(page).first()).not.toContainText('Aa Gone');
});

test('rows are there before it is known how many', async ({ openDesk, server }) => {
  const uri = uriOf(server.port, await copyDatabase(server.port, sampleDatabase));
  const { page } = await openDesk({ uri });
  await expect(counts(page)).toHaveText('1,000 films');
  // What words that begin so are counted by, and nothing else is read from.
  await whileLocked(uri, 'film_start', async (holder) => {
    await search(page).fill('di');
    await expect(page.locator('film-table mark').first()).toHaveText(/^di/i);
    await somebodyWaitsFor(holder);
    await expect(page.locator('film-desk .counts.stale')).toHaveCount(1);
    await holder.query('rollback');
    await search(page).fill('din');
    await expect(page.locator('film-desk .counts.stale')).toHaveCount(0);
  });
});

test('rows that come within one tick of the clock are drawn', async ({ openDesk }) => {
  const { page } = await openDesk();
  await expect(counts(page)).toHaveText('1,000 films');
  await page.evaluate(() => (performance.now = () => 1000));
  const scroller = page.locator('film-table .scroller');
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    await scroller.evaluate((element, part) => element.scrollTo({ top: element.scrollHeight * part }), share);
    await expect(page.locator('film-table .blank')).toHaveCount(0);
  }
});

test('a letter does not draw the filters anew', async ({ openDesk }) => {
  const { page } = await openDesk();
  await expect(filter(page, 'PG-13')).toBeVisible();
  await expect(counts(page)).toHaveText('1,000 films');
  const drawn = await page.locator('film-desk').evaluate(async (desk: LitElement) => {
    const part = (of: LitElement, name: string) => of.renderRoot.querySelector<LitElement>(name)!;
    const { list } = part(desk, 'film-table') as FilmTable;
    const filters = part(desk, 'facet-pane');
    const field = part(part(desk, 'desk-header'), 'search-field').renderRoot.querySelector('input')!;
    let times = 0;
    filters.addController({ hostUpdated: () => void times++ });
    const hasRows = new Promise<void>((resolve) => {
      desk.addController({
        hostUpdated: () => {
          if (list.query.search === 'a' && !list.isStale) resolve();
        },
      });
    });
    field.value = 'a';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await hasRows;
    await filters.updateComplete;
    return times;
  });
  expect(drawn).toBe(0);
});

test('an address opens its view', async ({ openDesk }) => {
  const desk = await openDesk();
  await desk.goto('/films/44?q=cafe&rating=PG&rating=PG-13&sort=-length');
  const { page } = desk;
  await expect(search(page)).toHaveValue('cafe');
  await expect(counts(page)).toHaveText('5 films');
  await expect(filter(page, 'PG-13')).toBeChecked();
  await expect(page.getByRole('columnheader', { name: 'Length' })).toHaveAttribute('aria-sort', 'descending');
  await expect(heading(page)).toHaveText('Almond Glacier');
});

test('Back leaves the film that was opened, and Forward opens it again', async ({ openDesk }) => {
  const { page } = await openDesk();
  await rows(page).nth(1).click();
  await expect(heading(page)).toHaveText('Almond Eclipse');
  await page.goBack();
  await expect(page.locator('film-details')).toContainText('Choose a film');
  await page.goForward();
  await expect(heading(page)).toHaveText('Almond Eclipse');
});

test('Back leaves the film only: what was searched for meanwhile stays', async ({ openDesk }) => {
  const { page } = await openDesk();
  await rows(page).nth(1).click();
  await expect(heading(page)).toHaveText('Almond Eclipse');
  await expect(page).toHaveTitle('Almond Eclipse · Filmdesk');
  await search(page).fill('cafe');
  await expect(counts(page)).toHaveText('7 films');
  await expect(page).toHaveTitle('Almond Eclipse · Filmdesk');
  await page.goBack();
  await expect(page.locator('film-details')).toContainText('Choose a film');
  await expect(search(page)).toHaveValue('cafe');
  await expect(counts(page)).toHaveText('7 films');
  await expect(page).toHaveURL(/\/\?q=cafe$/);
});

test('a film that is read anew says in its row what has become of its copies', async ({
  openDesk,
  server,
}) => {
  const database = await copyDatabase(server.port, sampleDatabase);
  const { page } = await openDesk({ uri: uriOf(server.port, database) });
  await rows(page).nth(1).click();
  const stock = rows(page).nth(1).locator('.cell.stock');
  const [before] = await runSql<{ in: number; copies: number; film_id: number }>(
    server.port,
    database,
    `select in_stock::int as in, copies::int, film_id from film_stock join film using (film_id) where title = 'Almond Eclipse'`,
  );
  await expect(stock).toContainText(`${before!.in} of ${before!.copies}`);
  const note = page.locator('film-desk .counts span');
  const noted = await note.textContent();
  await runSql(
    server.port,
    database,
    `insert into rental (rental_date, inventory_id, customer_id, staff_id)
     select now(), min(inventory_id), 1, 1 from inventory where film_id = $1 and inventory_id not in (
       select inventory_id from rental where return_date is null)`,
    [before!.film_id],
  );
  await rows(page).nth(2).click();
  await rows(page).nth(1).click();
  await expect(stock).toContainText(`${before!.in - 1} of ${before!.copies}`);
  await expect(note).not.toHaveText(noted!);
});

test('every filter that is set is seen and can be taken back, and the keyboard is not lost by it', async ({
  openDesk,
}) => {
  const desk = await openDesk();
  const { page } = desk;
  await page.setViewportSize({ width: 700, height: 600 });
  await desk.goto(
    '/?category=Horror&category=Drama&category=Animation&rating=PG-13&rating=R&rating=PG&rating=NC-17&year=1970-2020&length=20-180&stock=in',
  );
  const chips = page.locator('film-bar .chip');
  await expect(chips).toHaveCount(5);
  for (const chip of await chips.all()) await expect(chip).toBeInViewport({ ratio: 1 });
  await chips.nth(2).focus();
  await page.keyboard.press('Enter');
  await expect(chips).toHaveCount(4);
  await expect(chips.nth(2)).toBeFocused();
  await page.locator('film-bar').getByRole('button', { name: 'Clear' }).click();
  await expect(chips).toHaveCount(0);
  await expect(search(page)).toBeFocused();
});

test('of a sentence the first words are searched for, and signs alone are said to be none', async ({
  openDesk,
}) => {
  const { page } = await openDesk();
  const note = page.locator('film-desk .counts span');
  await search(page).fill('a b c d e f g h i j k l m');
  await expect(note).toHaveText('with the first 10 words of the search');
  await search(page).fill('!!!');
  await expect(note).toHaveText('“!!!” has no word to search for');
  await expect(counts(page)).toHaveText('1,000 films');
});

test('columns, their order and width, sort and filters are as one left them', async ({ openDesk }) => {
  const desk = await openDesk();
  const { page } = desk;
  await page.getByRole('button', { name: 'Columns' }).click();
  const chooser = page.locator('column-chooser');
  await chooser.getByRole('checkbox', { name: 'Language' }).check();
  await chooser.getByRole('checkbox', { name: 'Year' }).uncheck();
  const move = chooser.getByRole('button', { name: 'Move Rate to the left' });
  await move.click();
  await expect(move).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(move).toBeFocused();
  await expect(chooser.getByRole('checkbox').nth(4)).toHaveAccessibleName('Rate');
  await page.keyboard.press('Escape');
  const head = (name: string) => page.getByRole('columnheader', { name }).getByRole('button');
  // The keyboard goes with the column.
  await head('Rating').focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(head('Rating')).toBeFocused();
  await expect(page.getByRole('columnheader').nth(1)).toContainText('Rating');
  await head('Category').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await head('Length').click();
  await filter(page, 'PG-13').check();
  await expect(page).toHaveURL(/rating=PG-13.*sort=length/);
  const layout = (at: Page) =>
    at
      .locator('film-table [role=columnheader]')
      .evaluateAll((heads) =>
        heads.map(
          (cell) =>
            `${cell.textContent.replaceAll(/\s+/g, ' ').trim()} ${cell.getBoundingClientRect().width}`,
        ),
      );
  const before = await layout(page);
  expect(before.join()).toContain('Language');
  expect(before.join()).not.toContain('Year');
  // Before, it is that of the list without the filter.
  await expect(counts(page)).not.toHaveText('1,000 films');
  const counted = await counts(page).textContent();
  await desk.restart();
  await expect(counts(desk.page)).toHaveText(counted!);
  await expect(filter(desk.page, 'PG-13')).toBeChecked();
  expect(await layout(desk.page)).toEqual(before);
  await expect(desk.page.getByRole('columnheader', { name: 'Length' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
});

test('what a narrow column cuts off, and squares of copies, are told where the pointer rests', async ({
  openDesk,
}) => {
  const { page } = await openDesk();
  const cell = page.locator('film-table .rows .cell.category').first();
  await cell.hover();
  await expect(cell).not.toHaveAttribute('title');
  const head = page.locator('film-table button[data-key="category"]');
  for (let step = 0; step < 5; step++) await head.press('Shift+ArrowLeft');
  await page.locator('film-table .rows .cell.title').first().hover();
  await cell.hover();
  await expect(cell).toHaveAttribute('title', (await cell.textContent())!);
  const stock = page.locator('film-table .rows .cell.stock').first();
  await expect(stock).toHaveAttribute('title', /^Store 1: \d+ of \d+/);
});

test('each copy that is in has a filled square, in every row', async ({ openDesk }) => {
  const { page } = await openDesk();
  const stocks = page.locator('film-table .rows .cell.stock');
  await expect(stocks.first()).toHaveText(/of/);
  // Which stores there are comes apart from the films.
  await expect(page.locator('film-table .head .store').first()).toBeVisible();
  const drawn = await stocks.evaluateAll((cells) =>
    cells.map((cell) => {
      const filled = document.createElement('i');
      filled.style.color = 'var(--in)';
      cell.getRootNode().appendChild(filled);
      const { color } = getComputedStyle(filled);
      const shadows = [...cell.querySelectorAll('.at')].map((box) => getComputedStyle(box).boxShadow);
      const squares = shadows.join().split(color).length - 1;
      filled.remove();
      return { squares, words: cell.textContent.trim() };
    }),
  );
  expect(drawn.map(({ words }) => (words === 'no copies' ? 0 : Number(words.split(' ')[0])))).toEqual(
    drawn.map(({ squares }) => squares),
  );
  expect(new Set(drawn.map(({ squares }) => squares)).size).toBeGreaterThan(2);
});

test('nothing found says so, and leads back', async ({ openDesk }) => {
  const desk = await openDesk();
  await desk.goto('/?q=zzzz&stock=in&rating=G');
  const { page } = desk;
  await expect(page.getByRole('heading', { name: 'No film matches “zzzz”' })).toBeVisible();
  await expect(counts(page)).toHaveText('0 films');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.locator('.state').getByRole('button', { name: 'Clear search' }).click();
  await expect(counts(page)).toHaveText('1,000 films');
});

test('a shop that can’t be opened says why, once, and what to do, without the password', async ({
  openDesk,
  server,
}, { project }) => {
  const uri = uriOf(server.port, sampleDatabase).replace('test-password', 'canary-4711');
  const desk = await openDesk({ uri });
  await expect(desk.page.getByRole('heading', { name: 'The films can’t be shown' })).toBeVisible();
  await expect(desk.page.locator('main')).toContainText('does not accept the password of postgres');
  await expect(desk.page.getByRole('button', { name: 'Try again' }).first()).toBeVisible();
  expect(await desk.page.content()).not.toContain('canary-4711');
  // The counts beside the filters fail, too, and for the same reason.
  const counted =
    project.metadata['kind'] === 'browser' ? desk.page.waitForResponse(/films\.facets/) : undefined;
  await desk.page.reload();
  await counted;
  await expect(desk.page.getByText('does not accept the password of postgres')).toHaveCount(1);
});

test('a menu that is opened again while it closes stays open', async ({ openDesk }) => {
  const { page } = await openDesk();
  const button = page.getByRole('button', { name: 'Columns' });
  const chooser = page.locator('column-chooser');
  await button.click();
  await expect(chooser).toBeVisible();
  await chooser.evaluate(async (element) => {
    const menu = element.parentElement!;
    const opener = (menu.getRootNode() as ShadowRoot).querySelector<HTMLElement>('#columns')!;
    const closed = new Promise((resolve) => menu.addEventListener('wa-after-hide', resolve, { once: true }));
    opener.click();
    for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
    opener.click();
    await closed;
  });
  await expect(chooser).toBeVisible();
});

test('a lost connection is told, and heals with everything kept', async ({ openDesk, server }) => {
  const { page } = await openDesk();
  await search(page).fill('a');
  await filter(page, 'English').check();
  await expect(page).toHaveURL(/language=English/);
  await expect(counts(page)).not.toHaveText('1,000 films');
  await expect(page.locator('film-desk .counts.stale')).toHaveCount(0);
  const counted = await counts(page).textContent();
  const scroller = page.locator('film-table .scroller');
  await scroller.evaluate((element) => element.scrollTo({ top: 34 * 150 }));
  await expect(page.locator('film-table .blank')).toHaveCount(0);
  // Those around the rows that are seen come a moment later.
  await expect(rows(page).nth(40)).toBeAttached();
  await expect(page.locator('film-table .blank')).toHaveCount(0);
  await rows(page).nth(20).click();
  const film = await heading(page).textContent();
  const shown = await titles(page);
  await server.stop();
  try {
    await search(page).fill('ab');
    await expect(page.locator('shop-notice')).toContainText(/lost|Nothing answers/);
    // One fewer, where the notice is.
    expect(shown.join()).toContain((await titles(page)).join());
    await search(page).fill('a');
  } finally {
    await server.start();
  }
  await expect(page.locator('shop-notice .notice')).toHaveCount(0);
  await expect(counts(page)).toHaveText(counted!);
  await expect(heading(page)).toHaveText(film!);
  await expect.poll(() => titles(page)).toEqual(shown);
});

test('an idle page notices that its database is gone, and that it is back', async ({ openDesk, server }) => {
  const { page } = await openDesk();
  await page.clock.install();
  await page.reload();
  await expect(page.locator('status-line')).toContainText('1,000 films');
  await server.stop();
  try {
    await page.clock.fastForward(20_000);
    await expect(page.locator('shop-notice')).toContainText(/lost|Nothing answers/);
  } finally {
    await server.start();
  }
  await expect(page.locator('shop-notice .notice')).toHaveCount(0);
});

test('a mistyped search shows what it is likest to, and says so', async ({ openDesk }) => {
  const { page } = await openDesk();
  await search(page).fill('dinosuar');
  await expect(page.locator('film-desk .counts')).toContainText('with “dinosaur”; none has “dinosuar”');
  await expect(page.locator('film-table mark').first()).toHaveText('Dinosaur');
});

test('hostile text in the database is shown, and never run', async ({ openDesk, server }) => {
  const database = await copyDatabase(server.port, sampleDatabase);
  const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{7*7}}`;
  for (const [table, column] of [
    ['film', 'title'],
    ['film', 'description'],
    ['actor', 'last_name'],
    ['category', 'name'],
    ['language', 'name'],
    ['city', 'city'],
  ]) {
    await runSql(server.port, database, `update ${table} set ${column} = $1`, [hostile]);
  }
  const desk = await openDesk({ uri: uriOf(server.port, database) });
  const { page } = desk;
  await rows(page).first().click();
  await expect(heading(page)).toHaveText(hostile);
  await search(page).fill('<script>');
  await expect(page.locator('film-table mark').first()).toHaveText('script');
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(desk.errors).toEqual([]);
});

test('a narrow window is a list, with the film over it and a way back', async ({ openDesk }) => {
  const { page, app } = await openDesk();
  if (app)
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(360, 640));
  else await page.setViewportSize({ width: 360, height: 640 });
  await expect(page.getByRole('columnheader')).toHaveCount(2);
  await rows(page).nth(2).click();
  await expect(heading(page)).toBeVisible();
  await page.getByRole('button', { name: 'Back to the films' }).click();
  await expect(heading(page)).toBeHidden();
  await rows(page).nth(2).click();
  await search(page).fill('amber');
  await expect(heading(page)).toBeHidden();
  await expect(rows(page).first()).toContainText('Amber');
  await search(page).fill('');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page
    .locator('wa-drawer')
    .getByRole('checkbox', { name: /^NC-17,/ })
    .check();
  await expect(page).toHaveURL(/rating=NC-17/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});

test('in a window of any width the search has the most room, and nothing comes short in its head', async ({
  openDesk,
}) => {
  const { page, app } = await openDesk();
  for (const width of [801, 900, 1100, 1440]) {
    if (app)
      await app.evaluate(
        ({ BrowserWindow }, wide) => BrowserWindow.getAllWindows()[0]!.setContentSize(wide, 700),
        width,
      );
    else await page.setViewportSize({ width, height: 700 });
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
    const widths = await page
      .locator('desk-header')
      .evaluate((header) =>
        [...header.shadowRoot!.querySelectorAll('search-field, button')].map(
          (part) => part.getBoundingClientRect().width,
        ),
      );
    expect(widths[0]).toBeGreaterThan(200);
    expect(Math.max(...widths)).toBe(widths[0]);
  }
});

test('nothing of what opens later is seen before its part of the program has come', async ({ openDesk }) => {
  const { page } = await openDesk();
  let load!: () => void;
  const isToLoad = new Promise<void>((resolve) => (load = resolve));
  await page.route('**/assets/controls-*.js', async (route) => {
    await isToLoad;
    await route.continue();
  });
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  expect(await page.evaluate(() => customElements.get('wa-dialog'))).toBeUndefined();
  const { bottom, height } = await page.locator('status-line').evaluate((line) => ({
    bottom: line.getBoundingClientRect().bottom,
    height: window.innerHeight,
  }));
  expect(bottom).toBe(height);
  await expect(page.locator('wa-dialog, wa-drawer, wa-popover').filter({ visible: true })).toHaveCount(0);
  load();
  await page.keyboard.press('?');
  await expect(page.getByText('Next or previous film')).toBeVisible();
});

test('a window of a small screen shows all columns, beside a film too', async ({ openDesk }) => {
  const { page, app } = await openDesk();
  if (app)
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1280, 700));
  else await page.setViewportSize({ width: 1280, height: 700 });
  const stock = page.getByRole('columnheader', { name: 'In stock' });
  await expect(stock).toBeInViewport({ ratio: 1 });
  await rows(page).nth(2).click();
  await expect(heading(page)).toBeInViewport({ ratio: 1 });
  await expect(stock).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(heading(page)).toBeHidden();
  await expect(stock).toBeInViewport({ ratio: 1 });
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing to say in the ${theme} theme`, async ({ openDesk }) => {
    const { page } = await openDesk();
    await page.emulateMedia({ colorScheme: theme });
    await filter(page, 'PG-13').check();
    await rows(page).nth(3).click();
    await expect(heading(page)).toBeVisible();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await expect(page.locator('wa-dialog .keys')).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.locator('wa-dialog .keys')).toBeHidden();
    expect(await axeViolations(page)).toEqual([]);
  });
}

if (hasDvdrental) {
  test('dvdrental is shown as it is, and left as it was', async ({ openDesk, server }) => {
    const digest = async () => {
      const [row] = await runSql<{ digest: string }>(
        server.port,
        dvdrentalDatabase,
        `select md5(string_agg(xmin || ':' || film_id, ',' order by film_id)) || (select count(*) from pg_class) as digest from film`,
      );
      return row!.digest;
    };
    const before = await digest();
    const { page } = await openDesk({ uri: uriOf(server.port, dvdrentalDatabase) });
    await expect(counts(page)).toHaveText('1,000 films');
    await search(page).fill('dino acad');
    await expect(counts(page)).toHaveText('1 film');
    await rows(page).first().click();
    await expect(heading(page)).toHaveText('Academy Dinosaur');
    await expect(page.locator('film-details h3').first()).toContainText('Store 1, Lethbridge');
    expect(await digest()).toBe(before);
  });
}
