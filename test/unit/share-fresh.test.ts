import { expect, test, vi } from 'vitest';
import { shareFresh } from '../../main/web/share-fresh.ts';

/** Work that ends when it is told to; counts its runs. */
function controlled() {
  const runs: { resolve(value: string): void; reject(error: Error): void }[] = [];
  const shared = shareFresh(
    (_key: string) => new Promise<string>((resolve, reject) => runs.push({ resolve, reject })),
  );
  return { runs, shared };
}

const untilRuns = (runs: unknown[], count: number) => vi.waitUntil(() => runs.length === count);

test('nobody gets an answer from before they asked', async () => {
  const { runs, shared } = controlled();
  const first = shared('films');
  const later = [shared('films'), shared('films'), shared('films')];
  expect(runs).toHaveLength(1);
  runs[0]!.resolve('old');
  expect(await first).toBe('old');
  await untilRuns(runs, 2);
  runs[1]!.resolve('new');
  expect(await Promise.all(later)).toEqual(['new', 'new', 'new']);
});

test('a failed run does not fail those who wait for the next', async () => {
  const { runs, shared } = controlled();
  const first = shared('films');
  const later = shared('films');
  runs[0]!.reject(new Error('lost'));
  await expect(first).rejects.toThrow('lost');
  await untilRuns(runs, 2);
  runs[1]!.resolve('found');
  expect(await later).toBe('found');
});

test('different questions do not wait for each other', async () => {
  const { runs, shared } = controlled();
  void shared('films');
  const other = shared('actors');
  expect(runs).toHaveLength(2);
  runs[1]!.resolve('actors');
  expect(await other).toBe('actors');
});

test('what is kept serves others until it is as old as it may be, from when it was asked for', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    let run = 0;
    const shared = shareFresh((key: string) => {
      // It takes a while to be read.
      vi.advanceTimersByTime(400);
      return Promise.resolve(`${key} ${++run}`);
    }, 1000);
    expect(await shared('films')).toBe('films 1');
    vi.advanceTimersByTime(599);
    expect(await shared('films')).toBe('films 1');
    expect(await shared('others')).toBe('others 2');
    expect(await shared('films')).toBe('films 3');
  } finally {
    vi.useRealTimers();
  }
});
