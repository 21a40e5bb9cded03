import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { removeFile, writeSafely } from './files.ts';

/*
 * Passwords, one file for each shop, encrypted with a key of the operating system's key store. Where that is none
 * worth the name they are kept in memory only, until Filmdesk is closed.
 */

export interface Secrets {
  /** Whether passwords outlive the program. */
  readonly areKept: boolean;
  has(shop: string): boolean;
  /** The shop's password; undefined where there is none, or none that can be read any more: it is then asked again. */
  read(shop: string): Promise<string | undefined>;
  write(shop: string, password: string): Promise<void>;
  forget(shop: string): Promise<void>;
}

/** Key stores whose key anyone could have. */
const worthless = new Set(['basic_text', 'unknown']);

/** Electron before 42 has only the forms that block; Electron 46 has only those that don't. */
const isAsynchronous = 'encryptStringAsync' in safeStorage;

const encrypt = async (text: string) =>
  isAsynchronous ? safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text);

const decrypt = async (secret: Buffer) =>
  isAsynchronous ? (await safeStorage.decryptStringAsync(secret)).result : safeStorage.decryptString(secret);

async function isKeyStoreSafe(): Promise<boolean> {
  const isThere = isAsynchronous
    ? await safeStorage.isAsyncEncryptionAvailable()
    : safeStorage.isEncryptionAvailable();
  return isThere && (process.platform !== 'linux' || !worthless.has(safeStorage.getSelectedStorageBackend()));
}

/** Opens the passwords under `directory`, of the shops that are known to have one. */
export async function openSecrets(directory: string, shops: readonly string[]): Promise<Secrets> {
  const areKept = await isKeyStoreSafe();
  const session = new Map<string, string>();
  const kept = new Set<string>();
  const pathOf = (shop: string) => join(directory, `${shop}.secret`);
  if (areKept) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const shop of shops) if (await readFile(pathOf(shop)).catch(() => undefined)) kept.add(shop);
  }
  return {
    areKept,
    has: (shop) => session.has(shop) || kept.has(shop),
    async read(shop) {
      if (session.has(shop) || !kept.has(shop)) return session.get(shop);
      try {
        return await decrypt(await readFile(pathOf(shop)));
      } catch {
        kept.delete(shop);
        return undefined;
      }
    },
    async write(shop, password) {
      if (!areKept) {
        session.set(shop, password);
        return;
      }
      await writeSafely(pathOf(shop), await encrypt(password));
      kept.add(shop);
    },
    async forget(shop) {
      session.delete(shop);
      kept.delete(shop);
      await removeFile(pathOf(shop));
    },
  };
}
