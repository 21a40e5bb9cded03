/** The middle of an odd number of measurements, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Comparison {
  title: string;
  ours: number;
  theirs: number;
  /** Ours divided by theirs: the median of the pairs' own ratios, which noise in the machine moves least. */
  ratio: number;
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
