import { setImmediate } from 'node:timers/promises';

/** How long after a shared run the next caller still counts as one of a crowd. */
const crowdMs = 50;

interface Batch<Value> {
  callers: number;
  /** How many of the callers have not left. */
  waiting: number;
  /** Aborted when none waits any more. */
  abandoned: AbortController;
  run: Promise<Value>;
}

/** The most values that are kept at a time: each may be as large as a page. */
const mostKept = 50;

/**
 * One run of `work` serves everybody who asked before it began: while one runs, later callers wait for the next.
 * Each answer is as fresh as if it were the caller's own, yet a crowd costs no more than one run at a time. Somebody
 * who is alone is served at once. With a `maxAgeMs` above 0 a value also serves whoever asks until it is so old, from when
 * its run began.
 *
 * A caller gives what tells that it has left, which is asked for only where it has to wait; `work` is given a signal that is
 * aborted once all have left whom it serves.
 */
export function shareFresh<Key, Value>(
  work: (key: Key, abandoned: AbortSignal) => Promise<Value>,
  maxAgeMs = 0,
): (key: Key, leaving: () => AbortSignal) => Promise<Value> {
  const kept = new Map<Key, { until: number; value: Value }>();
  /** Those that have not begun yet, which more callers may join, and those that have. */
  const open = new Map<Key, Batch<Value>>();
  const running = new Map<Key, Batch<Value>>();
  let crowdSeenAt = -Infinity;

  async function run(key: Key, batch: Batch<Value>): Promise<Value> {
    if (open.get(key) === batch) open.delete(key);
    running.set(key, batch);
    const began = performance.now();
    try {
      const value = await work(key, batch.abandoned.signal);
      if (maxAgeMs > 0) {
        kept.delete(key);
        kept.set(key, { until: began + maxAgeMs, value });
        if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
      }
      return value;
    } finally {
      if (running.get(key) === batch) running.delete(key);
      if (batch.callers > 1) crowdSeenAt = performance.now();
    }
  }

  async function gatherAndRun(
    key: Key,
    batch: Batch<Value>,
    before: Batch<Value> | undefined,
  ): Promise<Value> {
    await before?.run.catch(() => undefined);
    // Those whose requests have come meanwhile are let in.
    await setImmediate();
    return run(key, batch);
  }

  /** Has one caller more wait for what a batch brings. */
  function join(key: Key, batch: Batch<Value>, left: AbortSignal): void {
    batch.callers++;
    batch.waiting++;
    const leave = () => {
      batch.waiting--;
      if (batch.waiting > 0) return;
      // Who comes now is not to be served by what nobody waits for.
      if (open.get(key) === batch) open.delete(key);
      batch.abandoned.abort();
    };
    if (left.aborted) leave();
    else left.addEventListener('abort', leave, { once: true });
  }

  function ask(key: Key, left: AbortSignal): Promise<Value> {
    const joined = open.get(key);
    if (joined) {
      join(key, joined, left);
      return joined.run;
    }
    const before = running.get(key);
    const batch = { callers: 0, waiting: 0, abandoned: new AbortController() } as Batch<Value>;
    join(key, batch, left);
    if (before || performance.now() - crowdSeenAt < crowdMs) {
      if (!left.aborted) open.set(key, batch);
      batch.run = gatherAndRun(key, batch, before);
    } else {
      batch.run = run(key, batch);
    }
    return batch.run;
  }

  return (key, leaving) => {
    const before = kept.get(key);
    if (before && performance.now() < before.until) return Promise.resolve(before.value);
    return ask(key, leaving());
  };
}
