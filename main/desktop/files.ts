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

/**
 * The JSON of a file; undefined where there is none. What is no JSON is put aside under the name `….unreadable`, so
 * that nothing overwrites it. Rejects where the file can't be read at all.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    await putAside(path);
    return undefined;
  }
}

/** Keeps a file that can't be understood beside where it lay. */
export const putAside = (path: string) => rename(path, `${path}.unreadable`);

export const removeFile = (path: string) => rm(path, { force: true });
