import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { formatFilmQuery, parseFilmPath, parseFilmQuery } from '../main/contract/address.ts';
import type { FilmFilters, FilmQuery, SortKey } from '../main/contract/films.ts';
import { ofShop, recall, remember } from './storage.ts';

/** So long the address waits for the next letter: to write it would hold up the rows for half a millisecond. */
const writeDelayMs = 100;

/** What the page shows, as its address says it: a query, and the film that is chosen. */
export class View implements ReactiveController {
  query: FilmQuery;
  filmId: number | undefined;
  #host: ReactiveControllerHost;
  #show: (query: FilmQuery) => void;
  /** Runs while the address is still that of the query before. */
  #writing: ReturnType<typeof setTimeout> | undefined;

  /** Calls `show` with each query that is to be read from then on. */
  constructor(host: ReactiveControllerHost, show: (query: FilmQuery) => void) {
    this.#host = host;
    this.#show = show;
    host.addController(this);
    ({ query: this.query, filmId: this.filmId } = readAddress(startAddress()));
  }

  hostConnected(): void {
    window.addEventListener('popstate', this.#onPopState);
    window.addEventListener('pagehide', this.#catchUp);
    this.#write('replace');
  }

  hostDisconnected(): void {
    window.removeEventListener('popstate', this.#onPopState);
    window.removeEventListener('pagehide', this.#catchUp);
    this.#catchUp();
  }

  choose(filmId: number | undefined): void {
    this.#catchUp();
    const how = this.filmId === undefined || filmId === undefined ? 'push' : 'replace';
    this.filmId = filmId;
    this.#write(how);
    this.#host.requestUpdate();
  }

  search(search: string): void {
    const { search: _, ...rest } = this.query;
    this.#change(search.trim() === '' ? rest : { ...rest, search });
  }

  filter(filters: FilmFilters): void {
    const { filters: _, ...rest } = this.query;
    this.#change(Object.keys(filters).length === 0 ? rest : { ...rest, filters });
  }

  sort(sort: { key: SortKey; descending: boolean } | undefined): void {
    const { sort: _, ...rest } = this.query;
    this.#change(sort ? { ...rest, sort } : rest);
  }

  #change(query: FilmQuery): void {
    this.query = query;
    this.#host.requestUpdate();
    this.#show(query);
    clearTimeout(this.#writing);
    this.#writing = setTimeout(this.#catchUp, writeDelayMs);
  }

  #catchUp = () => {
    if (this.#writing !== undefined) this.#write('replace');
  };

  /** Back and forth leads from film to film: what was searched for meanwhile stays. */
  #onPopState = () => {
    ({ filmId: this.filmId } = readAddress(new URL(window.location.href)));
    this.#host.requestUpdate();
    this.#write('replace');
  };

  /** A new entry in the history where a film is opened or left; none for each keystroke, or from film to film. */
  #write(how: 'push' | 'replace'): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    const address = addressOf(this.query, this.filmId);
    remember(ofShop('view'), address);
    if (address === window.location.pathname + window.location.search) return;
    if (how === 'push') window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  }
}

function addressOf(query: FilmQuery, filmId: number | undefined): string {
  const search = formatFilmQuery(query).toString();
  return `${filmId === undefined ? '/' : `/films/${filmId}`}${search === '' ? '' : `?${search}`}`;
}

/** The window's address; where it says nothing, as at a start, that which this window was left with. */
function startAddress(): URL {
  const { pathname, search, href, origin } = window.location;
  const kept = pathname === '/' && search === '' ? recall(ofShop('view')) : null;
  return new URL(typeof kept === 'string' ? kept : href, origin);
}

const readAddress = ({ pathname, searchParams }: URL): { query: FilmQuery; filmId: number | undefined } => ({
  query: parseFilmQuery(searchParams),
  filmId: parseFilmPath(pathname),
});
