import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron } from '@playwright/test';
import { electronFlags, findElectron } from '../../main/desktop/development/electron-program.ts';
import { root } from '../e2e/fixtures.ts';
import { type Comparison, compare } from './measure.ts';

const pairs = 7;

/** Name and type of an entry in the page's own timeline. */
type Moment = readonly [name: string, type: string];

/** Milliseconds from the spawn of Electron to a moment in its page. */
async function spawnToPaint(
  executable: string,
  folder: string,
  home: string,
  painted: Moment,
): Promise<number> {
  const { DATABASE_URL: _, ...environment } = process.env as Record<string, string>;
  const began = Date.now();
  const app = await _electron.launch({
    executablePath: executable,
    args: [...electronFlags(), folder],
    env: { ...environment, FILMDESK_HOME: home },
  });
  const page = await app.firstWindow();
  let at: number | undefined;
  while (at === undefined) {
    at = await page.evaluate(([name, type]) => {
      const [entry] = performance.getEntriesByName(name, type);
      return entry && performance.timeOrigin + entry.startTime;
    }, painted);
    if (at === undefined) await delay(50);
  }
  await app.close();
  return at - began;
}

/** Second start of the sample shop to its first rows, against the same Electron opening an empty window. */
export async function benchStart(): Promise<Comparison[]> {
  const { executable } = await findElectron((line) => console.log(line));
  const work = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const empty = join(work, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{ "name": "empty", "version": "1.0.0", "main": "main.cjs" }');
  writeFileSync(
    join(empty, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
     app.whenReady().then(() => {
       const window = new BrowserWindow({ width: 1440, height: 900, show: false });
       window.once('ready-to-show', () => window.show());
       window.loadFile('index.html');
     });`,
  );
  writeFileSync(join(empty, 'index.html'), '<!doctype html><title>Empty</title><p>Nothing');
  const against = (title: string, mark: string) =>
    compare(
      `${title}, against an empty window`,
      'ms',
      pairs,
      () => spawnToPaint(executable, root, join(work, 'home'), [mark, 'mark']),
      () => spawnToPaint(executable, empty, join(work, 'empty-home'), ['first-paint', 'paint']),
    );
  try {
    return [
      await against('Second start of the sample shop to rows on screen', 'first-rows'),
      await against('The same to rows that its database has confirmed', 'fresh-rows'),
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
