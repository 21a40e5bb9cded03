import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, expect, test } from '@playwright/test';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { electronFlags } from '../../main/desktop/development/electron-program.ts';

/* The program as users install it, built by `npm run dist:dir`. */

const root = join(import.meta.dirname, '../..');
const builds: Record<string, string> = {
  linux: 'linux-unpacked/filmdesk',
  darwin: `mac${process.arch === 'arm64' ? '-arm64' : ''}/Filmdesk.app/Contents/MacOS/Filmdesk`,
  win32: 'win-unpacked/Filmdesk.exe',
};
const program = join(root, 'dist/package', builds[process.platform]!);

test.beforeAll(() => {
  rmSync(join(root, 'dist/package'), { recursive: true, force: true });
  const built = spawnSync('npm', ['run', '--silent', 'dist:dir'], { cwd: root, encoding: 'utf8' });
  expect(built.status, built.stdout + built.stderr).toBe(0);
});

test('it starts on nothing and shows the films', async () => {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(program, [...electronFlags(), '--remote-debugging-port=0'], {
    env: { ...environment, FILMDESK_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  let debugging: string | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    debugging = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (debugging) break;
  }
  const browser = await chromium.connectOverCDP(debugging!);
  const context = browser.contexts()[0]!;
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await expect(page.locator('film-desk .counts strong')).toHaveText('1,000 films', { timeout: 30_000 });
  await expect(page.locator('film-table .rows .row').first()).toContainText('Almond Conspiracy');
  expect(page.url()).toMatch(/^app:\/\/filmdesk\//);
  await browser.close();
  child.kill('SIGTERM');
  await exited;
  rmSync(home, { recursive: true, force: true });
});

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
  const archive = join(
    program,
    process.platform === 'darwin' ? '../../Resources/app.asar' : '../resources/app.asar',
  );
  const { stdout } = spawnSync('npx', ['--no', '--', 'asar', 'list', archive], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stdout).toContain('sample-shop.tar.gz');
  expect(stdout).not.toMatch(
    /^\/(test|renderer)\/|^\/dist\/main\/(desktop\/development|web)|playwright|\.map$|\.ts$/m,
  );
});
