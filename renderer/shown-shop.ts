import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FilmDetails as ReadFilm, FilmQuery } from '../main/contract/films.ts';
import { Connection } from './connection.ts';
import { isDesk } from './desk.ts';
import { Facets } from './film-facets.ts';
import { FilmList } from './film-list.ts';
import { IndexAdvice } from './index-advice.ts';
import { firstPaint, recallRows, rememberRows } from './kept-rows.ts';
import { View } from './view.ts';

/** The parts of the page that are told of what is read. */
interface Parts {
  /** Undefined while no list is shown. */
  table(): RowsInPlace | undefined;
  film(): { reload(): void };
}

interface RowsInPlace {
  /** The first row that is seen, from 0. */
  readonly firstVisible: number;
  /** Other rows have come: they begin where the ones before were looked at, or at the top. */
  arrived(staysInPlace: boolean): void;
}

/** What the page shows of its shop, each part by its own controller, and what is read when: rows before all that counts them. */
export class ShownShop implements ReactiveController {
  readonly view: View;
  readonly list: FilmList;
  readonly facets: Facets;
  readonly connection: Connection;
  readonly indexes: IndexAdvice;
  #host: ReactiveControllerHost;
  #parts: Parts;
  #readFilm: ReadFilm | undefined;
  #ready: Promise<void> = Promise.resolve();

  constructor(host: ReactiveControllerHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.view = new View(host, (query) => this.#show(query));
    this.list = new FilmList(host, () => void this.#readMoved());
    this.facets = new Facets(host, this.list);
    this.connection = new Connection(host, () => void this.#readAgain());
    this.indexes = new IndexAdvice(host);
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('pagehide', this.#keep);
    const { query } = this.view;
    const kept = recallRows(query);
    if (!kept) return;
    this.list.showKept(query, kept.page);
    this.connection.status = kept.status;
    this.#ready = firstPaint();
  }

  hostDisconnected(): void {
    window.removeEventListener('pagehide', this.#keep);
  }

  /** The title of the film that is chosen; undefined where none is, or it is not read yet. */
  get filmTitle(): string | undefined {
    const { filmId } = this.view;
    return filmId === this.#readFilm?.id ? this.#readFilm?.title : undefined;
  }

  /**
   * Reads the first rows, when those that were kept are on screen, and then begins to check the connection. False where
   * other rows are shown: these could not be read, or no longer are wanted.
   */
  async open(): Promise<boolean> {
    await this.#ready;
    const isShown = await this.list.open(this.view.query);
    this.indexes.notice(this.list.tookMs);
    void this.connection.check();
    return isShown;
  }

  /** Reads what stands beside the rows, and gets the database ready for a search. */
  async readRest(): Promise<void> {
    await this.facets.read();
    if (isDesk) await this.list.practise();
  }

  /** Reads everything again; where the shop could not be reached, as soon as it can be. */
  retry(): void {
    void this.connection.check();
    if (!this.connection.lost) void this.#readAgain();
  }

  /** Takes what was read of a film: it is newer than its row, and than what counts its copies. */
  take(film: ReadFilm): void {
    this.#readFilm = film;
    this.#host.requestUpdate();
    const { description: _, actors: __, ...row } = film;
    if (this.list.replace(row)) void this.facets.read();
  }

  /** A film is gone: where the list has it, it is older. */
  miss(filmId: number): void {
    if (this.list.indexOf(filmId) !== undefined) void this.#readMoved();
  }

  /** Reads the list again; gives how many milliseconds that took before, and now. */
  async compare(): Promise<{ before?: number; after?: number }> {
    const { tookMs: before } = this.list;
    await this.#readRows();
    const { tookMs: after } = this.list;
    return { ...(before && { before }), ...(after && { after }) };
  }

  #keep = () => {
    const { firstPage, query } = this.list;
    const { status } = this.connection;
    if (firstPage && status) rememberRows(query, { page: firstPage, status });
  };

  #show(query: FilmQuery): void {
    this.facets.giveUp();
    // The rows on screen may be of this query already: the one between was never answered.
    const staysInPlace = this.list.answers(query);
    void this.list.openAtOnce(query, staysInPlace ? this.#parts.table()?.firstVisible : 0).then((isShown) => {
      if (!isShown) return;
      this.indexes.notice(this.list.tookMs);
      this.#parts.table()?.arrived(staysInPlace);
      this.facets.follow();
    });
  }

  /** Reads the list again, leaving it where it is; one that could not be shown before begins at its top. */
  async #readRows(): Promise<void> {
    const staysInPlace = !this.list.isOther;
    const isShown = await this.list.reload(staysInPlace ? (this.#parts.table()?.firstVisible ?? 0) : 0);
    if (isShown) this.#parts.table()?.arrived(staysInPlace);
  }

  async #readAgain(): Promise<void> {
    this.#parts.film().reload();
    await this.#readRows();
    await this.facets.read();
  }

  /** Reads the list again, in which films have come or gone; what counts them follows it. */
  async #readMoved(): Promise<void> {
    await this.#readRows();
    if (!this.connection.isTrying) void this.connection.check();
    await this.facets.read();
  }
}
