import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, expect, type Page, test } from '@playwright/test';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { electronFlags } from '../../main/desktop/development/electron-program.ts';
import { freePort } from '../support/postgres.ts';

/* The program as users install it, built by `npm run dist:dir`. */

const root = join(import.meta.dirname, '../..');
const builds: Record<string, string> = {
  linux: 'linux-unpacked/filmdesk',
  darwin: `mac${process.arch === 'arm64' ? '-arm64' : ''}/Filmdesk.app/Contents/MacOS/Filmdesk`,
  win32: 'win-unpacked/Filmdesk.exe',
};
const program = join(root, 'dist/package', builds[process.platform]!);

const resources = join(program, process.platform === 'darwin' ? '../../Resources' : '../resources');
const signer = generateKeyPairSync('ed25519');

test.beforeAll(() => {
  rmSync(join(root, 'dist/package'), { recursive: true, force: true });
  const directory = mkdtempSync(join(tmpdir(), 'filmdesk-key-'));
  const key = join(directory, 'key.pem');
  writeFileSync(key, signer.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const built = spawnSync('npm', ['run', '--silent', 'dist:dir'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FILMDESK_UPDATE_SIGNING_KEY: key },
  });
  rmSync(directory, { recursive: true });
  expect(built.status, built.stdout + built.stderr).toBe(0);
});

interface Program {
  page: Page;
  home: string;
  /** Closes the window, and with it the program, as its user would. */
  quit(): Promise<void>;
}

