import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { FilmDetails as ReadFilm, FilmFilters, FilmQuery } from '../../main/contract/films.ts';
import type { Failure } from '../../main/contract/failures.ts';
import type { PageCommand } from '../../main/contract/page-command.ts';
import { type ColumnLayout, recallColumns, rememberColumns } from '../columns.ts';
import { Connection } from '../connection.ts';
import { DeskKeys } from '../desk-keys.ts';
import { isDesk, onPageCommand, Sharing, Shops } from '../desk.ts';
import type {
  ColumnsChangedEvent,
  FilmChosenEvent,
  FilmReadEvent,
  FiltersChangedEvent,
  IndexesChangedEvent,
  SearchChangedEvent,
  ShareChangedEvent,
  ShopChosenEvent,
  SortChangedEvent,
} from '../events.ts';
import { FilmExport } from '../film-export.ts';
import { Facets } from '../film-facets.ts';
import { FilmList } from '../film-list.ts';
import { IndexAdvice, usesOf } from '../index-advice.ts';
import { controls } from '../theme/controls.ts';
import { dialogs } from '../theme/dialogs.ts';
import { firstPaint, recallRows, rememberRows } from '../kept-rows.ts';
import { View } from '../view.ts';
import { words } from '../words.ts';
import { filmDeskStyles } from './film-desk.styles.ts';
import './desk-dialogs.ts';
import type { DeskDialogs, DialogName } from './desk-dialogs.ts';
import './desk-header.ts';
import type { DeskHeader } from './desk-header.ts';
import './desk-messages.ts';
import type { DeskMessages } from './desk-messages.ts';
import './film-bar.ts';
import './film-details.ts';
import type { FilmDetails } from './film-details.ts';
import { loadingFilms, noFilms, unreadFilms } from './film-states.ts';
import './film-table.ts';
import type { FilmTable } from './film-table.ts';
import './index-hint.ts';
import './shop-notice.ts';
import './status-line.ts';

/** How long the films are waited for before what stands around them is loaded. */
const patienceMs = 1500;

/** The same object each time: parts of the page that are given it again are not drawn anew. */
const noFilters: FilmFilters = {};

const loadControls = () => import('../controls.ts');

const narrowWindow = matchMedia('(max-width: 559px)');

/** The whole page. It holds what is shown, in controllers by their subject; its parts tell it what to change. */
@customElement('film-desk')
export class FilmDesk extends LitElement {
  static override styles = [controls, dialogs, filmDeskStyles];

  @state() private layout: ColumnLayout = recallColumns();
  @state() private showsFilters = false;
  @state() private isNarrow = narrowWindow.matches;

  @query('film-table') private readonly table!: FilmTable | null;
  @query('desk-header') private readonly header!: DeskHeader;
  @query('desk-dialogs') private readonly dialogs!: DeskDialogs;
  @query('desk-messages') private readonly messages!: DeskMessages;
  @query('film-details') private readonly details!: FilmDetails;

