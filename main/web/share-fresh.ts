/**
 * One run of `work` serves everybody who asked before it began: while one runs, later callers wait for the next.
 * Each answer is as fresh as if it were the caller's own, yet a crowd costs no more than two at a time.
 */
export function shareFresh<Key, Value>(work: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const running = new Map<Key, Promise<Value>>();
  const next = new Map<Key, Promise<Value>>();

  function begin(key: Key): Promise<Value> {
    const run = work(key).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  }

  return (key) => {
    const current = running.get(key);
    if (!current) return begin(key);
    let waiting = next.get(key);
    if (!waiting) {
      waiting = current
        .catch(() => undefined)
        .then(() => {
          next.delete(key);
          return begin(key);
        });
      next.set(key, waiting);
    }
    return waiting;
  };
}
