/** The middle of an odd number of measurements, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which `part` of all lie: 0.95 for the slowest of twenty. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)]!;
}

export interface Comparison {
  title: string;
  /** How many films there were, where that is what was varied. */
  films?: number;
  ours: number;
  theirs: number;
  /** Ours divided by theirs: the median of the pairs' own ratios, which noise in the machine moves least. */
  ratio: number;
  unit: string;
  /** What was farthest from the others. */
  worst?: string;
}

/** Something that has no peer to be compared with. */
export interface Figure {
  title: string;
  films?: number;
  value: number;
  unit: string;
}

/** Measures two things in turn, `pairs` times after one round that does not count. */
export async function compare(
  title: string,
  unit: string,
  pairs: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Comparison> {
  await ours();
  await theirs();
  const results: [number, number][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const first = pair % 2 === 0;
    const early = first ? await ours() : await theirs();
    const late = first ? await theirs() : await ours();
    results.push(first ? [early, late] : [late, early]);
  }
  return {
    title,
    unit,
    ours: median(results.map(([our]) => our)),
    theirs: median(results.map(([, their]) => their)),
    ratio: median(results.map(([our, their]) => our / their)),
  };
}
