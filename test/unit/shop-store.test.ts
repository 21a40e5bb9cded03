import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readShops, writeShops } from '../../main/desktop/shop-store.ts';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const fromLater = '{"shops":[{"kind":"of a later version"}],"last":"one"}';

test.each([
  ['an entry', fromLater],
  ['anything', '{"shops":7}'],
])('a list of which %s can’t be read, nor kept beside, is left as it is', async (_what, content) => {
  const path = join(home, 'shops.json');
  writeFileSync(path, content);
  // Nothing can be written over it, whoever one is.
  mkdirSync(join(home, 'shops.json.unreadable', 'full'), { recursive: true });
  const read = await readShops(home);
  expect(read).toMatchObject({ shops: [], unread: expect.any(Error) as Error });
  await expect(writeShops(home, read)).rejects.toMatchObject({ failure: { code: 'internal' } });
  expect(readFileSync(path, 'utf8')).toBe(content);
});

test('a list of which an entry can’t be read is kept beside', async () => {
  writeFileSync(join(home, 'shops.json'), fromLater);
  expect(await readShops(home)).toEqual({ shops: [], last: 'one' });
  expect(readFileSync(join(home, 'shops.json.unreadable'), 'utf8')).toBe(fromLater);
});
