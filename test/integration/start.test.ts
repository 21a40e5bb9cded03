import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesRoot } from '../../main/root.ts';

/* What a start waits for, told by what does not hang on the machine. */

const requiredAtOnce = /^(?:\w+ \S+ = )?require\("([^"]+)"\);$/gm;

/** The built program's files that are read when `file` is, with their texts; and what else is, which has none. */
function loadedWith(file: string, loaded = new Map<string, string>()): Map<string, string> {
  if (loaded.has(file)) return loaded;
  const text = file.startsWith('./') ? readFileSync(join(filesRoot, 'dist/desktop', file), 'utf8') : '';
  loaded.set(file, text);
  for (const [, next] of text.matchAll(requiredAtOnce)) loadedWith(next!, loaded);
  return loaded;
}

test('the window waits for the code that opens it, and not for what answers it', () => {
  const loaded = loadedWith('./app.cjs');
  const letters = [...loaded.values()].reduce((sum, { length }) => sum + length, 0);
  expect(letters).toBeGreaterThan(20_000);
  // Schemas, driver and operations are 500,000 more.
  expect(letters, [...loaded.keys()].join(', ')).toBeLessThan(60_000);
  const others = [...loaded.keys()].filter((file) => !file.startsWith('./') && !file.startsWith('node:'));
  expect(others).toEqual(['electron']);
});
