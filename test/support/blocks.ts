/* Run in the program's main process, by Playwright. */

/** Watches for how long nothing else can be done there. */
export function startWatchingBlocks(): void {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  Object.assign(globalThis, { delays });
}

/** The longest since then, in milliseconds. */
export function longestBlock(): number {
  return (globalThis as unknown as { delays: { max: number } }).delays.max / 1e6;
}
