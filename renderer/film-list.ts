import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { formatFilmQuery } from '../main/contract/address.ts';
import type { FilmPage, FilmQuery, FilmRow } from '../main/contract/films.ts';
import type { Failure } from '../main/contract/failures.ts';
import { hasMoreWords, mostWords, searchWords } from '../main/contract/search-words.ts';
import { call, callAtOnce, CallError, failureOf } from './client.ts';
import { blockOf, blockSize, inBlocks, LoadedFilms, type Run } from './loaded-films.ts';
import { words } from './words.ts';

/** How many rows are read ahead where a list goes on, and at first where nobody knows yet how many are seen. */
const pageSize = 40;
const pageBlocks = pageSize / blockSize;
/** The contract gives 200 rows at once, and the one after a run is asked for with it. */
const longestRun = 19;

/** In a list longer than this, a jump goes by places. They are asked for when nobody has typed for a moment. */
const shortList = 2000;
const placesDelayMs = 300;

/** Where each of so many lists took longer, as over a long line, a frame would wait in vain for the next one. */
const soonMs = 24;
const triedLists = 3;

/** Of both kinds that the database is asked for: by the beginnings of words, and by parts of them. */
const practice = ['a', 'act'];

interface Reading extends Run {
  controller: AbortController;
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
  #list: LoadedFilms | undefined;
  #wanted: FilmQuery = {};
  /** What was wanted when the rows came that are shown. */
  #answered: FilmQuery = {};
  #opening: AbortController | undefined;
  #counting: AbortController | undefined;
  #placing: AbortController | undefined;
  #practising: AbortController | undefined;
  /** Changes with the rows that are shown. */
  version = 0;
  #counted: number | undefined;
  #likened: string | undefined;
  #readings = new Set<Reading>();
  /** The length for which rows were missing or too many: where it is counted so again, it stays. */
  #doubted: number | undefined;
  /** Blocks that could not be read: they are left alone until the list is read again. */
  #failedBlocks = new Set<number>();
  failure: Failure | undefined;
  /** How many rows are seen at a time: so many of a list are read first. */
  seen = pageSize;
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
    this.#practising?.abort();
    this.#abortReadings();
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

