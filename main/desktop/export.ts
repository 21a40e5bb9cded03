import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { app, BrowserWindow, dialog } from 'electron';
import type { HandlersOf } from '../contract/contract.ts';
import { FilmdeskError } from '../contract/failures.ts';
import type { Shop } from '../database/shop.ts';
import { exportFilms } from '../operations/film-export.ts';

const reportEveryMs = 100;

/** Saves lists of films as files, where the user says. */
export const exportHandlers = (shop: Shop): HandlersOf<'films.export'> => ({
  async 'films.export'(query, { signal, report }) {
    const path = await askPath();
    if (path === undefined) return { path: null, rows: 0 };
    // Under its own name only when it is whole.
    const beside = `${path}.part`;
    const counter = countRows((rows) => report({ rows }));
    try {
      await pipeline(await exportFilms(shop, query, signal), counter.stream, createWriteStream(beside), {
        signal,
      });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {});
      throw signal.aborted ? error : (fileFailure(error, path) ?? shop.diagnose(error));
    }
    return { path, rows: counter.rows() };
  },
});

async function askPath(): Promise<string | undefined> {
  const options = {
    defaultPath: join(app.getPath('documents'), 'films.csv'),
    filters: [{ name: 'CSV', extensions: ['csv'] }],
  };
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled ? undefined : filePath;
}

const lineFeed = 10;
const quote = 34;

/** Passes CSV with a heading on, and tells now and then how many rows have gone by. */
function countRows(tell: (rows: number) => void): { stream: Transform; rows(): number } {
  let lines = 0;
  let isQuoted = false;
  let toldAt = 0;
  const rows = () => Math.max(0, lines - 1);
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // A cell in quotes may have several lines.
      for (let at = 0; at < chunk.length; at++) {
        if (chunk[at] === quote) isQuoted = !isQuoted;
        else if (chunk[at] === lineFeed && !isQuoted) lines++;
      }
      if (performance.now() - toldAt > reportEveryMs) {
        toldAt = performance.now();
        tell(rows());
      }
      done(null, chunk);
    },
  });
  return { stream, rows };
}

/** What is wrong with the file; undefined where that isn't it. */
function fileFailure(error: unknown, path: string): FilmdeskError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (!['EACCES', 'EPERM', 'ENOSPC', 'ENOENT', 'EROFS', 'EISDIR'].includes(code ?? '')) return undefined;
  return new FilmdeskError(
    {
      code: 'invalid-input',
      sentence: code === 'ENOSPC' ? 'The disk is full.' : `${path} can’t be written.`,
      advice: 'Choose another place for the file.',
    },
    { cause: error },
  );
}
