import { spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import pg from 'pg';
import { chromiumFlags, findChromium } from '../support/chromium.ts';
import { copyDatabase, sampleDatabase } from '../support/databases.ts';
import { somebodyWaitsFor, whileLocked } from '../support/locks.ts';
import { freePort, uriOf } from '../support/postgres.ts';
import { type Desk, expect, root, test } from './fixtures.ts';

/* The program around the page: its menu, window, links, crashes, and the page that it shares. */

const newHome = () => mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
const counts = (page: Page) => page.locator('film-desk .counts strong');
const heading = (page: Page) => page.locator('film-details h2');

/** Chooses an item of the menu by its label, as a click or its shortcut would. */
const choose = ({ app }: Desk, label: string) =>
  app!.evaluate(({ Menu, BrowserWindow }, wanted) => {
    const all = Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? []);
    const item = all.find((each) => each.label === wanted);
    if (!item) throw new Error(`The menu has no ${wanted}.`);
    item.click(undefined, BrowserWindow.getAllWindows()[0], undefined);
  }, label);

/** Starts the program a second time on the same data, and waits until it has handed over and ended. */
async function startAgain(home: string, ...words: string[]): Promise<void> {
  const { electronFlags, findElectron } = await import('../../main/desktop/development/electron-program.ts');
  const { executable } = await findElectron(() => {});
  const second = spawn(executable, [...electronFlags(), root, ...words], {
    env: { ...process.env, FILMDESK_HOME: home },
    stdio: 'ignore',
  });
  await once(second, 'exit');
}

/** Has the running window share its page, as somebody does who starts the program again to do so. */
async function share(page: Page, home: string): Promise<{ link: string; origin: string; port: number }> {
  const port = await freePort();
  await startAgain(home, '--serve', '--port', String(port));
  const shown = page.locator('share-panel').getByRole('textbox', { name: 'Link' });
  await expect(shown).toHaveValue(/guest=/);
  return { link: await shown.inputValue(), origin: `http://127.0.0.1:${port}`, port };
}

test('a link opens its film in the running window', async ({ openDesk }) => {
  const home = newHome();
  const { page } = await openDesk({ uri: undefined, home });
  await expect(counts(page)).toHaveText('1,000 films');
  await startAgain(home, 'filmdesk://films/42');
  await expect(page).toHaveURL(/\/films\/42/);
  await expect(heading(page)).toBeVisible();
  await startAgain(home, 'filmdesk://films/42/../../etc', 'filmdesk://evil/1');
  await expect(page).toHaveURL(/\/films\/42/);
});

test('the window comes back where it was left, as large and as far zoomed', async ({ openDesk }) => {
  const desk = await openDesk({ uri: undefined, home: newHome() });
  await expect(counts(desk.page)).toHaveText('1,000 films');
  const wanted = { x: 40, y: 30, width: 1010, height: 650 };
  await desk.app!.evaluate(({ BrowserWindow }, bounds) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    window.setBounds(bounds);
    window.webContents.setZoomLevel(1);
  }, wanted);
  await desk.restart();
  await expect(counts(desk.page)).toHaveText('1,000 films');
  const state = await desk.app!.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    return { bounds: window.getBounds(), zoom: window.webContents.getZoomLevel() };
  });
  expect(state).toEqual({ bounds: wanted, zoom: 1 });
});

test('a window that was left on a screen which is gone comes back on one that is there', async ({
  openDesk,
}) => {
  const home = newHome();
  const bounds = { x: 90_000, y: 90_000, width: 800, height: 600 };
  writeFileSync(
    join(home, 'window.json'),
    JSON.stringify({ bounds, isMaximized: false, isFullScreen: false, zoomLevel: 0 }),
  );
  const { app, page } = await openDesk({ uri: undefined, home });
  await expect(counts(page)).toHaveText('1,000 films');
  const { x, y } = await app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
  expect([x, y]).not.toEqual([90_000, 90_000]);
});

test('every command of the menu does what it says', async ({ openDesk }) => {
  const desk = await openDesk({ uri: undefined, home: newHome() });
  const { page } = desk;
  await expect(counts(page)).toHaveText('1,000 films');
  await choose(desk, 'Find Films');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await choose(desk, 'Keyboard Shortcuts');
  await expect(page.getByText('Open a shop by its place')).toBeVisible();
  await page.keyboard.press('Escape');
  await choose(desk, 'About Filmdesk');
  await expect(page.locator('about-filmdesk')).toContainText('Chromium');
  await page.keyboard.press('Escape');
  await choose(desk, 'Indexes …');
  await expect(page.getByText('This database has every index that Filmdesk gains from.')).toBeVisible();
  await page.keyboard.press('Escape');
  await choose(desk, 'Columns …');
  await expect(page.locator('column-chooser')).toBeVisible();
  await page.keyboard.press('Escape');
  await choose(desk, 'Reload Data');
  await expect(counts(page)).toHaveText('1,000 films');
  await choose(desk, 'Look for a Newer Version');
  await expect(page.getByText('has nowhere to look for updates')).toBeVisible();
});

