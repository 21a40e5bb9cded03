import { dataState } from '../database/data-state.ts';
import type { Shop } from '../database/shop.ts';

/** Each may be as large as a page. */
const mostKept = 30;

const never = new AbortController().signal;

/**
 * Gives what was made of a key again as long as nothing has been written to the server since, for which it is asked each
 * time: the answer is as fresh as one that is read anew, and costs a fraction of it. The key must say all that `make`
 * depends on, but for the data.
 */
export function whileUnchanged<Value>(
  shop: Shop,
): (key: string, make: () => Promise<Value>) => Promise<Value> {
  const kept = new Map<string, { state: string; value: Promise<Value> }>();

  function keep(key: string, state: string, value: Promise<Value>): void {
    kept.delete(key);
    kept.set(key, { state, value });
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    value.catch(() => {
      if (kept.get(key)?.value === value) kept.delete(key);
    });
  }

  return async (key, make) => {
    // Asked before the data is read: what is written in between is read twice rather than missed.
    const state = await shop.read(never, dataState);
    const before = kept.get(key);
    if (before && before.state === state) return before.value;
    const value = make();
    if (state !== undefined) keep(key, state, value);
    return value;
  };
}
