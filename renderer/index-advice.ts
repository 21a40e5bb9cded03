import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FilmQuery } from '../main/contract/films.ts';
import type { AdvisedIndex, IndexUse } from '../main/contract/indexes.ts';
import { call, CallError } from './client.ts';
import type { FilmList } from './film-list.ts';
import { ofShop, recall, remember } from './storage.ts';

/** From here on a clerk notices that a list takes its time. */
const slowMs = 300;

/** A search that finds more of the films than this is not found any faster by an index. */
const commonPart = 0.05;

const shortestWord = 3;
const unwantedKey = ofShop('indexes-unwanted');

/** What a list gains from: which indexes its rows are found and sorted by. */
export function usesOf({ search, sort }: FilmQuery): IndexUse[] {
  const isSearch = search?.split(/\s+/).some((word) => word.length >= shortestWord);
  if (search) return isSearch ? ['search', 'rows'] : ['rows'];
  return [sort?.key ?? 'title', 'rows'];
}

/** The list that is looked at. */
type LookedAt = Pick<FilmList, 'query' | 'tookMs' | 'isCounted' | 'counted'>;

/** Which indexes the shop lacks; asked for once a list was slow. */
export class IndexAdvice implements ReactiveController {
  #host: ReactiveControllerHost;
  #missing: readonly AdvisedIndex[] | undefined;
  #isAsked = false;
  #isUnwanted = recall(unwantedKey) === true;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Asks where the list was slow, unless it is known already. */
  notice(tookMs = 0): void {
    if (tookMs < slowMs || this.#isUnwanted || this.#isAsked) return;
    this.#isAsked = true;
    void this.#read();
  }

  /** Whether to say that this list, of a shop with so many films, would be faster with an index. */
  isWorthSaying({ query, tookMs = 0, isCounted, counted = 0 }: LookedAt, all: number | undefined): boolean {
    if (this.#isUnwanted || tookMs < slowMs || !isCounted || !all) return false;
    if (query.search && counted > all * commonPart) return false;
    const uses = usesOf(query);
    return this.#missing?.some(({ use }) => uses.includes(use)) ?? false;
  }

  forget(): void {
    this.#missing = undefined;
    this.#isAsked = false;
  }

  /** Says nothing of it any more, in this shop. */
  refuse(): void {
    this.#isUnwanted = true;
    remember(unwantedKey, true);
    this.#host.requestUpdate();
  }

  async #read(): Promise<void> {
    try {
      const { indexes } = await call('indexes.advise', {});
      this.#missing = indexes.filter(({ isMade }) => !isMade);
      this.#host.requestUpdate();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#isAsked = false;
    }
  }
}
