import { changeByTransactions, dataState } from '../database/data-state.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';

/** Each may be as large as a page. */
const mostKept = 30;

/** Read anew then in any case: a server that has crashed may have lost what it had shown, and not know of it. */
const longestKeptMs = 60_000;

interface Kept<Value> {
  state: string;
  value: Value;
  until: number;
}

/**
 * Gives what was read for a key again as long as nothing has been written to the server since, which is asked each time:
 * the answer is as fresh as one that is read anew, and costs a fraction of it. The key must say all that `read` depends
 * on, but for the data. An aborted signal cancels what is being asked.
 */
export function whileUnchanged<Value>(
  shop: Shop,
): (
  key: string,
  signal: AbortSignal,
  read: (db: Database, connected: Connected) => Promise<Value>,
) => Promise<Value> {
  const kept = new Map<string, Kept<Value>>();

  /** As the newest of those that are kept; the oldest makes room for it. */
  function keep(key: string, entry: Kept<Value>): void {
    kept.delete(key);
    kept.set(key, entry);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  }

  return (key, signal, read) =>
    shop.read(signal, async (db, connected) => {
      const now = performance.now();
      const found = kept.get(key);
      const before = found && now < found.until ? found : undefined;
      const known = before && (await dataState(db, connected));
      if (before && before.state === known) {
        keep(key, before);
        return before.value;
      }
      if (!(await changeByTransactions(db))) return read(db, connected);
      // Asked before the data is read: what is written in between is read twice rather than missed.
      const state = known ?? (await dataState(db, connected));
      const value = await read(db, connected);
      if (state !== undefined) keep(key, { state, value, until: now + longestKeptMs });
      return value;
    });
}
