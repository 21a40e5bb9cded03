/* Run in the program's main process, by Playwright. */

interface Watched {
  longestBlockMs: number;
}

/**
 * Watches for how long one piece of work keeps everything else there waiting. Time in which the thread itself waits for
 * a processor, which Linux tells, is left out: it is of whoever has the processor.
 */
export function startWatchingBlocks(): void {
  const everyMs = 4;
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const watched = Object.assign(globalThis as unknown as Watched, { longestBlockMs: 0 });
  let lookedAt = 0;
  let waitedMs = 0;
  setInterval(() => {
    const waitedNow = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
    const now = performance.now();
    // By up to `everyMs` too long: work may have begun at any moment since the last look.
    const busyMs = lookedAt === 0 ? 0 : now - lookedAt - (waitedNow - waitedMs);
    watched.longestBlockMs = Math.max(watched.longestBlockMs, busyMs);
    waitedMs = waitedNow;
    lookedAt = now;
  }, everyMs);
}

/** The longest since then, in milliseconds. */
export function longestBlock(): number {
  return (globalThis as unknown as Watched).longestBlockMs;
}
