/** Read anew then in any case: a server that has crashed may have lost what it had shown, and not know of it. */
const longestKeptMs = 60_000;

interface Kept<Value> {
  state: string;
  value: Value;
  until: number;
}

/**
 * What was read of a server, to be given again as long as its data is in the same state, as `dataState` tells it. A key
 * must say all that the value hangs on, but for the data. Whoever keeps a value has asked for the state before it was read.
 */
export class KeptAnswers<Value> {
  #most: number;
  #kept = new Map<string, Kept<Value>>();

  /** Where there are more than `most` the oldest makes room. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether something is kept that may be found: else the state need not be asked for. */
  has(key: string): boolean {
    const kept = this.#kept.get(key);
    return kept !== undefined && performance.now() < kept.until;
  }

  /** What was kept in this state. It is the newest then. */
  find(key: string, state: string): { value: Value } | undefined {
    const kept = this.#kept.get(key);
    if (!kept || !this.has(key) || kept.state !== state) return undefined;
    this.#put(key, kept);
    return kept;
  }

  keep(key: string, state: string, value: Value): void {
    this.#put(key, { state, value, until: performance.now() + longestKeptMs });
  }

  #put(key: string, kept: Kept<Value>): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value!);
  }
}
