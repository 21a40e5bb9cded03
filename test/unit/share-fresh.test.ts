import { expect, test, vi } from 'vitest';
import { shareFresh } from '../../main/web/share-fresh.ts';

interface Run {
  abandoned: AbortSignal;
  resolve(value: string): void;
  reject(error: Error): void;
}

const stays = () => new AbortController().signal;

/** Work that ends when it is told to; counts its runs. */
function controlled() {
  const runs: Run[] = [];
  const shared = shareFresh(
    (_key: string, abandoned) =>
      new Promise<string>((resolve, reject) => runs.push({ abandoned, resolve, reject })),
  );
  return { runs, shared: (key: string, left = stays()) => shared(key, () => left) };
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

test('work goes on as long as one waits for it, and is given up when all have left', async () => {
  const { runs, shared } = controlled();
  const leaving = [1, 2, 3].map(() => new AbortController());
  const first = shared('films', leaving[0]!.signal);
  leaving[0]!.abort();
  expect(runs[0]!.abandoned.aborted).toBe(true);
  const later = [shared('films', leaving[1]!.signal), shared('films', leaving[2]!.signal)];
  runs[0]!.reject(new Error('given up'));
  await expect(first).rejects.toThrow('given up');
  await untilRuns(runs, 2);
  leaving[1]!.abort();
  expect(runs[1]!.abandoned.aborted).toBe(false);
  leaving[2]!.abort();
  expect(runs[1]!.abandoned.aborted).toBe(true);
  runs[1]!.resolve('late');
  expect(await Promise.all(later)).toEqual(['late', 'late']);
});

test('who comes after all have left waits for work of their own', async () => {
  const { runs, shared } = controlled();
  const first = shared('films');
  const leaving = new AbortController();
  const left = shared('films', leaving.signal);
  leaving.abort();
  const stayed = shared('films');
  runs[0]!.resolve('first');
  expect(await first).toBe('first');
  await untilRuns(runs, 3);
  expect(runs.map(({ abandoned }) => abandoned.aborted)).toEqual([false, true, false]);
  runs[1]!.reject(new Error('given up'));
  await expect(left).rejects.toThrow('given up');
  runs[2]!.resolve('third');
  expect(await stayed).toBe('third');
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
    expect(await shared('films', stays)).toBe('films 1');
    vi.advanceTimersByTime(599);
    expect(await shared('films', stays)).toBe('films 1');
    expect(await shared('others', stays)).toBe('others 2');
    expect(await shared('films', stays)).toBe('films 3');
  } finally {
    vi.useRealTimers();
  }
});
