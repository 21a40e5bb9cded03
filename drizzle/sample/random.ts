/** A reproducible stream of random numbers: the same seed always gives the same sequence. */
export interface Random {
  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number;
  /** True in `share` of all calls, 0 to 1. */
  chance(share: number): boolean;
  pick<T>(values: readonly T[]): T;
}

/**
 * A stream of its own for each (table, row), so that any table can be generated without the others.
 * Source of the generator: mulberry32 by Tommy Ettinger, public domain.
 */
export function randomOf(table: number, row: number): Random {
  let state = (Math.imul(table, 0x9e3779b1) ^ Math.imul(row + 1, 0x85ebca6b)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (share) => next() < share,
    pick: (values) => values[Math.floor(next() * values.length)]!,
  };
}
