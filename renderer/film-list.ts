import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Cursor, FilmPage, FilmQuery, FilmRow, FilmWindow } from '../main/contract/films.ts';
import type { Failure } from '../main/contract/failures.ts';
import type { Output } from '../main/contract/contract.ts';
import { call, callAtOnce, CallError, failureOf } from './client.ts';

/** How many rows are read at a time. */
export const pageSize = 40;
const mostPages = 20;

/** In a list longer than this, a jump goes by places. They are asked for when nobody has typed for a moment. */
const shortList = 2000;
const placesDelayMs = 300;

/** Where each of so many lists took longer, as over a long line, a frame would wait in vain for the next one. */
const soonMs = 24;
const triedLists = 3;

interface LoadedPage {
  rows: FilmRow[];
  first: Cursor | null;
  /** Null also where it is not known. */
  last: Cursor | null;
}

/** One list as far as it was loaded: its length, and its pages by their place. */
interface List {
  query: FilmQuery;
  /** While `isCounted` is false, as many as are known of. */
  total: number;
  isCounted: boolean;
  pages: Map<number, LoadedPage>;
  /** Cursors throughout a long list; undefined until they have come. */
  places: Output<'films.places'> | undefined;
}

/**
 * The films of the current query, loaded a window at a time as they are looked at.
 *
 * A new query leaves the old rows where they are, as `isStale`, until its own first rows have come: nothing
 * jumps. Windows beside a loaded one are read by its cursor, others from the nearest place, or by their position
 * until the places are known. `onMoved` is told where one shows that films have come or gone: then all should be read
 * again.
 */
export class FilmList implements ReactiveController {
  #host: ReactiveControllerHost;
  #onMoved: () => void;
  #list: List | undefined;
  #wanted: FilmQuery = {};
  #opening: AbortController | undefined;
  #counting: AbortController | undefined;
  #placing: AbortController | undefined;
  /** Changes with the rows that are shown. */
  version = 0;
  #counted: number | undefined;
  #likened: string | undefined;
  #loading = new Map<number, AbortController>();
  /** The length for which rows were missing or too many: where it is counted so again, it stays. */
  #doubted: number | undefined;
  /** Pages that could not be read: they are left alone until the list is read again. */
  #failedPages = new Set<number>();
  failure: Failure | undefined;
  /** How many milliseconds the first rows of the last lists took, the newest first. */
  #recentMs: readonly number[] = [];

  constructor(host: ReactiveControllerHost, onMoved: () => void) {
    this.#host = host;
    this.#onMoved = onMoved;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#opening?.abort();
    this.#counting?.abort();
    this.#placing?.abort();
    this.#abortPages();
  }

  /** Whether the rows still are those of the query before, or of a time before the failure. */
  get isStale(): boolean {
    return this.#opening !== undefined || this.failure !== undefined;
  }

  /** How many milliseconds the first rows of the list took that is shown; undefined where they were kept. */
  get tookMs(): number | undefined {
    return this.#recentMs[0];
  }

  /** How many films there are; while they are being counted, as many as are known of. */
  get total(): number | undefined {
    return this.#list?.total;
  }

  /** How many films the last list had that was counted. */
  get counted(): number | undefined {
    return this.#counted;
  }

  /** The search that is shown instead of one that finds nothing. */
  get likened(): string | undefined {
    return this.isStale ? undefined : this.#likened;
  }

  /** Whether `counted` is of the list that is shown. */
  get isCounted(): boolean {
    return !this.isStale && this.#list?.isCounted === true;
  }

  /** The query whose rows are shown. */
  get query(): FilmQuery {
    return this.#list?.query ?? this.#wanted;
  }

