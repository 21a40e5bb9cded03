import { setImmediate } from 'node:timers/promises';

/**
 * Loads modules one after the other, so that what comes after them finds them there. Loaded at once they would keep
 * the window waiting for several frames; so it is answered between them.
 */
export async function loadInPieces(...pieces: (() => Promise<unknown>)[]): Promise<void> {
  for (const load of pieces) {
    await load();
    await setImmediate();
  }
}