test('a page that crashes comes back where it was, and the log says so', async ({ openDesk, server }) => {
  const home = newHome();
  const desk = await openDesk({ uri: uriOf(server.port, sampleDatabase), home });
  const { page, app } = desk;
  await page.getByRole('searchbox').fill('horizon');
  await expect(page).toHaveURL(/q=horizon/);
  // The page of a crashed process is lost to the test, too: what its window shows is asked of the program.
  const loaded = app!.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const { webContents } = BrowserWindow.getAllWindows()[0]!;
        webContents.once('did-finish-load', () => resolve());
        webContents.forcefullyCrashRenderer();
      }),
  );
  await loaded;
  const shown = () =>
    app!.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(
        `location.search + ' ' + document.querySelector('film-desk').shadowRoot.querySelector('film-bar')?.shadowRoot.querySelector('.counts strong')?.textContent`,
      ),
    );
  await expect.poll(shown).toMatch(/^\?q=horizon \d+ films?$/);
  expect(readFileSync(join(home, 'logs/filmdesk.log'), 'utf8')).toContain('The page’s process ended');
});

test('the list is saved as CSV where the user says, and nothing of it where it is cancelled', async ({
  openDesk,
}) => {
  const home = newHome();
  const desk = await openDesk({ uri: undefined, home });
  const { page, app } = desk;
  await page.getByRole('searchbox').fill('horizon');
  await expect(counts(page)).toHaveText(/^\d+ films$/);
  // A title of two lines is one film all the same.
  const client = new pg.Client({ host: join(home, 'run'), user: 'postgres', database: 'postgres' });
  await client.connect();
  await client.query(`update film set title = title || E'\\nfar' where film_id =
    (select min(film_id) from film where title ilike '%horizon%')`);
  await client.end();
  const path = join(home, 'horizon.csv');
  const answerWith = (filePath: string, canceled: boolean) =>
    app!.evaluate(
      ({ dialog }, reply) => {
        dialog.showSaveDialog = () => Promise.resolve(reply);
      },
      { filePath, canceled },
    );
  await answerWith(path, true);
  await choose(desk, 'Export as CSV …');
  await answerWith(path, false);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const counted = await counts(page).textContent();
  await expect(page.locator('.said')).toContainText(`${counted} exported. They are in`);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(`${lines.length - 2} films`).toBe(counted);
  // Of the next one nothing is told that the last has come to.
  const next = join(home, 'next.csv');
  await app!.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      new Promise((resolve) => {
        Object.assign(globalThis, { save: () => resolve({ filePath, canceled: false }) });
      });
  }, next);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.locator('.said')).toContainText('Exporting …');
  await expect(page.locator('.said')).not.toContainText('exported');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await app!.evaluate(() => (globalThis as unknown as { save(): void }).save());
  await expect(page.locator('.said')).toContainText('The export was cancelled. No file was written.');
  expect(existsSync(next)).toBe(false);
  await answerWith(join(home, 'nowhere', 'films.csv'), false);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.locator('.said')).toContainText('Choose another place for the file.');
});

test('an error that nobody caught is told with its reference, and the program goes on', async ({
  openDesk,
}) => {
  const home = newHome();
  const { page, app } = await openDesk({ uri: undefined, home });
  await expect(counts(page)).toHaveText('1,000 films');
  const told = await app!.evaluate(
    ({ dialog }) =>
      new Promise<string>((resolve) => {
        dialog.showMessageBox = ((options: { message: string; detail: string; buttons: string[] }) => {
          resolve(`${options.message} ${options.detail} ${options.buttons.join(', ')}`);
          return Promise.resolve({ response: 1, checkboxChecked: false });
        }) as unknown as typeof dialog.showMessageBox;
        setTimeout(() => {
          throw new Error('planted');
        });
      }),
  );
  expect(told).toContain('Start anew, Go on, Open log folder');
  const reference = /reference (\w{8})\./.exec(told)![1]!;
  const log = join(home, 'logs/filmdesk.log');
  await expect
    .poll(() => existsSync(log) && readFileSync(log, 'utf8'))
    .toContain(`[${reference}] Error: planted`);
  await page.getByRole('searchbox').fill('horizon');
  await expect(counts(page)).not.toHaveText('1,000 films');
});