  #view = new View(this, (query) => this.#show(query));
  #list = new FilmList(this, () => void this.#readMoved());
  #facets = new Facets(this, this.#list);
  #connection = new Connection(this, () => void this.#refresh());
  #shops = new Shops(this, {
    unfinished: () => this.#unfinished(),
    say: (notice) => this.messages.say(notice),
  });
  #sharing = new Sharing(this);
  #export = new FilmExport(this, (message) => this.messages.say(message, true));
  #indexes = new IndexAdvice(this);
  #readFilm: ReadFilm | undefined;
  /** Whether the timeline has its mark, by which the start is measured. */
  #hasShownRows = false;

  constructor() {
    super();
    this.addEventListener('page-command', ({ command }) => this.#obey(command));
    this.addController(
      new DeskKeys({
        hasDialog: () => this.showsFilters || this.dialogs.isOpen,
        find: () => this.header.find(),
        takeFilms: () => this.table?.take(),
        takeFilm: () => this.table?.takeFilm(),
        leaveFilm: () => this.#leaveFilm(),
        help: () => this.#open('shortcuts'),
      }),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('pagehide', this.#onPageHide);
    narrowWindow.addEventListener('change', this.#onResize);
    const { query } = this.#view;
    const kept = recallRows(query);
    if (kept) {
      this.#list.showKept(query, kept.page);
      this.#connection.status = kept.status;
    }
    onPageCommand((command) => this.#obey(command));
    void (kept ? firstPaint() : Promise.resolve()).then(() => this.#start());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('pagehide', this.#onPageHide);
    narrowWindow.removeEventListener('change', this.#onResize);
  }

  /** The rows first; what stands around them, and controls that only a click shows, when those are on screen. */
  async #start(): Promise<void> {
    const opening = this.#list.open(this.#view.query);
    // A server that does not answer must not keep anybody from choosing another shop.
    await Promise.race([opening, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
    void this.#shops.read();
    void this.#sharing.read();
    void loadControls();
    if (await opening) performance.mark('fresh-rows');
    this.#indexes.notice(this.#list.tookMs);
    void this.#connection.check();
    await loadControls();
    await this.#facets.read();
    if (isDesk) await this.#list.practise();
  }

  #onPageHide = () => {
    const { firstPage, query } = this.#list;
    const { status } = this.#connection;
    if (firstPage && status) rememberRows(query, { page: firstPage, status });
  };

  #onResize = () => (this.isNarrow = narrowWindow.matches);

  #leaveFilm(): void {
    if (this.#view.filmId !== undefined) this.#view.choose(undefined);
  }

  #backToFilms(): void {
    this.#leaveFilm();
    this.table?.take();
  }

  /** What was read of a film is newer than its row, and than what counts its copies. */
  #hasRead(film: ReadFilm): void {
    this.#readFilm = film;
    this.requestUpdate();
    const { description: _, actors: __, ...row } = film;
    if (this.#list.replace(row)) void this.#facets.read();
  }

  /** Does what the menu, a link, another copy of the program or one of the page's own buttons asks. */
  #obey(command: PageCommand): void {
    switch (command.do) {
      case 'find':
        return this.header.find();
      case 'filters':
        this.showsFilters = true;
        return;
      case 'reload':
        return this.#retry();
      case 'shops':
      case 'shortcuts':
      case 'share':
      case 'about':
      case 'indexes':
        return this.#open(command.do);
      case 'export':
        return void this.#export.run(this.#list.query);
      case 'columns':
        return this.header.chooseColumns();
      case 'open-film':
        return this.#view.choose(command.filmId);
      case 'open-shop':
        return void this.#shops.changeTo(this.#shops.all[command.place]?.id);
      case 'next-shop':
        return void this.#shops.changeTo(this.#shops.next?.id);
      case 'say':
        this.messages.say(command, true);
        // It may be that the page is no longer shared.
        void this.#sharing.read();
    }
  }

  #open(dialog: DialogName): void {
    this.dialogs.show(dialog);
    void loadControls();
    if (dialog === 'shops') void this.#shops.read();
    if (dialog === 'share') void this.#sharing.read();
  }

  #unfinished = (): Failure | undefined => {
    if (this.#export.rows !== undefined) return words.shops.whileExporting;
    return this.dialogs.isWorking ? words.shops.whileWorking : undefined;
  };

  #show(query: FilmQuery): void {
    this.#facets.giveUp();
    // The rows on screen may be of this query already: the one between was never answered.
    const staysInPlace = this.#list.answers(query);
    void this.#list.openAtOnce(query, staysInPlace ? this.table?.firstVisible : 0).then((isShown) => {
      if (!isShown) return;
      this.#indexes.notice(this.#list.tookMs);
      this.table?.arrived(staysInPlace);
      this.#facets.follow();
    });
  }

  /** Reads the list again, leaving it where it is; one that could not be shown before begins at its top. */
  async #reread(): Promise<void> {
    const staysInPlace = !this.#list.isOther;
    const isShown = await this.#list.reload(staysInPlace ? (this.table?.firstVisible ?? 0) : 0);
    if (isShown) this.table?.arrived(staysInPlace);
  }

  /** Reads everything on the page again. */
  async #refresh(): Promise<void> {
    this.details.reload();
    await this.#reread();
    await this.#facets.read();
  }

  /** Reads the list again, in which films have come or gone; what counts them follows it. */
  async #readMoved(): Promise<void> {
    await this.#reread();
    if (!this.#connection.isTrying) void this.#connection.check();
    await this.#facets.read();
  }

  #arrange(layout: ColumnLayout): void {
    this.layout = layout;
    rememberColumns(layout);
  }

  #retry(): void {
    void this.#connection.check();
    if (!this.#connection.lost) void this.#refresh();
  }

  protected override updated(): void {
    if (!this.#hasShownRows && this.#list.total !== undefined) {
      this.#hasShownRows = true;
      // The frame after the next begins when the rows have been painted.
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('first-rows')));
    }
    const { filmId } = this.#view;
    const title = filmId === this.#readFilm?.id ? this.#readFilm?.title : undefined;
    document.title = title ? `${title} · ${words.brand}` : words.brand;
  }

  protected override render(): TemplateResult {
    const { status, lost, isTrying, latencyMs } = this.#connection;
    const stores = status?.stores ?? [];
    return html`
      <desk-header
        role="banner"
        .search=${this.#view.query.search ?? ''}
        .layout=${this.layout}
        ?exportable=${Boolean(this.#list.total)}
        .shops=${this.#shops.all}
        .open=${this.#shops.open}
        @search-changed=${(event: SearchChangedEvent) => this.#view.search(event.search)}
        @columns-changed=${(event: ColumnsChangedEvent) => this.#arrange(event.layout)}
        @shop-chosen=${(event: ShopChosenEvent) => void this.#shops.changeTo(event.shop)}
      ></desk-header>
      <nav class="side" aria-label=${words.filters}>${this.#facetPane(stores)}</nav>
      <main>
        ${this.#bar()} ${this.#films(stores)}
        <shop-notice
          .failure=${this.#list.total === undefined ? undefined : (lost ?? this.#list.failure)}
          ?trying=${isTrying}
        ></shop-notice>
        ${this.#hint(lost === undefined)}
      </main>
      <aside class=${this.#view.filmId === undefined ? '' : 'open'} aria-label="Film">
        <film-details
          .filmId=${this.#view.filmId}
          .search=${this.#list.query.search ?? ''}
          .stores=${stores}
          .deskStore=${this.#shops.open?.store ?? undefined}
          @film-chosen=${() => this.#backToFilms()}
          @film-read=${(event: FilmReadEvent) => this.#hasRead(event.film)}
        ></film-details>
      </aside>
      <status-line
        role="contentinfo"
        .status=${status}
        ?lost=${lost !== undefined}
        .latencyMs=${latencyMs}
        .viewers=${this.#sharing.status?.scope ? this.#sharing.status.viewers : undefined}
      ></status-line>
      <wa-drawer
        label=${words.filters}
        placement="start"
        ?open=${this.showsFilters}
        @wa-after-hide=${() => (this.showsFilters = false)}
        >${this.showsFilters ? this.#facetPane(stores) : nothing}</wa-drawer
      >
      ${this.#dialogs()}
      <desk-messages
        .exported=${this.#export.rows}
        @export-cancelled=${() => this.#export.cancel()}
      ></desk-messages>
    `;
  }

  #dialogs(): TemplateResult {
    const { all, open, keepsPasswords } = this.#shops;
    return html`<desk-dialogs
      .shops=${all}
      .open=${open?.id}
      .keepsPasswords=${keepsPasswords}
      .sharing=${this.#sharing.status}
      .relevantIndexes=${usesOf(this.#list.query)}
      .compare=${() => this.#compare()}
      .unfinished=${this.#unfinished}
      @shops-changed=${() => void this.#shops.read()}
      @shop-chosen=${(event: ShopChosenEvent) => void this.#shops.begin(event.shop)}
      @share-changed=${(event: ShareChangedEvent) => this.#sharing.take(event.status)}
      @indexes-changed=${(event: IndexesChangedEvent) => this.#indexesChanged(event.outcome)}
    ></desk-dialogs>`;
  }

  #indexesChanged(outcome: string | undefined): void {
    this.#indexes.forget();
    if (outcome && !this.dialogs.isOpen) this.messages.say({ sentence: outcome, advice: '' });
  }

  /** Reads the list again; gives how long it took before, and now. */
  async #compare(): Promise<{ before?: number; after?: number }> {
    const { tookMs: before } = this.#list;
    await this.#reread();
    const { tookMs: after } = this.#list;
    return { ...(before && { before }), ...(after && { after }) };
  }

  #facetPane(stores: readonly { id: number; name: string }[]): TemplateResult {
    // Where the list can't be read for the same reason, the page says so already.
    const { failure } = this.#facets;
    const isSaid = this.#connection.lost !== undefined || failure?.sentence === this.#list.failure?.sentence;
    return html`<facet-pane
      .facets=${this.#facets.counts}
      .failure=${isSaid ? undefined : failure}
      .filters=${this.#view.query.filters ?? noFilters}
      .stores=${stores}
      @filters-changed=${(event: FiltersChangedEvent) => this.#view.filter(event.filters)}
    ></facet-pane>`;
  }

  #bar(): TemplateResult {
    const { counted, isCounted, remark } = this.#list;
    const copies = this.#facets.isCurrent ? this.#facets.counts?.copies : undefined;
    return html`<film-bar
      .films=${counted}
      ?stale=${!isCounted}
      .note=${remark ?? (copies && counted ? words.copies(copies.all, copies.in) : '')}
      .filters=${this.#view.query.filters ?? noFilters}
      @filters-changed=${(event: FiltersChangedEvent) => this.#view.filter(event.filters)}
    ></film-bar>`;
  }

  #hint(isConnected: boolean): TemplateResult | typeof nothing {
    const { query, tookMs } = this.#list;
    if (!isConnected || !this.#indexes.isWorthSaying(this.#list, this.#connection.status?.films))
      return nothing;
    return html`<index-hint
      .tookMs=${tookMs ?? 0}
      ?search=${query.search !== undefined}
      @hint-refused=${() => this.#indexes.refuse()}
    ></index-hint>`;
  }

  #films(stores: readonly { id: number; name: string }[]): TemplateResult {
    const { total, failure } = this.#list;
    if (total === undefined) {
      if (!failure) return loadingFilms();
      return unreadFilms(failure, () => this.#retry(), isDesk ? () => this.#open('shops') : undefined);
    }
    return html`<film-table
        .list=${this.#list}
        .layout=${this.layout}
        .stores=${stores}
        .filmId=${this.#view.filmId}
        ?narrow=${this.isNarrow}
        @film-chosen=${(event: FilmChosenEvent) => this.#view.choose(event.filmId)}
        @sort-changed=${(event: SortChangedEvent) => this.#view.sort(event.sort)}
        @columns-changed=${(event: ColumnsChangedEvent) => this.#arrange(event.layout)}
      ></film-table>
      ${
        total === 0
          ? noFilms(this.#list.query, {
              clearFilters: () => this.#view.filter({}),
              clearSearch: () => this.#view.search(''),
            })
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'film-desk': FilmDesk;
  }
}