/** Starts the program on an empty home; it can only be looked at over Chromium's debugging port. */
async function start(environment: Record<string, string> = {}): Promise<Program> {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(program, [...electronFlags(), '--remote-debugging-port=0'], {
    env: { ...inherited, FILMDESK_HOME: home, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  let debugging: string | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    debugging = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (debugging) break;
  }
  child.stderr.resume();
  const browser = await chromium.connectOverCDP(debugging!);
  const context = browser.contexts()[0]!;
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  return {
    page,
    home,
    async quit() {
      await page.evaluate(() => window.close()).catch(() => {});
      await exited;
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

test('it starts on nothing and shows the films', async () => {
  const { page, quit } = await start();
  await expect(page.locator('film-desk .counts strong')).toHaveText('1,000 films', { timeout: 30_000 });
  await expect(page.locator('film-table .rows .row').first()).toContainText('Almond Conspiracy');
  expect(page.url()).toMatch(/^app:\/\/filmdesk\//);
  await quit();
});

test('it shares its page, from a process of its own', async () => {
  const { page, quit } = await start();
  await expect(page.locator('film-desk .counts strong')).toHaveText('1,000 films', { timeout: 30_000 });
  const port = await freePort();
  const reply = await page.evaluate((wanted) => {
    const { filmdesk } = window as unknown as {
      filmdesk: { call(id: number, name: string, input: object): Promise<string> };
    };
    return filmdesk.call(1, 'share.start', { scope: 'computer', port: wanted });
  }, port);
  const { links } = (JSON.parse(reply) as { value: { links: [string] } }).value;
  const invited = await fetch(links[0], { redirect: 'manual' });
  const cookie = invited.headers.get('set-cookie')!.split(';')[0]!;
  const films = await fetch(`http://127.0.0.1:${port}/films`, { headers: { cookie } });
  expect(await films.text()).toContain('Almond Conspiracy');
  await quit();
  await expect(fetch(links[0])).rejects.toThrow();
});

/** A feed on loopback that offers a version; gives what became of the program's own file when it was closed. */
async function offer(change: (update: { content: Buffer; sha512: string; signature: string }) => object) {
  const content = Buffer.from('#!/bin/sh\nexit 0\n# a newer Filmdesk\n');
  const good = {
    content,
    sha512: createHash('sha512').update(content).digest('base64'),
    signature: sign(null, content, signer.privateKey).toString('base64'),
  };
  const update = { ...good, ...change(good) };
  const name = 'Filmdesk-99.0.0.AppImage';
  const feed = createServer((request, response) => {
    if (request.url?.startsWith('/latest-linux.yml')) {
      response.end(
        [
          'version: 99.0.0',
          'files:',
          `  - url: ${name}`,
          `    sha512: ${update.sha512}`,
          `    size: ${update.content.length}`,
          `path: ${name}`,
          `sha512: ${update.sha512}`,
          `releaseDate: '2026-01-01T00:00:00.000Z'`,
          ...(update.signature === '' ? [] : [`signature: ${update.signature}`]),
        ].join('\n'),
      );
    } else if (request.url === `/${name}`) response.end(update.content);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(feed, 'listening');
  const { port } = feed.address() as AddressInfo;
  const feedFile = join(resources, 'app-update.yml');
  writeFileSync(
    feedFile,
    `provider: generic\nurl: http://127.0.0.1:${port}\nupdaterCacheDirName: filmdesk-updater\n`,
  );
  const directory = mkdtempSync(join(tmpdir(), 'filmdesk-update-'));
  const own = join(directory, 'Filmdesk.AppImage');
  writeFileSync(own, 'the present Filmdesk', { mode: 0o755 });
  const { page, quit } = await start({ APPIMAGE: own, XDG_CACHE_HOME: directory });
  await expect(page.locator('film-desk .counts strong')).toHaveText('1,000 films', { timeout: 30_000 });
  const said = page.locator('film-desk .said p');
  await expect(said).toBeVisible({ timeout: 30_000 });
  const text = await said.textContent();
  await quit();
  const after = readdirSync(directory).includes('Filmdesk.AppImage') ? readFileSync(own, 'utf8') : 'replaced';
  feed.close();
  rmSync(feedFile);
  rmSync(directory, { recursive: true });
  return { text, after };
}

// The other platforms install through their own installers, which only a signed program can be updated by.
if (process.platform === 'linux') {
  test('a newer version is fetched, and installed when the window is closed', async () => {
    const { text, after } = await offer(() => ({}));
    expect(text).toContain('Filmdesk 99.0.0 is ready. It is installed when you close Filmdesk.');
    expect(after).not.toBe('the present Filmdesk');
  });

  test('a damaged download is thrown away', async () => {
    const { text, after } = await offer(({ content }) => ({
      content: Buffer.from(content.toString().toUpperCase()),
    }));
    expect(text).toContain('its download is damaged');
    expect(after).toBe('the present Filmdesk');
  });

  test('a download with a wrong signature, or with none, is thrown away', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    for (const signature of [sign(null, Buffer.from('else'), stranger).toString('base64'), '']) {
      const { text, after } = await offer(() => ({ signature }));
      expect(text).toContain('not from Filmdesk’s makers');
      expect(after).toBe('the present Filmdesk');
    }
  });
}

test('it can’t be used as Node, be debugged, or be fed a loose application', async () => {
  const fuses = await getCurrentFuseWire(program);
  const isOn = (option: FuseV1Options) => String.fromCharCode(Number(fuses[option])) === '1';
  expect({
    runAsNode: isOn(FuseV1Options.RunAsNode),
    nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
    fileProtocol: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    cookies: isOn(FuseV1Options.EnableCookieEncryption),
    onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
    integrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
  }).toEqual({
    runAsNode: false,
    nodeOptions: false,
    inspect: false,
    fileProtocol: false,
    cookies: true,
    onlyAsar: true,
    integrity: true,
  });
});

test('only what runs is inside', () => {
  const archive = join(resources, 'app.asar');
  const { stdout } = spawnSync('npx', ['--no', '--', 'asar', 'list', archive], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stdout).toContain('sample-shop.tar.gz');
  expect(statSync(archive).size).toBeLessThan(40_000_000);
  expect(stdout).not.toMatch(
    /^\/(test|renderer)\/|^\/dist\/main\/(desktop\/development|web\/serve\.js)|playwright|\.map$|\.ts$/m,
  );
});
