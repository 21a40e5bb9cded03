import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ElectronApplication, Page } from '@playwright/test';
import { sampleDatabase } from '../support/databases.ts';
import { runSql } from '../support/postgres.ts';
import { expect, launch, test } from './fixtures.ts';

/* Passwords on a computer whose system has a key store: a GNOME keyring of the test's own, on a bus of its own. */

const canary = 'canary-4711-keyring';
const children: ChildProcess[] = [];
const homes: string[] = [];
const newDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
  homes.push(directory);
  return directory;
};

/** Starts a bus and an unlocked keyring; gives what a program needs to find them. */
async function startKeyStore(): Promise<Record<string, string>> {
  const home = newDirectory();
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  chmodSync(runtime, 0o700);
  const own = { HOME: home, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, 'data') };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    env: { ...process.env, ...own },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(bus);
  const [address] = (await once(createInterface({ input: bus.stdout }), 'line')) as [string];
  const environment = { ...own, DBUS_SESSION_BUS_ADDRESS: address };
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  children.push(keyring);
  keyring.stdin.end('the keyring’s own password');
  const isThere = () =>
    spawnSync(
      'dbus-send',
      [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.DBus',
        '/org/freedesktop/DBus',
        'org.freedesktop.DBus.NameHasOwner',
        'string:org.freedesktop.secrets',
      ],
      { env: { ...process.env, ...environment }, encoding: 'utf8' },
    ).stdout.includes('true');
  await expect.poll(isThere).toBe(true);
  return environment;
}

test.afterEach(() => {
  for (const child of children.splice(0).toReversed()) child.kill();
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

const words = ['--password-store=gnome-libsecret'];

async function start(
  home: string,
  environment: Record<string, string>,
): Promise<{ app: ElectronApplication; page: Page }> {
  const app = await launch(home, undefined, { environment, words });
  return { app, page: await app.firstWindow() };
}

test('a password is kept encrypted, outlives a restart, and is asked again when it can’t be read', async ({
  server,
}) => {
  await runSql(server.port, 'postgres', 'drop role if exists keyring_clerk');
  await runSql(server.port, 'postgres', `create role keyring_clerk login password '${canary}'`);
  await runSql(server.port, sampleDatabase, 'grant select on all tables in schema public to keyring_clerk');
  const environment = await startKeyStore();
  const home = newDirectory();
  const first = await start(home, environment);
  await first.page.locator('#shop').click();
  await first.page.getByRole('button', { name: 'Shops and connections …' }).click();
  await first.page.locator('shop-dialog').getByRole('button', { name: '+ New shop' }).click();
  await first.page
    .locator('#string')
    .fill(`postgres://keyring_clerk:${canary}@127.0.0.1:${server.port}/${sampleDatabase}`);
  await expect(first.page.getByText('Kept in this computer’s key store, encrypted.')).toBeVisible();
  await first.page.locator('shop-dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(first.page.locator('status-line')).toContainText('sample on 127.0.0.1');
  await first.app.close();

  const secrets = readdirSync(join(home, 'secrets'));
  expect(secrets).toHaveLength(1);
  const secret = join(home, 'secrets', secrets[0]!);
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  expect(readFileSync(secret).includes(canary)).toBe(false);

  const second = await start(home, environment);
  await expect(second.page.locator('status-line')).toContainText('sample on 127.0.0.1');
  await expect(second.page.locator('film-desk .counts strong')).toHaveText('1,000 films');
  await second.app.close();

  writeFileSync(secret, 'damaged');
  const third = await start(home, environment);
  await expect(
    third.page.getByText('The server asks for a password of keyring_clerk, and there is none.'),
  ).toBeVisible();
  await third.app.close();
});