test('a page that hangs can be loaded again where it was', async ({ openDesk }) => {
  const { page, app } = await openDesk({ uri: undefined, home: newHome() });
  await page.getByRole('searchbox').fill('horizon');
  await expect(page).toHaveURL(/q=horizon/);
  const told = await app!.evaluate(
    ({ BrowserWindow, dialog }) =>
      new Promise<string>((resolve) => {
        const window = BrowserWindow.getAllWindows()[0]!;
        let said = '';
        dialog.showMessageBox = ((_window: unknown, options: { message: string }) => {
          said = options.message;
          return Promise.resolve({ response: 0, checkboxChecked: false });
        }) as unknown as typeof dialog.showMessageBox;
        window.webContents.once('did-finish-load', () => resolve(`${said} ${window.webContents.getURL()}`));
        window.emit('unresponsive');
      }),
  );
  expect(told).toContain('does not respond');
  expect(told).toContain('q=horizon');
});

test('somebody who asks for much and reads none of it keeps nobody from closing', async ({ openDesk }) => {
  const home = newHome();
  const desk = await openDesk({ uri: undefined, home });
  await expect(counts(desk.page)).toHaveText('1,000 films');
  const { link, origin, port } = await share(desk.page, home);
  const invited = await fetch(link, { redirect: 'manual' });
  const cookie = invited.headers.get('set-cookie')!.split(';')[0]!;
  const html = await (await fetch(origin, { headers: { cookie } })).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)![1]!;
  const slow = connect(port, '127.0.0.1');
  slow.on('error', () => {});
  await once(slow, 'connect');
  slow.write(`GET ${script} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: ${cookie}\r\n\r\n`.repeat(300));
  await once(slow, 'readable');
  const hungUp = once(slow, 'close');
  await desk.page.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(desk.page.locator('status-line')).not.toContainText('Shared');
  slow.resume();
  await hungUp;
  await desk.close();
});

test('however much guests ask for, nobody at the desk waits for it', async ({ openDesk, server }) => {
  const home = newHome();
  const uri = uriOf(server.port, await copyDatabase(server.port, sampleDatabase));
  const { page } = await openDesk({ uri, home });
  await expect(counts(page)).toHaveText('1,000 films');
  const { link, origin } = await share(page, home);
  const invited = await fetch(link, { redirect: 'manual' });
  const headers = {
    cookie: invited.headers.get('set-cookie')!.split(';')[0]!,
    'content-type': 'application/json',
  };
  await whileLocked(uri, 'film_actor', async (holder) => {
    const asked = Array.from({ length: 40 }, (_, index) =>
      fetch(`${origin}/api/films.get`, { method: 'POST', headers, body: JSON.stringify({ id: index + 1 }) }),
    );
    await somebodyWaitsFor(holder);
    await page.keyboard.press('Escape');
    await expect(page.locator('share-panel').getByRole('textbox')).toBeHidden();
    await page.getByRole('searchbox').fill('din');
    await expect(page.locator('film-table mark').first()).toHaveText(/^din/i);
    await holder.query('rollback');
    for (const answer of asked) await (await answer).arrayBuffer();
  });
});

test('guests are told when another shop is opened', async ({ openDesk, server }) => {
  const home = newHome();
  const { page } = await openDesk({ uri: uriOf(server.port, sampleDatabase), home });
  await expect(counts(page)).toHaveText('1,000 films');
  const { link } = await share(page, home);
  const browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumFlags });
  const guest = await browser.newPage();
  await guest.clock.install();
  await guest.goto(link);
  await expect(guest.locator('status-line')).toContainText(`${sampleDatabase} on 127.0.0.1`);
  await page.evaluate(async () => {
    const { filmdesk } = window as unknown as {
      filmdesk: { call(id: number, name: string, input: object): Promise<string> };
    };
    await filmdesk.call(1, 'shops.open', { id: 'sample' });
  });
  await guest.clock.fastForward(20_000);
  await expect(guest.locator('status-line')).toContainText('Sample shop');
  await browser.close();
});

