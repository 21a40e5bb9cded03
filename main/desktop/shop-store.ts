import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { savedShop, type SavedShop } from '../contract/connection.ts';
import { FilmdeskError } from '../contract/failures.ts';
import { putAside, readJson, writeSafely } from './files.ts';

/** The shops that are kept, in their order, and the one that was open last. Passwords are not here. */
export interface KeptShops {
  shops: SavedShop[];
  last: string;
  /** Why the file could not be read, or what can't be read not be kept; it is then not written to either. */
  unread?: unknown;
}

const sample = 'sample';
const fileName = 'shops.json';

const keptShops = z.object({ shops: z.array(z.unknown()), last: z.string() });

/** Reads the file of `home`; what in it can't be read is left out, and the file is kept beside as `shops.json.unreadable`. */
export async function readShops(home: string): Promise<KeptShops> {
  const path = join(home, fileName);
  let shops: SavedShop[] = [];
  let last = sample;
  try {
    const content = await readJson(path);
    const read = keptShops.safeParse(content);
    if (!read.success) {
      if (content !== undefined) await putAside(path);
      return { shops, last };
    }
    ({ last } = read.data);
    shops = read.data.shops.flatMap((shop) => {
      const { data } = savedShop.safeParse(shop);
      return data ? [data] : [];
    });
    if (shops.length < read.data.shops.length)
      await writeSafely(`${path}.unreadable`, JSON.stringify(content));
    return { shops, last };
  } catch (unread) {
    return { shops, last, unread };
  }
}

/** Writes the file, never two at once. Fails with `internal` where it can't be written, or could not be read before. */
export async function writeShops(home: string, { shops, last, unread }: KeptShops): Promise<void> {
  if (unread !== undefined) throw notKept(home, unread);
  try {
    await mkdir(home, { recursive: true });
    await writeSafely(join(home, fileName), `${JSON.stringify({ shops, last }, null, 2)}\n`);
  } catch (error) {
    throw notKept(home, error);
  }
}

const notKept = (home: string, cause: unknown) =>
  new FilmdeskError(
    {
      code: 'internal',
      sentence: 'The list of shops can’t be kept, so nothing was changed.',
      advice: `Check that ${join(home, fileName)} is yours to read and write, and that the disk has room; then start Filmdesk again.`,
    },
    { cause },
  );
