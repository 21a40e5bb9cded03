import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Lints a file with one import in it, at a place in the tree; gives what the linter said. */
function lintPlanted(folder: string, line: string): string {
  const file = join(root, folder, `planted-${process.pid}.ts`);
  writeFileSync(file, `${line}\n`);
  try {
    const { stdout, status } = spawnSync('npx', ['--no', 'oxlint', file], { cwd: root, encoding: 'utf8' });
    return status === 0 ? '' : stdout;
  } finally {
    rmSync(file);
  }
}

test.each([
  ['main/contract', `export { film } from '../../drizzle/schema/films.ts';`],
  ['main/contract', `export { default as pg } from 'pg';`],
  ['main/operations', `export { servePages } from '../web/pages.ts';`],
  ['main/operations', `export { app } from 'electron';`],
  ['main/database', `export { filmOrder } from '../operations/film-order.ts';`],
  ['main/web', `export { isPageUrl } from '../desktop/window.ts';`],
  ['main/web', `export { app } from 'electron';`],
  ['main/desktop', `export { servePages } from '../web/pages.ts';`],
  ['drizzle', `export { openPool } from '../main/database/pool.ts';`],
  ['renderer', `export { openPool } from '../main/database/pool.ts';`],
  ['renderer', `export { filmQuery } from '../main/contract/films.ts';`],
])(
  'in %s the linter refuses %s',
  (folder, line) => {
    expect(lintPlanted(folder, line)).toContain('no-restricted-imports');
  },
  60_000,
);

test('types of the contract may go to the page', () => {
  expect(lintPlanted('renderer', `export type { FilmRow } from '../main/contract/films.ts';`)).toBe('');
}, 60_000);
