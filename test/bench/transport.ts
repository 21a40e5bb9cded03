import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FilmRow } from '../../main/contract/films.ts';
import { root } from '../e2e/fixtures.ts';
import { launchProgram, makeEmptyProgram } from './empty-program.ts';
import { type Comparison, compare } from './measure.ts';
import type { BenchShop } from './server.ts';

const pairs = 7;
const counts = [1000, 10_000];

/** What writes a reply and reads it again, as it is built. */
const packing = join(root, 'dist/main/contract/packed-rows.js');

/** Rows to the page as Filmdesk's preload passes them on, as one text, against objects through contextBridge. */
export async function benchTransport(shop: BenchShop): Promise<Comparison[]> {
  const rows: FilmRow[] = [];
  for (let position = 0; rows.length < counts.at(-1)!; position += 200) {
    const page = await shop.ask<{ rows: FilmRow[] }>('films.list', {
      window: { position, limit: 200 },
      count: false,
    });
    rows.push(...page.rows);
  }
  const work = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const folder = makeEmptyProgram(work);
  writeFileSync(join(work, 'rows.json'), JSON.stringify(rows));
  writeFileSync(
    join(folder, 'preload.cjs'),
    `const { contextBridge, ipcRenderer } = require('electron/renderer');
     contextBridge.exposeInMainWorld('bench', {
       objects: (count) => ipcRenderer.invoke('objects', count),
       text: (count) => ipcRenderer.invoke('text', count),
     });`,
  );
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow, ipcMain } = require('electron');
     const { readFileSync } = require('node:fs');
     const { join } = require('node:path');
     const packing = import(${JSON.stringify(pathToFileURL(packing).href)});
     const rows = JSON.parse(readFileSync(join(__dirname, '../rows.json'), 'utf8'));
     const reply = (count) => ({ ok: true, value: { rows: rows.slice(0, count) } });
     ipcMain.handle('objects', (_, count) => reply(count));
     ipcMain.handle('text', async (_, count) => (await packing).packReply('films.list', reply(count)));
     app.whenReady().then(() => new BrowserWindow({
       webPreferences: { preload: join(__dirname, 'preload.cjs'), sandbox: true, contextIsolation: true },
     }).loadFile('index.html'));`,
  );
  const app = await launchProgram(folder, join(work, 'home'));
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState();
    await page.addScriptTag({
      type: 'module',
      content: `${readFileSync(packing, 'utf8')}\nglobalThis.unpackReply = unpackReply;`,
    });
    const run = (how: 'objects' | 'text', count: number) =>
      page.evaluate(
        async ([kind, rowCount]) => {
          const { bench, unpackReply } = globalThis as unknown as {
            bench: Record<string, (rows: number) => Promise<unknown>>;
            unpackReply(name: string, text: string): unknown;
          };
          const began = performance.now();
          const reply = await bench[kind]!(rowCount);
          const { value } = (typeof reply === 'string' ? unpackReply('films.list', reply) : reply) as {
            value: { rows: unknown[] };
          };
          if (value.rows.length !== rowCount) throw new Error('Rows are missing.');
          return performance.now() - began;
        },
        [how, count] as const,
      );
    const comparisons: Comparison[] = [];
    for (const count of counts) {
      comparisons.push(
        await compare(
          `${count.toLocaleString('en')} rows to the page, against objects through contextBridge`,
          'ms',
          pairs,
          () => run('text', count),
          () => run('objects', count),
        ),
      );
    }
    return comparisons;
  } finally {
    await app.close();
    rmSync(work, { recursive: true, force: true });
  }
}
