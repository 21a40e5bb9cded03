import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import pg from 'pg';
import { axeViolations } from '../support/axe.ts';
import { sampleDatabase } from '../support/databases.ts';
import { somebodyWaitsFor } from '../support/locks.ts';
import { runSql, uriOf } from '../support/postgres.ts';
import { type Desk, expect, test } from './fixtures.ts';

/* Shops and their connections, from the first start without anything to a restart that finds everything as it was. */

const newHome = () => mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
const canary = 'canary-4711-passphrase';

const counts = (page: Page) => page.locator('film-desk .counts strong');
const dialog = (page: Page) => page.locator('shop-dialog');
const stage = (page: Page, name: string) => page.locator(`connection-stages li[data-stage="${name}"]`);
const button = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true });

async function openShops(page: Page): Promise<void> {
  await page.locator('#shop').click();
  await page.getByRole('button', { name: 'Shops and connections …' }).click();
  await expect(dialog(page).locator('nav')).toBeVisible();
}

/** Begins a new shop by pasting a string, as one would from a host's page. */
async function paste(page: Page, uri: string): Promise<void> {
  await openShops(page);
  await button(page, '+ New shop').click();
  await page.locator('#string').evaluate((input: HTMLInputElement, text) => {
    input.value = text;
    input.dispatchEvent(
      new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true, composed: true }),
    );
  }, uri);
}

test('from nothing to a server’s films, by pasting a string; a restart finds it all as it was', async ({
  openDesk,
  server,
}) => {
  const desk = await openDesk({ uri: undefined, home: newHome() });
  await expect(counts(desk.page)).toHaveText('1,000 films');
  await runSql(server.port, sampleDatabase, 'select 1');
  await paste(desk.page, uriOf(server.port, sampleDatabase));
  const { page } = desk;
  await expect(page.locator('#string')).toHaveValue(
    `postgres://postgres:••••••••@127.0.0.1:${server.port}/sample`,
  );
  await expect(page.locator('#host')).toHaveValue('127.0.0.1');
  await expect(page.locator('#database')).toHaveValue('sample');
  await expect(page.locator('#name')).toHaveValue('sample');
  await page.locator('#name').fill('The real shop');
  await page.getByRole('radio', { name: 'Green' }).check({ force: true });
  await button(page, 'Test connection').click();
  await expect(
    dialog(page).getByText(/The connection works: Filmdesk’s own schema, 1,000 films, .* ms away\./),
  ).toBeVisible();
  await expect(stage(page, 'database')).toContainText('PostgreSQL 18');
  await page.locator('#store').selectOption({ label: 'Store 2, Woodridge' });
  await button(page, 'Test connection').or(button(page, 'Test again')).click();
  await expect(page.locator('#store')).toHaveValue('2');
  await button(page, 'Connect').click();
  await expect(page.locator('status-line')).toContainText('sample on 127.0.0.1');
  await expect(page.locator('#shop')).toHaveText('The real shop');
  await page.locator('film-table .rows .row').nth(3).click();
  await expect(page.locator('film-details h3').first()).toContainText('Store 2, Woodridge · this desk');

  await page.getByRole('searchbox').fill('horizon');
  await expect(page).toHaveURL(/q=horizon/);
  await desk.restart();
  await expect(desk.page.locator('#shop')).toHaveText('The real shop');
  await expect(desk.page).toHaveURL(/q=horizon/);
  await openShops(desk.page);
  await expect(dialog(desk.page).locator('.entry[aria-current="true"]')).toContainText('The real shop');
});

