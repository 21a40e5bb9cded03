import type { FilmQuery } from '../../main/contract/films.ts';
import { type Figure, median } from './measure.ts';
import { type BenchShop, time } from './server.ts';

const rounds = 5;

const asked: readonly (readonly [what: string, query: FilmQuery])[] = [
  ['no filter', {}],
  ['a store and stock', { filters: { store: [1], stock: ['in'] } }],
  ['a common search and stock', { search: 'the', filters: { stock: ['in'] } }],
];

/** The counts beside the filters, and how many films there are with these set; neither has a peer. */
export async function benchFacets(shop: BenchShop, films: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [what, query] of asked)
    for (const [title, name] of [
      ['Counts of every filter', 'films.facets'],
      ['Count of films', 'films.count'],
    ] as const) {
      const times: number[] = [];
      for (let round = 0; round <= rounds; round++) times.push(await time(() => shop.ask(name, query)));
      figures.push({ title: `${title}, with ${what}`, films, value: median(times.slice(1)), unit: 'ms' });
    }
  return figures;
}
