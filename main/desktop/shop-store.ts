import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { savedShop, type SavedShop } from '../contract/connection.ts';
import { readJson, writeSafely } from './files.ts';

/** The shops that are kept, in their order, and the one that was open last. Passwords are not here. */
export interface KeptShops {
  shops: SavedShop[];
  last: string;
}

const sample = 'sample';
const fileName = 'shops.json';

const keptShops = z.object({ shops: z.array(z.unknown()), last: z.string() });

/** Reads the file of `home`; what in it can't be read is left out, and the file is kept beside as `shops.json.unreadable`. */
export async function readShops(home: string): Promise<KeptShops> {
  const path = join(home, fileName);
  const content = await readJson(path);
  const read = keptShops.safeParse(content);
  if (!read.success) {
    if (content !== undefined) await writeSafely(`${path}.unreadable`, JSON.stringify(content));
    return { shops: [], last: sample };
  }
  const shops = read.data.shops.flatMap((shop) => {
    const { data } = savedShop.safeParse(shop);
    return data ? [data] : [];
  });
  if (shops.length < read.data.shops.length) await writeSafely(`${path}.unreadable`, JSON.stringify(content));
  return { shops, last: read.data.last };
}

let writing: Promise<void> = Promise.resolve();

/** Writes the shops as they are when their turn comes: never two at once into the same file. */
export function writeShops(home: string, kept: KeptShops): Promise<void> {
  const write = async () => {
    await mkdir(home, { recursive: true });
    await writeSafely(join(home, fileName), `${JSON.stringify(kept, null, 2)}\n`);
  };
  const written = writing.then(write);
  writing = written.catch(() => {});
  return written;
}
