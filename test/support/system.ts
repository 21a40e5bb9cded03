import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.ts';
import { hasDvdrental } from './postgres.ts';

/* What the tests need of the system, beyond Node and npm. */

interface Need {
  what: string;
  /** Debian's and Ubuntu's packages; the first that the system knows is taken. */
  packages: readonly string[];
  isThere(): boolean;
}

const hasProgram = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

function hasLibrary(file: string): boolean {
  const { stdout } = spawnSync('sh', ['-c', 'ldconfig -p || /sbin/ldconfig -p'], { encoding: 'utf8' });
  return stdout.includes(file);
}

const library = (file: string, ...packages: string[]): Need => ({
  what: file,
  packages,
  isThere: () => hasLibrary(file),
});

const needs: readonly Need[] = [
  { what: 'openssl', packages: ['openssl'], isThere: () => hasProgram('openssl') },
  {
    what: 'pgbouncer',
    packages: ['pgbouncer'],
    isThere: () => hasProgram('pgbouncer') || existsSync('/usr/sbin/pgbouncer'),
  },
  { what: 'Chromium', packages: ['chromium'], isThere: () => findChromium() !== undefined },
  ...(process.platform === 'linux'
    ? [
        {
          what: 'a display, or xvfb-run',
          packages: ['xvfb'],
          isThere: () => Boolean(process.env['DISPLAY']) || hasProgram('xvfb-run'),
        },
        { what: 'dbus-daemon', packages: ['dbus-daemon', 'dbus'], isThere: () => hasProgram('dbus-daemon') },
        {
          what: 'gnome-keyring-daemon',
          packages: ['gnome-keyring'],
          isThere: () => hasProgram('gnome-keyring-daemon'),
        },
        library('libsecret-1.so.0', 'libsecret-1-0'),
        library('libgtk-3.so.0', 'libgtk-3-0t64', 'libgtk-3-0'),
        library('libnss3.so', 'libnss3'),
        library('libasound.so.2', 'libasound2t64', 'libasound2'),
        library('libgbm.so.1', 'libgbm1'),
      ]
    : []),
  ...(hasDvdrental
    ? [{ what: 'pg_restore', packages: ['postgresql-client'], isThere: () => hasProgram('pg_restore') }]
    : []),
];

/** Installs what is missing where root may with apt-get; gives what is still missing then. */
export function installSystem(say: (line: string) => void): Need[] {
  const missing = needs.filter((need) => !need.isThere());
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return missing;
  say(`Installing ${missing.map(({ what }) => what).join(', ')} with apt-get …`);
  const apt = (...words: string[]) =>
    spawnSync('apt-get', words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update', '-q');
  const isKnown = (name: string) => spawnSync('apt-cache', ['show', name]).status === 0;
  apt(
    'install',
    '-y',
    '-q',
    '--no-install-recommends',
    ...missing.map(({ packages }) => packages.find(isKnown) ?? packages[0]!),
  );
  return missing.filter((need) => !need.isThere());
}
