import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { electronFlags, findElectron } from '../../main/desktop/development/electron-program.ts';

/** A program that only opens an empty window, as a measure of what Electron itself costs. Gives its folder. */
export function makeEmptyProgram(work: string): string {
  const folder = join(work, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "version": "1.0.0", "main": "main.cjs" }');
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
     app.whenReady().then(() => {
       const window = new BrowserWindow({ width: 1440, height: 900, show: false });
       window.once('ready-to-show', () => window.show());
       window.loadFile('index.html');
     });`,
  );
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Empty</title><p>Nothing');
  return folder;
}

/** How Electron is started with the program of a folder, on data of its own. */
export async function programIn(folder: string, home: string, uri?: string) {
  const { executable } = await findElectron((line) => console.log(line));
  const { DATABASE_URL: _, ...environment } = process.env as Record<string, string>;
  return {
    executablePath: executable,
    args: [...electronFlags(), folder],
    env: { ...environment, FILMDESK_HOME: home, ...(uri && { DATABASE_URL: uri }) },
  };
}

/** Starts it with Playwright, to ask it questions while it runs. */
export async function launchProgram(folder: string, home: string): Promise<ElectronApplication> {
  return _electron.launch(await programIn(folder, home));
}
