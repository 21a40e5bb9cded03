import { setTimeout as delay } from 'node:timers/promises';

/** How long a run waits for more callers while there is a crowd: those just answered ask again about now. */
const gatherMs = 2;

/** How long after a shared run the next caller still counts as one of a crowd. */
const crowdMs = 50;

interface Batch<Value> {
  callers: number;
  run: Promise<Value>;
}

/**
 * One run of `work` serves everybody who asked before it began: while one runs, later callers wait for the next.
 * Each answer is as fresh as if it were the caller's own, yet a crowd costs no more than one run at a time. Somebody
 * who is alone is served at once.
 */
export function shareFresh<Key, Value>(work: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  /** Those that have not begun yet, which more callers may join, and those that have. */
  const open = new Map<Key, Batch<Value>>();
  const running = new Map<Key, Batch<Value>>();
  let crowdSeenAt = -Infinity;

  async function run(key: Key, batch: Batch<Value>): Promise<Value> {
    open.delete(key);
    running.set(key, batch);
    try {
      return await work(key);
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
    await delay(gatherMs);
    return run(key, batch);
  }

  return (key) => {
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
  };
}
