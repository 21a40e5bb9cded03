import { changeByTransactions, dataState } from '../database/data-state.ts';
import { KeptAnswers } from '../database/kept-answers.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';

/** Each may be as large as a page. */
const mostKept = 30;

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
  const kept = new KeptAnswers<Value>(mostKept);

  return (key, signal, read) =>
    shop.read(signal, async (db, connected) => {
      const known = kept.has(key) ? await dataState(db, connected) : undefined;
      const found = known !== undefined && kept.find(key, known);
      if (found) return found.value;
      if (!(await changeByTransactions(db))) return read(db, connected);
      // Asked before the data is read: what is written in between is read twice rather than missed.
      const state = known ?? (await dataState(db, connected));
      const value = await read(db, connected);
      if (state !== undefined) kept.keep(key, state, value);
      return value;
    });
}