test('switching takes one shortcut, and each shop keeps its own view', async ({ openDesk, server }) => {
  const desk = await openDesk({ uri: uriOf(server.port, sampleDatabase) });
  const { page, app } = desk;
  await expect(page.locator('#shop')).toHaveText('sample');
  await page.getByRole('searchbox').fill('horizon');
  await expect(page).toHaveURL(/q=horizon/);
  const press = (label: string) =>
    app!.evaluate(({ Menu, BrowserWindow }, wanted) => {
      const all = Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? []);
      const item = all.find((each) => each.label === wanted)!;
      item.click(undefined, BrowserWindow.getAllWindows()[0], undefined);
      return String(item.accelerator);
    }, label);
  expect(await press('Shop 1')).toBe('CmdOrCtrl+1');
  await expect(page.locator('#shop')).toHaveText('Sample shop');
  await expect(page.locator('status-line')).toContainText('Sample shop on this computer');
  await expect(counts(page)).toHaveText('1,000 films');
  expect(new URL(page.url()).search).toBe('');
  await press('Next Shop');
  await expect(page.locator('#shop')).toHaveText('sample');
  await expect(page).toHaveURL(/q=horizon/);
  await expect(counts(page)).not.toHaveText('1,000 films');
});

test('a string and its fields follow each other, and what can’t be understood is pointed at', async ({
  openDesk,
}) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await openShops(page);
  await button(page, '+ New shop').click();
  const string = page.locator('#string');
  await string.fill('host=db.example port=6543 dbname=rentals user=ann sslmode=verify-full');
  await expect(page.locator('#port')).toHaveValue('6543');
  await expect(page.getByRole('radio', { name: 'Encrypt and check' })).toBeChecked();
  await expect(dialog(page).getByText('The server must prove that it is db.example.')).toBeVisible();
  await page.locator('#host').fill('one.example, two.example');
  await expect(string).toHaveValue(
    'postgres://ann@one.example:6543,two.example:6543/rentals?sslmode=verify-full',
  );
  await string.fill('postgres://ann@db.example:65x3/rentals');
  await expect(dialog(page).locator('.problem u')).toHaveText('65x3');
  await expect(dialog(page).locator('.problem')).toContainText('a port is a number from 1 to 65535');
  await string.fill('');
  await button(page, 'Connect').click();
  await expect(dialog(page).getByText('Needed').first()).toBeVisible();
});

test('a string that is wrong is not taken for the one before it', async ({ openDesk, server }) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await paste(page, uriOf(server.port, sampleDatabase));
  await expect(page.locator('#host')).toHaveValue('127.0.0.1');
  await page.locator('#string').fill('postgresql//other.example/shop');
  for (const name of ['Test connection', 'Save', 'Connect']) {
    await button(page, name).click();
    await expect(page.locator('#string')).toBeFocused();
    await expect(page.locator('connection-stages')).toHaveCount(0);
  }
  await expect(dialog(page).locator('.entry .name')).toHaveText(['Sample shop']);
  // In a field the wish is said anew: then the fields count.
  await page.locator('#name').fill('The first');
  await button(page, 'Save').click();
  await expect(dialog(page).locator('.entry .name')).toHaveText(['Sample shop', 'The first']);
});

test('what heroku config prints is pasted as it is, and shows no password', async ({ openDesk }) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await openShops(page);
  await button(page, '+ New shop').click();
  const text = `=== my-app Config Vars\nDATABASE_URL: postgres://clerk:${canary}@db.example:5433/shop\nLANG: en_US.UTF-8\n`;
  await page.locator('#string').evaluate((input, copied) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', copied);
    input.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true }),
    );
  }, text);
  await expect(page.locator('#host')).toHaveValue('db.example');
  await expect(page.locator('#port')).toHaveValue('5433');
  await expect(page.locator('#database')).toHaveValue('shop');
  await expect(page.locator('#string')).toHaveValue('postgres://clerk:••••••••@db.example:5433/shop');
  await expect(page.locator('#name')).toHaveValue('shop');
});

