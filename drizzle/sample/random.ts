/**
 * A reproducible stream of random numbers: the same seed always gives the same sequence. Each (table, row) has a
 * stream of its own, so that any table can be generated without the others.
 * Source of the generator: mulberry32 by Tommy Ettinger, public domain.
 */
export class Random {
  #state: number;

  constructor(table: number, row: number) {
    this.#state = (Math.imul(table, 0x9e3779b1) ^ Math.imul(row + 1, 0x85ebca6b)) >>> 0;
  }

  /** From 0, included, to 1, excluded. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    const state = this.#state;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True in `share` of all calls, 0 to 1. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)]!;
  }
}

export const randomOf = (table: number, row: number): Random => new Random(table, row);
