import { setImmediate } from 'node:timers/promises';

/**
 * Loads modules one after the other, so that what comes after them finds them there. Loaded at once they would keep
 * the window waiting for several frames; so it is answered before each of them, and before whoever needs them goes on.
 */
export async function loadInPieces(...pieces: (() => Promise<unknown>)[]): Promise<void> {
  for (const load of pieces) {
    await setImmediate();
    await load();
  }
  await setImmediate();
}
