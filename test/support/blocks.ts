/* Run in the program's main process, by Playwright. */

export interface Blocks {
  /** The most processor time between two looks, in milliseconds: of one long piece of work, or of a few short ones. */
  busyMs: number;
  /**
   * The longest that nothing else came to its turn, in milliseconds, without the time that the thread waited for a
   * processor. It has the waiting for files and for the display, and moments in which the thread only slept: what
   * wakes it is a thread of its own, which may have to wait for a processor too.
   */
  silentMs: number;
}

interface Watched {
  blocks: Blocks;
}

/**
 * Watches for how long one piece of work keeps everything else there waiting, as Linux tells of the thread. Without
 * named functions in it: some compilers wrap those into one that the main process does not have.
 */
export function startWatchingBlocks(): void {
  const everyMs = 4;
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const longest = { busyMs: 0, silentMs: 0 };
  (globalThis as unknown as Watched).blocks = longest;
  let before: { at: number; ranMs: number; waitedMs: number } | undefined;
  setInterval(() => {
    const [ran, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 2);
    const now = { at: performance.now(), ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 };
    if (before) {
      longest.busyMs = Math.max(longest.busyMs, now.ranMs - before.ranMs);
      // By up to `everyMs` too long: work may have begun at any moment since the last look.
      longest.silentMs = Math.max(longest.silentMs, now.at - before.at - (now.waitedMs - before.waitedMs));
    }
    before = now;
  }, everyMs);
}

/** The longest since then. */
export const longestBlocks = (): Blocks => (globalThis as unknown as Watched).blocks;