  /** How the films come from what was typed, in words, where they are not just what has all of it. */
  get remark(): string | undefined {
    const { search = '' } = this.#wanted;
    if (this.#likened !== undefined && !this.isStale) return words.likened(search, this.#likened);
    if (hasMoreWords(search)) return words.firstWords(mostWords);
    return search !== '' && searchWords(search).length === 0 ? words.noWord(search) : undefined;
  }

  /** Whether `counted` is of the list that is shown. */
  get isCounted(): boolean {
    return !this.isStale && this.#list?.isCounted === true;
  }

  /** The query whose rows are shown. */
  get query(): FilmQuery {
    return this.#list?.query ?? this.#wanted;
  }

  /** Whether the rows that are shown are what this query was answered with. */
  answers(query: FilmQuery): boolean {
    return formatFilmQuery(query).toString() === formatFilmQuery(this.#answered).toString();
  }

  /** Whether another query than the one whose rows are shown is wanted: it failed, or has not come. */
  get isOther(): boolean {
    return !this.answers(this.#wanted);
  }

  /** The film at a place of the list, from 0; undefined while it is loading. */
  row(index: number): FilmRow | undefined {
    return this.#list?.row(index);
  }

  /** The place of a film among those that are loaded. */
  indexOf(filmId: number): number | undefined {
    return this.#list?.indexOf(filmId);
  }

  /** Has a film say in its row what was read of it since. Whether that is anything else. */
  replace(film: FilmRow): boolean {
    const isOther = this.#list?.replace(film) === true;
    if (isOther) {
      this.version++;
      this.#host.requestUpdate();
    }
    return isOther;
  }

  /** Shows what was kept of the query that is about to be opened. */
  showKept(query: FilmQuery, kept: FilmPage): void {
    this.#wanted = query;
    this.#answered = query;
    this.version++;
    this.#list = new LoadedFilms(query, kept.total ?? kept.rows.length);
    this.#list.keep(runOf(0, kept), kept);
    this.#counted = this.#list.total;
  }

  /** The first rows; undefined where they weren't loaded, or are of the query before. */
  get firstPage(): FilmPage | undefined {
    const first = this.isCounted ? this.#list!.firstRows(inBlocks(this.seen)) : undefined;
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

  /** Searches for what nobody sees: the first letter of a session waits for code and plans that are made only then. */
  async practise(): Promise<void> {
    if (this.#opening || this.#wanted.search !== undefined) return;
    const { signal } = (this.#practising = new AbortController());
    const window = { position: 0, limit: inBlocks(this.seen) };
    try {
      for (const search of practice) await call('films.list', { search, window, count: false }, signal);
    } catch (error) {
      // Whoever searches is told what is wrong.
      if (!signal.aborted && !(error instanceof CallError)) throw error;
    }
  }

  async #open(query: FilmQuery, from: number, ask: typeof callAtOnce): Promise<boolean> {
    this.#wanted = query;
    const block = blockOf(from);
    let limit = Math.min(longestRun * blockSize, inBlocks((from % blockSize) + this.seen));
    this.#opening?.abort();
    this.#counting?.abort();
    this.#placing?.abort();
    this.#practising?.abort();
    const opening = (this.#opening = new AbortController());
    this.#host.requestUpdate();
    const asked = performance.now();
    try {
      let at = block;
      const read = () =>
        ask(
          'films.list',
          { ...query, window: { position: at * blockSize, limit }, count: false },
          opening.signal,
        );
      const answer = read();
      // What has come at once is shown before anything is drawn.
      let loaded = answer instanceof Promise ? await answer : answer;
      if (loaded.rows.length === 0 && block > 0) {
        // So many films have gone that none is left there: the last ones are shown instead.
        at = blockOf(Math.max(0, (await countOf(query, opening.signal)) - this.seen));
        limit = Math.min(longestRun * blockSize, inBlocks(this.seen) + blockSize);
        loaded = await read();
      }
      this.#abortReadings();
      this.#failedBlocks.clear();
      this.failure = undefined;
      this.#recentMs = [performance.now() - asked, ...this.#recentMs].slice(0, triedLists);
      void this.#show(query, at, loaded, loaded.rows.length < limit);
    } catch (error) {
      if (opening.signal.aborted) return false;
      this.failure = failureOf(error);
    }
    this.#opening = undefined;
    this.#host.requestUpdate();
    return this.failure === undefined;
  }

  /** Shows a list whose first rows have come, or its last; how long it is comes after them. */
  async #show(query: FilmQuery, at: number, page: FilmPage, isWhole: boolean): Promise<void> {
    const known = at * blockSize + page.rows.length;
    // Where another search was read than was typed, the list is that one's.
    const shown = page.likened === null ? query : { ...query, search: page.likened };
    this.#answered = query;
    this.#likened = page.likened ?? undefined;
    this.version++;
    const total = at > 0 && !isWhole ? Math.max(known, this.#counted ?? 0) : known;
    const list = (this.#list = new LoadedFilms(shown, total));
    list.keep(runOf(at, page), page);
    list.isCounted = isWhole;
    const counting = (this.#counting = new AbortController());
    try {
      if (!list.isCounted) {
        // Counting takes every processor that PostgreSQL may have: the rows are painted first.
        await nextPaint();
        list.total = await countOf(shown, counting.signal);
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
    const from = blockOf(Math.max(0, first));
    const to = blockOf(Math.min(list.total - 1, last));
    for (const reading of this.#readings) {
      if (reading.to >= from - pageBlocks && reading.from <= to + pageBlocks) continue;
      reading.controller.abort();
      this.#readings.delete(reading);
    }
    for (let block = from; block <= to; block++) {
      if (!this.#isMissing(list, block)) continue;
      const run = this.#missingRun(list, block, to);
      if (!this.#hasToWait(list, run)) void this.#read(list, run);
      block = run.to;
    }
  }

  #isMissing(list: LoadedFilms, block: number): boolean {
    const isPlace = block >= 0 && block * blockSize < list.total;
    return isPlace && !list.has(block) && !this.#failedBlocks.has(block) && !this.#readingAt(block);
  }

  #readingAt(block: number): Reading | undefined {
    return [...this.#readings].find(({ from, to }) => from <= block && block <= to);
  }

  /** What is missing from `block` on; where the list goes on from what is loaded, as much more as is read at a time. */
  #missingRun(list: LoadedFilms, block: number, last: number): Run {
    const run = { from: block, to: block };
    const wanted = list.has(block - 1) ? Math.max(last, block + pageBlocks - 1) : last;
    const lowest = Math.min(wanted, block + longestRun - 1);
    while (run.to < lowest && this.#isMissing(list, run.to + 1)) run.to++;
    const highest = list.has(run.to + 1) ? run.to - pageBlocks + 1 : block;
    while (run.from > highest && this.#isMissing(list, run.from - 1)) run.from--;
    return run;
  }

  /** Where two parts of the list meet, or one its end, a run waits for the other, which it then has to fit. */
  #hasToWait(list: LoadedFilms, { from, to }: Run): boolean {
    const isLast = (to + 1) * blockSize >= list.total;
    const above = this.#readingAt(from - 1);
    const below = this.#readingAt(to + 1);
    return (
      (above !== undefined && list.has(isLast ? above.from - 1 : to + 1)) ||
      (below !== undefined && list.has(from === 0 ? below.to + 1 : from - 1))
    );
  }

  async #read(list: LoadedFilms, run: Run): Promise<void> {
    const reading = { ...run, controller: new AbortController() };
    const { signal } = reading.controller;
    this.#readings.add(reading);
    try {
      const wanted = list.windowOf(run);
      const loaded: FilmPage = await call(
        'films.list',
        { ...list.query, window: wanted.window, count: false },
        signal,
      );
      if (this.#list === list) {
        const isDoubtful = !this.#opening && list.total !== this.#doubted;
        if (isDoubtful && list.hasMoved(run, wanted, loaded)) {
          this.#doubted = list.total;
          this.#onMoved();
        } else list.keep(run, loaded);
      }
      this.version++;
    } catch (error) {
      if (!signal.aborted) {
        this.failure = failureOf(error);
        for (let block = run.from; block <= run.to; block++) this.#failedBlocks.add(block);
      }
    }
    this.#readings.delete(reading);
    this.#host.requestUpdate();
  }

  async #readPlaces(list: LoadedFilms): Promise<void> {
    const placing = (this.#placing = new AbortController());
    await new Promise((resolve) => setTimeout(resolve, placesDelayMs));
    try {
      if (!placing.signal.aborted) list.places = await call('films.places', list.query, placing.signal);
    } catch (error) {
      // Jumps then go by position, only more slowly.
      if (!placing.signal.aborted && !(error instanceof CallError)) throw error;
    }
  }

  #abortReadings(): void {
    for (const { controller } of this.#readings) controller.abort();
    this.#readings.clear();
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

async function countOf({ sort: _, ...query }: FilmQuery, signal: AbortSignal): Promise<number> {
  return (await call('films.count', query, signal)).total;
}

/** The blocks that a page fills, from one on: one at least, which is empty where there are no rows. */
const runOf = (block: number, { rows }: FilmPage): Run => ({
  from: block,
  to: block + Math.max(1, Math.ceil(rows.length / blockSize)) - 1,
});