test('what a test has come to is seen, and a long name stays in its place', async ({ openDesk, server }) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await paste(page, uriOf(server.port, sampleDatabase));
  await page.locator('#name').fill('Main Street Branch, Lethbridge North, behind the old station');
  await button(page, 'Test connection').click();
  const outcome = page.locator('connection-outcome').getByText('The connection works');
  await expect(outcome).toBeVisible();
  const bottomOf = async (part: Locator) => {
    const box = await part.boundingBox();
    return box!.y + box!.height;
  };
  const footer = await dialog(page).locator('footer').boundingBox();
  await expect.poll(() => bottomOf(outcome)).toBeLessThanOrEqual(footer!.y);
  await button(page, 'Save').click();
  await page.keyboard.press('Escape');
  await page.locator('#shop').click();
  await expect(page.locator('shop-switcher button').nth(1)).toBeVisible();
  const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(sizes[0]).toBe(sizes[1]);
  const [switcher, ...inside] = await Promise.all(
    [
      page.locator('shop-switcher'),
      ...(await page.locator('shop-switcher').locator('button, kbd').all()),
    ].map((part) => part.boundingBox()),
  );
  for (const box of inside)
    expect(box!.x + box!.width).toBeLessThanOrEqual(switcher!.x + switcher!.width + 0.5);
});

test('a certificate’s file is chosen, and what was written for one shop waits while another is looked at', async ({
  openDesk,
}) => {
  const home = newHome();
  const certificate = join(home, 'root of all.pem');
  writeFileSync(certificate, 'PEM');
  const { page } = await openDesk({ uri: undefined, home });
  await openShops(page);
  await button(page, '+ New shop').click();
  await page.locator('#string').fill('postgres://ann:secret@db.example/rentals?sslmode=verify-full');
  await dialog(page).getByText('Certificates').click();
  await page.locator('#rootCertificate ~ [type=file]').setInputFiles(certificate);
  await expect(page.locator('#rootCertificate')).toHaveValue(certificate);
  await dialog(page).getByRole('button', { name: 'Sample shop' }).click();
  await expect(page.locator('#host')).toHaveCount(0);
  await button(page, '+ New shop').click();
  await expect(page.locator('#host')).toHaveValue('db.example');
  await expect(page.locator('#rootCertificate')).toHaveValue(certificate);
  await button(page, 'Clear').click();
  await expect(page.locator('#host')).toHaveValue('');
});

test('a failure says in which stage and what to do, and can be mended where it stands', async ({
  openDesk,
  server,
}) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await paste(page, uriOf(server.port, 'nowhere'));
  await button(page, 'Test connection').click();
  await expect(stage(page, 'database')).toHaveClass('failed');
  await expect(stage(page, 'database')).toContainText('There is no database nowhere on 127.0.0.1.');
  await expect(stage(page, 'login')).toHaveClass('done');
  await expect(stage(page, 'schema')).toHaveClass('waiting');
  await page.locator('#database').fill(sampleDatabase);
  await button(page, 'Test connection').click();
  await expect(dialog(page).getByText('The connection works')).toBeVisible();
});

test('an empty database is set up after a question that names it', async ({ openDesk, server }) => {
  const database = `empty_${process.pid}_${Date.now()}`;
  await runSql(server.port, 'postgres', `create database ${database}`);
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await paste(page, uriOf(server.port, database));
  await button(page, 'Test connection').click();
  await button(page, 'Set up with a sample').click();
  await expect(dialog(page).getByText(`Make Filmdesk’s tables in ${database} on 127.0.0.1`)).toBeVisible();
  await button(page, 'No').click();
  expect(await runSql(server.port, database, 'select 1 from pg_class where relname = $1', ['film'])).toEqual(
    [],
  );
  await button(page, 'Set up with a sample').click();
  await button(page, 'Yes, do it').click();
  await expect(dialog(page).getByText('Done. The shop can be opened now.')).toBeVisible();
  await button(page, 'Connect').click();
  await expect(page.locator('status-line')).toContainText(`${database} on 127.0.0.1`);
  await expect(counts(page)).toHaveText('1,000 films');
});