test('the page is shared with whoever has the link, read-only, and the desk sees who looks', async ({
  openDesk,
}) => {
  const desk = await openDesk({ uri: undefined, home: newHome() });
  const { page } = desk;
  await expect(counts(page)).toHaveText('1,000 films');
  await choose(desk, 'Share the Page …');
  const panel = page.locator('share-panel');
  const port = await freePort();
  await panel.locator('#share-port').fill(String(port));
  await panel.getByRole('radio', { name: /everybody on this network/ }).check();
  await panel.getByRole('button', { name: 'Share' }).click();
  await expect(panel.getByText('Whoever gets the link can look')).toBeVisible();
  await panel.getByRole('button', { name: 'No' }).click();
  await panel.getByRole('radio', { name: /on this computer/ }).check();
  await panel.getByRole('button', { name: 'Share' }).click();
  const link = await panel.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?guest=[\\w-]{20,}$`));

  const origin = `http://127.0.0.1:${port}`;
  expect((await fetch(origin)).status).toBe(403);
  expect((await fetch(`${origin}/?guest=wrong`)).status).toBe(403);
  const uninvited = await fetch(`${origin}/api/films.list`, { method: 'POST', body: '{}' });
  expect(uninvited.status).toBe(403);
  expect(await uninvited.json()).toMatchObject({ error: { code: 'forbidden', advice: 'Ask for the link.' } });

  const browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumFlags });
  const guest = await browser.newPage();
  await guest.goto(link);
  await expect(counts(guest)).toHaveText('1,000 films');
  expect(guest.url()).not.toContain('guest=');
  const refused = await guest.evaluate(() =>
    fetch('/api/shops.list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }).then((response) => response.status),
  );
  expect(refused).toBe(403);
  await expect(panel.getByText('1 person is looking')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('status-line')).toContainText('Shared, 1 looking');
  await page.locator('status-line').getByRole('button').click();
  await panel.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.locator('status-line')).not.toContainText('Shared');
  await expect(page.locator('.said p')).toHaveCount(0);
  await expect(fetch(origin)).rejects.toThrow();
  await browser.close();
});

test('--serve shares from the running window, on the port that it names', async ({ openDesk }) => {
  const home = newHome();
  const { page } = await openDesk({ uri: undefined, home });
  await expect(counts(page)).toHaveText('1,000 films');
  const port = await freePort();
  await startAgain(home, '--serve', '--port', String(port));
  await expect(page.locator('share-panel').getByRole('textbox', { name: 'Link' })).toHaveValue(
    new RegExp(`^http://127\\.0\\.0\\.1:${port}/`),
  );
});

/** The processes that answer guests. */
const hostsOf = ({ app }: Desk): Promise<number[]> =>
  app!.evaluate(({ app: program }) =>
    program
      .getAppMetrics()
      .filter(({ name }) => name === 'Filmdesk shared page')
      .map(({ pid }) => pid),
  );

test('a port that is taken, and a process of guests that has ended, are told to whoever shares', async ({
  openDesk,
}) => {
  const home = newHome();
  const desk = await openDesk({ uri: undefined, home });
  const { page } = desk;
  await expect(counts(page)).toHaveText('1,000 films');
  const panel = page.locator('share-panel');
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await choose(desk, 'Share the Page …');
  await panel.locator('#share-port').fill(String(port));
  await panel.getByRole('button', { name: 'Share' }).click();
  await expect(panel.getByRole('alert')).toHaveText(
    `Another program listens on port ${port}. Choose another port, above 1023.`,
  );
  taken.close();
  await once(taken, 'close');
  await panel.getByRole('button', { name: 'Share' }).click();
  await expect(panel.getByRole('textbox', { name: 'Link' })).toHaveValue(/guest=/);
  await page.keyboard.press('Escape');
  await expect(page.locator('status-line')).toContainText('Shared, 0 looking');
  const [host] = await hostsOf(desk);
  process.kill(host!, 'SIGKILL');
  await expect(page.locator('.said')).toContainText('The page is no longer shared');
  await expect(page.locator('status-line')).not.toContainText('Shared');
  await expect
    .poll(() => readFileSync(join(home, 'logs/filmdesk.log'), 'utf8'))
    .toContain('The process that shares the page has ended');
});

test('of two that share at once the second is shared, and nothing stays of the first', async ({
  openDesk,
}) => {
  const desk = await openDesk({ uri: undefined, home: newHome() });
  const { page } = desk;
  await expect(counts(page)).toHaveText('1,000 films');
  const ports = [await freePort(), await freePort()] as const;
  const replies = await page.evaluate((wanted) => {
    const { filmdesk } = window as unknown as {
      filmdesk: { call(id: number, name: string, input: object): Promise<string> };
    };
    const share = (port: number, id: number) => filmdesk.call(id, 'share.start', { scope: 'computer', port });
    return Promise.all(wanted.map((port, index) => share(port, index + 1)));
  }, ports);
  const links = replies.map((text) => (JSON.parse(text) as { value: { links: [string] } }).value.links[0]);
  expect(links.map((link) => new URL(link).port)).toEqual(ports.map(String));
  await expect(fetch(links[0]!)).rejects.toThrow();
  expect((await fetch(links[1]!, { redirect: 'manual' })).status).toBe(303);
  expect(await hostsOf(desk)).toHaveLength(1);
});
