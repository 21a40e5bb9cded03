import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar';
import { FilmdeskError } from '../../contract/failures.ts';
import type { ShopFiles } from './files.ts';

/**
 * Makes sure that there is a data directory: unpacks the prepared one at the first start, beside its place, and
 * renames it, so that it is there whole or not at all. Says whether it is new: not marked as open yet.
 * Fails with `unavailable` where a shop was there and is damaged: it is never replaced by an empty one.
 */
export async function prepareData(files: ShopFiles, archive: string): Promise<{ isNew: boolean }> {
  const isThere = existsSync(join(files.data, 'PG_VERSION'));
  const isNew = !existsSync(files.marker);
  if (isThere) return { isNew };
  if (!isNew || existsSync(files.data)) throw damaged(files.data);
  if (!existsSync(archive)) throw notBuilt();
  const unpacking = `${files.data}.unpacking`;
  await rm(unpacking, { recursive: true, force: true });
  await mkdir(unpacking, { recursive: true, mode: 0o700 });
  await extract({ file: archive, cwd: unpacking });
  await rename(unpacking, files.data);
  return { isNew: true };
}

/** Writes down that this shop exists. */
export async function markShop(files: ShopFiles): Promise<void> {
  if (existsSync(files.marker)) return;
  await writeFile(files.marker, `${JSON.stringify({ createdAt: new Date().toISOString() })}\n`);
}

/** The day to which the archive's rentals lead up. */
export async function sampleDay(archive: string): Promise<Date> {
  return new Date((await readFile(join(dirname(archive), 'sample-shop.day'), 'utf8')).trim());
}

const damaged = (directory: string) =>
  new FilmdeskError({
    code: 'unavailable',
    sentence: `The sample shop in ${directory} is damaged.`,
    advice:
      'Put the directory back from a copy, or move it and shop.json away to begin with a new sample shop.',
  });

const notBuilt = () =>
  new FilmdeskError({
    code: 'unavailable',
    sentence: 'The sample shop has not been built.',
    advice: 'Run “npm run build” first.',
  });