test('while a database is set up, nothing ends it but Cancel', async ({ openDesk, server }) => {
  const database = `held_${process.pid}_${Date.now()}`;
  await runSql(server.port, 'postgres', `create database ${database}`);
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  const holder = new pg.Client({ connectionString: uriOf(server.port, database) });
  await holder.connect();
  try {
    // Who makes a table of this name too waits for what becomes of it.
    await holder.query('begin; create table film ()');
    await paste(page, uriOf(server.port, database));
    await button(page, 'Test connection').click();
    await button(page, 'Set up with a sample').click();
    await button(page, 'Yes, do it').click();
    await somebodyWaitsFor(holder);
    const actions = dialog(page).locator('footer').getByRole('button');
    await expect(actions).toHaveText(['Cancel']);
    await actions.click();
    await expect(button(page, 'Connect')).toBeEnabled();
    await button(page, 'Set up with a sample').click();
    await button(page, 'Yes, do it').click();
    await somebodyWaitsFor(holder);
    await expect(actions).toHaveText(['Cancel']);
    await page.keyboard.press('Escape');
    await page.locator('#shop').click();
    await page.locator('shop-switcher').getByRole('button', { name: database }).click();
    await expect(page.locator('desk-messages')).toContainText(
      'This shop’s database is still being worked on.',
    );
  } finally {
    await holder.end();
  }
  await openShops(page);
  await expect(dialog(page).getByText('Done. The shop can be opened now.')).toBeVisible();
});

test('what was written for one shop outlives the opening of another', async ({ openDesk, server }) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await paste(page, uriOf(server.port, sampleDatabase));
  await page.locator('#name').fill('First');
  await button(page, 'Save').click();
  await button(page, 'Duplicate').click();
  await page.locator('#host').fill('half-written.example');
  await dialog(page).locator('.entry .name').nth(1).click();
  await button(page, 'Duplicate').click();
  await expect(dialog(page).getByText('A new shop is being written already.')).toBeVisible();
  await button(page, 'Connect').click();
  await expect(page.locator('status-line')).toContainText('sample on 127.0.0.1');
  await openShops(page);
  await button(page, '+ New shop').click();
  await expect(page.locator('#host')).toHaveValue('half-written.example');
  await expect(page.locator('#name')).toHaveValue('First (copy)');
});

test('what is missing in a new shop has the keyboard when it is to be saved', async ({ openDesk }) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  await openShops(page);
  await button(page, '+ New shop').click();
  await page.locator('#name').fill('Nameless');
  await button(page, 'Save').click();
  await expect(page.locator('#host')).toBeFocused();
});

test('another shop waits until what is exported has been written', async ({ openDesk, server }) => {
  const { page, app } = await openDesk({ uri: uriOf(server.port, sampleDatabase), home: newHome() });
  await expect(counts(page)).toHaveText('1,000 films');
  // Somebody thinks about where to save it.
  await app!.evaluate(({ dialog: own }) => {
    own.showSaveDialog = () => new Promise(() => {});
  });
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await openShops(page);
  await dialog(page).getByRole('button', { name: 'Sample shop' }).click();
  await button(page, 'Open').click();
  await expect(dialog(page)).toContainText('The CSV is still being written.');
});

test('shops are duplicated, ordered, kept read-only and removed', async ({ openDesk, server }) => {
  const { page } = await openDesk({ uri: undefined, home: newHome() });
  const names = dialog(page).locator('.entry .name');
  await paste(page, uriOf(server.port, sampleDatabase));
  await page.getByRole('checkbox', { name: 'Read-only' }).check();
  await page.locator('#name').fill('First');
  await button(page, 'Save').click();
  await expect(names).toHaveText(['Sample shop', 'First']);
  await button(page, 'Duplicate').click();
  await button(page, 'Save').click();
  await expect(names).toHaveText(['Sample shop', 'First', 'First (copy)']);
  await button(page, 'Move up').click();
  await expect(names).toHaveText(['Sample shop', 'First (copy)', 'First']);
  await button(page, 'Remove').click();
  await expect(dialog(page).getByText('Remove “First (copy)” from this desk?')).toBeVisible();
  await button(page, 'Remove').click();
  await expect(names).toHaveText(['Sample shop', 'First']);
  await names.nth(1).click();
  await button(page, 'Connect').click();
  await expect(page.locator('status-line')).toContainText('sample on 127.0.0.1');
  await expect(page.locator('status-line .badge')).toHaveText('Read-only');
});

