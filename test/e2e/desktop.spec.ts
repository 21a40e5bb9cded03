import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, root, test } from './fixtures.ts';

/* What only the desktop window has. */

test('a second copy of the program brings the first one’s window to the front, and ends', async ({
  openDesk,
}) => {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
  const { app, page } = await openDesk({ uri: undefined, home });
  await expect(page.locator('film-desk .counts strong')).toHaveText('1,000 films');
  await app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());
  const { electronFlags, findElectron } = await import('../../main/desktop/development/electron-program.ts');
  const { executable } = await findElectron(() => {});
  const second = spawn(executable, [...electronFlags(), root], {
    env: { ...process.env, FILMDESK_HOME: home },
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  await expect
    .poll(() => app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()))
    .toBe(true);
  expect(await app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('the page has nothing of Node, and one bridge', async ({ openDesk }) => {
  const { page } = await openDesk();
  const seen = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', '__dirname'].filter((name) => name in window),
    bridge: Object.keys((window as unknown as { filmdesk: object }).filmdesk).toSorted(),
  }));
  expect(seen).toEqual({
    node: [],
    bridge: ['call', 'callAtOnce', 'cancel', 'onCommand', 'onProgress', 'pathOf', 'shop'],
  });
});

test('no address and no new window leads out of the page', async ({ openDesk }) => {
  const { page, app } = await openDesk();
  await expect(page.locator('film-desk .counts strong')).toHaveText('1,000 films');
  const addresses = [
    'https://example.com/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'app://other/',
    'app://filmdesk.evil/',
    'data:text/html,<h1>hello</h1>',
    'javascript:document.title="hacked"',
  ];
  for (const address of addresses) {
    await page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = url;
      document.body.append(link);
      link.click();
      link.target = '_blank';
      link.click();
      link.remove();
      window.open(url);
    }, address);
  }
  const fetched = await page.evaluate(
    (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(url).then(
            () => true,
            () => false,
          ),
        ),
      ),
    addresses.slice(0, 5),
  );
  expect(fetched).toEqual([false, false, false, false, false]);
  expect(page.url()).toMatch(/^app:\/\/filmdesk\//);
  expect(await page.title()).not.toBe('hacked');
  expect(await app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('app:// serves the page’s files and nothing else', async ({ openDesk }) => {
  const { page } = await openDesk();
  const paths = [
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/..%5c..%5cpackage.json',
    '/package.json',
  ];
  const found = await page.evaluate(
    (all) =>
      Promise.all(
        all.map((path) =>
          fetch(`app://filmdesk${path}`).then(
            (response) => response.status,
            () => 0,
          ),
        ),
      ),
    paths,
  );
  for (const status of found) expect(status).not.toBe(200);
  expect(
    await page.evaluate(() => fetch('app://filmdesk/icons/filmdesk.svg').then(({ status }) => status)),
  ).toBe(200);
});

test('quitting ends the embedded shop’s process too', async ({ openDesk }) => {
  const { app, page } = await openDesk({ uri: undefined });
  await expect(page.locator('film-desk .counts strong')).toHaveText('1,000 films');
  const host = await app!.evaluate(
    ({ app: program }) =>
      program
        .getAppMetrics()
        .find(({ name, serviceName }) => `${name} ${serviceName}`.includes('Filmdesk shop'))?.pid,
  );
  expect(host).toBeGreaterThan(0);
  await app!.close();
  await expect
    .poll(() => {
      try {
        process.kill(host!, 0);
        return 'alive';
      } catch {
        return 'gone';
      }
    })
    .toBe('gone');
});
