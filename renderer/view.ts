import { formatFilmQuery, parseFilmPath, parseFilmQuery } from '../main/contract/address.ts';
import type { FilmQuery } from '../main/contract/films.ts';
import { ofShop, recall, remember } from './storage.ts';

/** What the page shows, as its address says it. */
export interface View {
  query: FilmQuery;
  filmId: number | undefined;
}

const addressOf = ({ query, filmId }: View) => {
  const search = formatFilmQuery(query).toString();
  return `${filmId === undefined ? '/' : `/films/${filmId}`}${search === '' ? '' : `?${search}`}`;
};

/** The address's view; the one that this window was left with where the address names none. */
export function readView(): View {
  const { pathname, search } = window.location;
  const kept = pathname === '/' && search === '' ? recall(ofShop('view')) : null;
  const address = new URL(typeof kept === 'string' ? kept : window.location.href, window.location.origin);
  return { query: parseFilmQuery(address.searchParams), filmId: parseFilmPath(address.pathname) };
}

/** Writes the view into the address: a new entry in the history for another film, none for each keystroke. */
export function writeView(view: View, how: 'push' | 'replace'): void {
  const address = addressOf(view);
  remember(ofShop('view'), address);
  if (address === window.location.pathname + window.location.search) return;
  if (how === 'push') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
}
