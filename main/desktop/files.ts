import { open, readFile, rename, rm } from 'node:fs/promises';

/** Writes a file so that a crash leaves the old one or the new one: beside it, synced, then renamed. Only its owner may read it. */
export async function writeSafely(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/** The JSON of a file; undefined where there is none, or nothing readable. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

export const removeFile = (path: string) => rm(path, { force: true });