test('a password is in no file, no log, no reply, no title, no memory of the page', async ({
  openDesk,
  server,
}) => {
  await runSql(server.port, 'postgres', `drop role if exists canary_clerk`);
  await runSql(server.port, 'postgres', `create role canary_clerk login password '${canary}'`);
  await runSql(server.port, sampleDatabase, 'grant select on all tables in schema public to canary_clerk');
  const home = newHome();
  const desk = await openDesk({ uri: undefined, home });
  const { page, app } = desk;
  const output: string[] = [];
  for (const stream of [app!.process().stdout, app!.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  }
  const uri = `postgres://canary_clerk:${canary}@127.0.0.1:${server.port}/`;
  await paste(page, `${uri}nowhere`);
  await expect(page.locator('#string')).not.toHaveValue(new RegExp(canary));
  await button(page, 'Test connection').click();
  await expect(stage(page, 'database')).toHaveClass('failed');
  await page.locator('#database').fill(sampleDatabase);
  await expect(dialog(page).getByText('This computer has no safe place for passwords')).toBeVisible();
  await button(page, 'Connect').click();
  await expect(page.locator('status-line')).toContainText('sample on 127.0.0.1');
  await expect(counts(page)).toHaveText('1,000 films');

  expect(await page.title()).not.toContain(canary);
  expect(
    await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])),
  ).not.toContain(canary);
  const listed = await page.evaluate(() =>
    (
      window as unknown as { filmdesk: { call(id: number, name: string, input: object): Promise<string> } }
    ).filmdesk.call(1e6, 'shops.list', {}),
  );
  expect(listed).toContain('"hasPassword":true');
  expect(listed).not.toContain(canary);
  expect(await heapOf(desk)).not.toContain(canary);
  const copied = await app!.evaluate(async ({ Menu, BrowserWindow, clipboard }) => {
    const all = Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? []);
    all
      .find(({ label }) => label === 'Copy Diagnostics')!
      .click(undefined, BrowserWindow.getAllWindows()[0], undefined);
    for (let tries = 0; tries < 50 && !(await clipboard.readText()).includes('Filmdesk'); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return await clipboard.readText();
  });
  expect(copied).toContain('PostgreSQL 18');
  expect(copied).not.toMatch(/canary|127\.0\.0\.1/);
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const process of processes) {
    if (!readSafely(`/proc/${process}/cmdline`).includes('filmdesk')) continue;
    expect(readSafely(`/proc/${process}/cmdline`)).not.toContain(canary);
  }
  await app!.close();
  for (const file of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    expect([path, readFileSync(path).includes(canary)]).toEqual([path, false]);
  }
  expect(output.join('')).not.toContain(canary);
});

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Everything that the page's memory holds, after what nobody needs was thrown away. */
async function heapOf({ page }: Desk): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}

test('the dialog is used by keyboard alone, and axe has nothing to say of it in either theme or at 200 %', async ({
  openDesk,
}) => {
  const { page, app } = await openDesk({ uri: undefined, home: newHome() });
  await expect(counts(page)).toHaveText('1,000 films');
  await page.locator('#shop').focus();
  // The popover takes the keyboard once it is open; who listens must do so before the key is pressed.
  const shown = await page.locator('wa-popover[for="shop"]').evaluateHandle((popover) => ({
    once: new Promise<void>((done) => popover.addEventListener('wa-after-show', () => done())),
  }));
  await page.keyboard.press('Enter');
  await shown.evaluate(({ once }) => once);
  await page.getByRole('button', { name: 'Shops and connections …' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).locator('nav')).toBeVisible();
  await button(page, '+ New shop').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#string')).toBeFocused();
  await page.keyboard.type('postgres://ann@127.0.0.1:1/rentals');
  await page.keyboard.press('Tab');
  await expect(page.locator('#host')).toBeFocused();
  await button(page, 'Test connection').focus();
  await page.keyboard.press('Enter');
  await expect(stage(page, 'port')).toHaveClass('failed');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page)).toEqual([]);
  }
  await app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(2));
  await expect(button(page, 'Connect')).toBeInViewport();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog(page).locator('nav')).toBeHidden();
});