  /** The film at a place of the list, from 0; undefined while it is loading. */
  row(index: number): FilmRow | undefined {
    return this.#list?.pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  /** The place of a film among those that are loaded. */
  indexOf(filmId: number): number | undefined {
    for (const [page, { rows }] of this.#list?.pages ?? []) {
      const index = rows.findIndex(({ id }) => id === filmId);
      if (index !== -1) return page * pageSize + index;
    }
    return undefined;
  }

  /** Shows what was kept of the query that is about to be opened. */
  showKept(query: FilmQuery, kept: FilmPage): void {
    this.#wanted = query;
    this.version++;
    this.#list = listOf(query, 0, kept, kept.total ?? kept.rows.length);
    this.#counted = this.#list.total;
  }

  /** The first page as it was loaded; undefined where it wasn't, or is of the query before. */
  get firstPage(): FilmPage | undefined {
    const first = this.isCounted ? this.#list!.pages.get(0) : undefined;
    return first && { ...first, total: this.#list!.total, likened: null };
  }

  /** Shows a query, from the row `at`. Says whether its rows came; else the old ones stay. */
  open(query: FilmQuery, at = 0): Promise<boolean> {
    return this.#open(query, at, call);
  }

  /** The same, in one frame with what asked for it where the rows come so soon. */
  openAtOnce(query: FilmQuery, at = 0): Promise<boolean> {
    const isInVain = this.#recentMs.length === triedLists && this.#recentMs.every((ms) => ms > soonMs);
    return this.#open(query, at, isInVain ? call : callAtOnce);
  }

  /** Reads the wanted query again, beginning with the row that is looked at. */
  reload(at: number): Promise<boolean> {
    return this.open(this.#wanted, at);
  }

  async #open(query: FilmQuery, from: number, ask: typeof callAtOnce): Promise<boolean> {
    this.#wanted = query;
    const page = Math.floor(from / pageSize);
    this.#opening?.abort();
    this.#counting?.abort();
    this.#placing?.abort();
    const opening = (this.#opening = new AbortController());
    this.#host.requestUpdate();
    const asked = performance.now();
    try {
      const read = (at: number) =>
        ask(
          'films.list',
          { ...query, window: { position: at * pageSize, limit: pageSize }, count: false },
          opening.signal,
        );
      const answer = read(page);
      // What has come at once is shown before anything is drawn.
      let loaded = answer instanceof Promise ? await answer : answer;
      let at = page;
      if (loaded.rows.length === 0 && page > 0) {
        at = 0;
        loaded = await read(0);
      }
      this.#abortPages();
      this.#failedPages.clear();
      this.failure = undefined;
      this.#recentMs = [performance.now() - asked, ...this.#recentMs].slice(0, triedLists);
      void this.#show(query, at, loaded);
    } catch (error) {
      if (opening.signal.aborted) return false;
      this.failure = failureOf(error);
    }
    this.#opening = undefined;
    this.#host.requestUpdate();
    return this.failure === undefined;
  }

  /** Shows a list whose first rows have come; how long it is comes after them. */
  async #show(query: FilmQuery, at: number, page: FilmPage): Promise<void> {
    const known = at * pageSize + page.rows.length;
    // Where another search was read than was typed, the list is that one's.
    const shown = page.likened === null ? query : { ...query, search: page.likened };
    this.#likened = page.likened ?? undefined;
    this.version++;
    // A page that is not full is the last.
    const isWhole = page.rows.length < pageSize;
    const total = at > 0 && !isWhole ? Math.max(known, this.#counted ?? 0) : known;
    const list = (this.#list = listOf(shown, at, page, total));
    list.isCounted = isWhole;
    const counting = (this.#counting = new AbortController());
    try {
      if (!list.isCounted) {
        // Counting takes every processor that PostgreSQL may have: the rows are painted first.
        await nextPaint();
        const { sort: _, ...counted } = shown;
        list.total = (await call('films.count', counted, counting.signal)).total;
        list.isCounted = true;
      }
      this.#counted = list.total;
      if (list.total > shortList) void this.#readPlaces(list);
    } catch (error) {
      if (counting.signal.aborted) return;
      this.failure = failureOf(error);
    }
    this.#host.requestUpdate();
  }

  /** Loads what is missing of the rows from `first` to `last`; gives up on what is no longer looked at. */
  ensure(first: number, last: number): void {
    const list = this.#list;
    if (!list || list.total === 0 || this.#opening) return;
    const from = Math.floor(Math.max(0, first) / pageSize);
    const to = Math.floor(Math.min(list.total - 1, last) / pageSize);
    for (const [page, loading] of this.#loading) {
      if (page < from - 1 || page > to + 1) {
        loading.abort();
        this.#loading.delete(page);
      }
    }
    for (let page = from; page <= to; page++) {
      if (list.pages.has(page) || this.#loading.has(page) || this.#failedPages.has(page)) continue;
      // Where two parts of the list meet, or one its end, a page waits for the other, which it then has to fit.
      const { pages } = list;
      const isLast = (page + 1) * pageSize >= list.total;
      const meets =
        (this.#loading.has(page - 1) && pages.has(isLast ? page - 2 : page + 1)) ||
        (this.#loading.has(page + 1) && pages.has(page === 0 ? page + 2 : page - 1));
      if (!meets) void this.#loadPage(list, page);
    }
  }

  async #loadPage(list: List, page: number): Promise<void> {
    const loading = new AbortController();
    this.#loading.set(page, loading);
    try {
      const wanted = windowOf(list, page);
      const loaded: FilmPage = await call(
        'films.list',
        { ...list.query, window: wanted.window, count: false },
        loading.signal,
      );
      if (this.#list === list) {
        const isDoubtful = !this.#opening && list.total !== this.#doubted;
        if (isDoubtful && hasMoved(list, page, wanted, loaded.rows)) {
          this.#doubted = list.total;
          this.#onMoved();
        } else keepPage(list.pages, page, pageOf(loaded));
      }
      this.version++;
    } catch (error) {
      if (!loading.signal.aborted) {
        this.failure = failureOf(error);
        this.#failedPages.add(page);
      }
    }
    if (this.#loading.get(page) === loading) this.#loading.delete(page);
    this.#host.requestUpdate();
  }

  async #readPlaces(list: List): Promise<void> {
    const placing = (this.#placing = new AbortController());
    await new Promise((resolve) => setTimeout(resolve, placesDelayMs));
    try {
      if (!placing.signal.aborted) list.places = await call('films.places', list.query, placing.signal);
    } catch (error) {
      // Jumps then go by position, only more slowly.
      if (!placing.signal.aborted && !(error instanceof CallError)) throw error;
    }
  }

  #abortPages(): void {
    for (const loading of this.#loading.values()) loading.abort();
    this.#loading.clear();
  }
}

/** A page that nobody sees is not painted. */
const longestFrameMs = 100;

/** Resolves when what is to be drawn now has been painted. */
const nextPaint = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, longestFrameMs);
  });

/** Whether what was read as a page shows that films have come or gone since the list was counted. */
function hasMoved({ isCounted, total }: List, page: number, { next }: PageWindow, rows: FilmRow[]): boolean {
  if (!isCounted) return false;
  const expected = Math.min(pageSize, total - page * pageSize);
  return rows.length < expected || (next !== undefined && (rows[expected]?.id ?? null) !== next);
}

/** A page without the row after it. That of which the last cursor is goes with it. */
const pageOf = ({ rows, first, last }: LoadedPage): LoadedPage =>
  rows.length > pageSize ? { rows: rows.slice(0, pageSize), first, last: null } : { rows, first, last };

/** Keeps a page, and gives up those that lie farthest from it: however far one scrolls, it costs no more memory. */
function keepPage(pages: List['pages'], page: number, loaded: LoadedPage): void {
  pages.set(page, loaded);
  if (pages.size <= mostPages) return;
  const farthest = [...pages.keys()].reduce((a, b) => (Math.abs(b - page) > Math.abs(a - page) ? b : a));
  pages.delete(farthest);
}

/** How a page is to be read. */
interface PageWindow {
  window: FilmWindow;
  /** The film that has to be read with it as the one after it, null where none may be; undefined where one is not asked for. */
  next?: number | null;
}

function windowOf({ pages, places, total, isCounted }: List, page: number): PageWindow {
  const after = pages.get(page - 1)?.last;
  const following = pages.get(page + 1);
  const end = isCounted && (page + 1) * pageSize >= total ? { next: null } : {};
  const limit = 'next' in end ? pageSize + 1 : pageSize;
  if (after && following)
    return { window: { after, limit: pageSize + 1 }, next: following.rows[0]?.id ?? null };
  if (after) return { window: { after, limit }, ...end };
  // What would come before the first page comes with it, too.
  if (following?.first && page === 0)
    return { window: { before: following.first, limit: pageSize + 1 }, next: null };
  if (following?.first) return { window: { before: following.first, limit: pageSize } };
  const position = page * pageSize;
  const nearest = places ? Math.floor(position / places.every) : 0;
  const place = places?.cursors[nearest - 1];
  if (!places || !place) return { window: { position, limit }, ...end };
  return { window: { after: place, skip: position - nearest * places.every, limit }, ...end };
}

const listOf = (query: FilmQuery, at: number, page: FilmPage, total: number): List => ({
  query,
  total,
  isCounted: true,
  pages: new Map([[at, page]]),
  places: undefined,
});
