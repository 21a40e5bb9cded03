import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesRoot } from '../../root.ts';
import { findElectron } from './electron-program.ts';

/*
 * `npm run dist:dir`: the unpacked program in dist/package, for the platform that this runs on, from the Electron
 * that is already here: no network is needed. A program that was made from the stand-in is for tests only.
 */

const say = (line: string) => console.log(line);

const electron = await findElectron(say);
const work = mkdtempSync(join(tmpdir(), 'filmdesk-electron-'));
try {
  let directory = electron.directory;
  if (electron.standIn) {
    say(`Packaging with the stand-in, Electron ${electron.standIn}: for tests, not for users.`);
    directory = join(work, 'electron');
    cpSync(electron.directory, directory, {
      recursive: true,
      filter: (path) => !path.startsWith(join(electron.directory, 'resources', 'app')),
    });
  }
  const { devDependencies } = createRequire(import.meta.url)(join(filesRoot, 'package.json')) as {
    devDependencies: Record<string, string>;
  };
  const { status } = spawnSync(
    'npx',
    [
      '--no',
      '--',
      'electron-builder',
      '--dir',
      '--publish',
      'never',
      `-c.electronDist=${directory}`,
      `-c.electronVersion=${electron.standIn ?? devDependencies['electron']}`,
    ],
    { cwd: filesRoot, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
