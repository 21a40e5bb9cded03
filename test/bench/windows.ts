import { type Cursor, type SortKey, sortKey } from '../../main/contract/films.ts';
import { type Comparison, compare, median } from './measure.ts';
import { type BenchShop, time } from './server.ts';

const pairs = 7;
const rounds = 10;

/** Cursors near the middle and the end of a list, as the page has them of its places. */
async function placesOf(shop: BenchShop, sort: object): Promise<{ middle: object; end: object }> {
  const { total } = await shop.ask<{ total: number }>('films.count', {});
  const { cursors } = await shop.ask<{ cursors: Cursor[] }>('films.places', { sort });
  // A short list is read by position, as the page reads it.
  const at = (index: number, skip: number) =>
    cursors.length > 1 ? { after: cursors[index], skip, limit: 100 } : undefined;
  return {
    middle: at(Math.floor(cursors.length / 2), 0) ?? { position: Math.floor(total / 2), limit: 100 },
    end: at(cursors.length - 2, 900) ?? { position: total - 100, limit: 100 },
  };
}

/** 100 rows by each order at the top, in the middle and at the end, against the same SQL through a pool like it. */
export async function benchWindows(
  shop: BenchShop,
  films: number,
  keys: readonly SortKey[] = sortKey.options,
): Promise<Comparison[]> {
  const all: Record<'top' | 'middle' | 'end', Comparison[]> = { top: [], middle: [], end: [] };
  for (const key of keys) {
    const sort = { key };
    const windows = { top: { position: 0, limit: 100 }, ...(await placesOf(shop, sort)) };
    for (const [where, window] of Object.entries(windows)) {
      const input = { sort, window, count: false };
      const statements = await shop.statementsOf('films.list', input);
      all[where as keyof typeof all].push(
        await compare(
          key,
          'ms',
          pairs,
          () => time(() => shop.ask('films.list', input), rounds),
          () => time(() => shop.send(statements), rounds),
        ),
      );
    }
  }
  const rows = Object.entries(all).map(([where, found]): Comparison => ({
    title: `100 rows at the ${where}, of ${keys.length} orders`,
    films,
    unit: 'ms',
    ours: median(found.map(({ ours }) => ours)),
    theirs: median(found.map(({ theirs }) => theirs)),
    ratio: median(found.map(({ ratio }) => ratio)),
    worst: worstOf(found),
  }));
  const endToTop = all.end.map((end, index) => ({
    title: end.title,
    ratio: end.ours / all.top[index]!.ours,
  }));
  return [
    ...rows,
    {
      title: `The end against the top, of ${keys.length} orders`,
      films,
      unit: 'ms',
      ours: rows[2]!.ours,
      theirs: rows[0]!.ours,
      ratio: median(endToTop.map(({ ratio }) => ratio)),
      worst: worstOf(endToTop),
    },
  ];
}

function worstOf(found: readonly { title: string; ratio: number }[]): string {
  const worst = found.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  return `${worst.ratio.toFixed(2)} by ${worst.title}`;
}
