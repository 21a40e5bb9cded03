import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { formatFilmQuery } from '../main/contract/address.ts';
import type { Failure } from '../main/contract/failures.ts';
import type { FilmFacets, FilmQuery } from '../main/contract/films.ts';
import { call, failureOf } from './client.ts';
import type { FilmList } from './film-list.ts';

/** Between two letters somebody who types seldom takes longer: then the counts are not wanted yet. */
const typingPauseMs = 200;

/** Counts that take a server seconds are worth waiting for somebody to have typed all. */
const longList = 100_000;
const longPauseMs = 600;

/** What counts depend on: a query without its order. */
const countedBy = ({ search, filters }: FilmQuery) => formatFilmQuery({ search, filters }).toString();

/**
 * The counts beside the filters, of the list that is shown. Those before stay until new ones have come; they are asked for
 * when nobody has asked for another list for a moment.
 */
export class Facets implements ReactiveController {
  #host: ReactiveControllerHost;
  #list: FilmList;
  #asked: AbortController | undefined;
  #countedBy: string | undefined;
  counts: FilmFacets | undefined;
  /** Why `counts` are not of the list that is shown; undefined where they are, or are on their way. */
  failure: Failure | undefined;

  constructor(host: ReactiveControllerHost, list: FilmList) {
    this.#host = host;
    this.#list = list;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.giveUp();
  }

  /** Whether `counts` are of the list that is shown. */
  get isCurrent(): boolean {
    return this.#countedBy === countedBy(this.#list.query);
  }

  /** Another list is about to be read: what is being counted would only hold it up. */
  giveUp(): void {
    this.#asked?.abort();
  }

  /** Counts another list, whose rows are shown now, after the pause that its length calls for. */
  follow(): void {
    if (this.isCurrent) return;
    void this.read((this.#list.counted ?? 0) > longList ? longPauseMs : typingPauseMs);
  }

  /** Counts anew, unless something else is asked for within `afterMs`. */
  async read(afterMs = 0): Promise<void> {
    this.giveUp();
    const asked = (this.#asked = new AbortController());
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    if (asked.signal.aborted) return;
    const { search, filters } = this.#list.query;
    try {
      this.counts = await call(
        'films.facets',
        { ...(search && { search }), ...(filters && { filters }) },
        asked.signal,
      );
      this.#countedBy = countedBy({ search, filters });
      this.failure = undefined;
    } catch (error) {
      // The counts before stay.
      if (asked.signal.aborted) return;
      this.failure = failureOf(error);
    }
    this.#host.requestUpdate();
  }
}
