import { formatFilmQuery } from '../main/contract/address.ts';
import type { FilmPage, FilmQuery } from '../main/contract/films.ts';
import type { ShopStatus } from '../main/contract/shop.ts';
import { recall, remember, shopName } from './storage.ts';

/*
 * What a desktop window showed when it was left, to be shown again, faded, until its database has answered. A browser
 * keeps nothing: whose films they were is not its to know.
 */

export interface KeptRows {
  page: FilmPage;
  status: ShopStatus;
}

const nameOf = (query: FilmQuery) => `${shopName}?${formatFilmQuery(query).toString()}`;

/** The first rows of this shop's query, if they are what was kept. */
export function recallRows(query: FilmQuery): KeptRows | undefined {
  if (!globalThis.filmdesk) return undefined;
  const kept = recall('rows') as ({ name: string } & KeptRows) | null;
  return kept?.name === nameOf(query) ? kept : undefined;
}

export function rememberRows(query: FilmQuery, kept: KeptRows): void {
  if (globalThis.filmdesk) remember('rows', { name: nameOf(query), ...kept });
}

/** A window that is not painted, as on a screen that is off, keeps nothing waiting longer. */
const longestPaintMs = 1000;

/** Resolves when the page's first contents are on screen: until then nothing should take the processor from them. */
export const firstPaint = () =>
  new Promise<void>((resolve) => {
    new PerformanceObserver(() => resolve()).observe({ type: 'paint', buffered: true });
    setTimeout(resolve, longestPaintMs);
  });
