import { setImmediate } from 'node:timers/promises';

/** How long after a shared run the next caller still counts as one of a crowd. */
const crowdMs = 50;

interface Batch<Value> {
  callers: number;
  run: Promise<Value>;
}

/** The most values that are kept at a time: each may be as large as a page. */
const mostKept = 50;

/**
 * One run of `work` serves everybody who asked before it began: while one runs, later callers wait for the next.
 * Each answer is as fresh as if it were the caller's own, yet a crowd costs no more than one run at a time. Somebody
 * who is alone is served at once. With a `maxAgeMs` above 0 a value also serves whoever asks until it is so old, from when
 * its run began.
 */
export function shareFresh<Key, Value>(
  work: (key: Key) => Promise<Value>,
  maxAgeMs = 0,
): (key: Key) => Promise<Value> {
  const kept = new Map<Key, { until: number; value: Value }>();
  /** Those that have not begun yet, which more callers may join, and those that have. */
  const open = new Map<Key, Batch<Value>>();
  const running = new Map<Key, Batch<Value>>();
  let crowdSeenAt = -Infinity;

  async function run(key: Key, batch: Batch<Value>): Promise<Value> {
    open.delete(key);
    running.set(key, batch);
    const began = performance.now();
    try {
      const value = await work(key);
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

  return (key) => {
    const before = kept.get(key);
    if (before && performance.now() < before.until) return Promise.resolve(before.value);
    return ask(key);
  };

  function ask(key: Key): Promise<Value> {
    const joined = open.get(key);
    if (joined) {
      joined.callers++;
      return joined.run;
    }
    const before = running.get(key);
    const batch = { callers: 1 } as Batch<Value>;
    if (before || performance.now() - crowdSeenAt < crowdMs) {
      open.set(key, batch);
      batch.run = gatherAndRun(key, batch, before);
    } else {
      batch.run = run(key, batch);
    }
    return batch.run;
  }
}
