import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { FilmFilters } from '../../main/contract/films.ts';
import type { Failure } from '../../main/contract/failures.ts';
import type { PageCommand } from '../../main/contract/page-command.ts';
import { type ColumnLayout, recallColumns, rememberColumns } from '../columns.ts';
import { DeskKeys } from '../desk-keys.ts';
import { isDesk, onPageCommand, Sharing, Shops } from '../desk.ts';
import type {
  ColumnsChangedEvent,
  FilmChosenEvent,
  FilmGoneEvent,
  FilmReadEvent,
  FiltersChangedEvent,
  IndexesChangedEvent,
  SearchChangedEvent,
  ShareChangedEvent,
  ShopChosenEvent,
  SortChangedEvent,
} from '../events.ts';
import { FilmExport } from '../film-export.ts';
import { usesOf } from '../index-advice.ts';
import { ShownShop } from '../shown-shop.ts';
import { controls } from '../theme/controls.ts';
import { dialogs } from '../theme/dialogs.ts';
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

/** Where a film lies over the list. */
const smallWindow = matchMedia('(max-width: 799px)');

/** The whole page: which parts there are, what each is given, and what comes of what it tells. */
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

  #shown = new ShownShop(this, {
    table: () => this.table ?? undefined,
    film: () => this.details,
  });
  #shops = new Shops(this, {
    unfinished: () => this.#unfinished(),
    say: (notice) => this.messages.say(notice),
  });
  #sharing = new Sharing(this);
  #export = new FilmExport(this, (message) => this.messages.say(message, true));
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
    narrowWindow.addEventListener('change', this.#onResize);
    onPageCommand((command) => this.#obey(command));
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    narrowWindow.removeEventListener('change', this.#onResize);
  }

  /** The rows first; what stands around them, and controls that only a click shows, when those are on screen. */
  async #start(): Promise<void> {
    const opening = this.#shown.open();
    // A server that does not answer must not keep anybody from choosing another shop.
    await Promise.race([opening, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
    void this.#shops.read();
    void this.#sharing.read();
    void loadControls();
    if (await opening) performance.mark('fresh-rows');
    await loadControls();
    await this.#shown.readRest();
  }

  #onResize = () => (this.isNarrow = narrowWindow.matches);

  #leaveFilm(): void {
    const { view } = this.#shown;
    if (view.filmId !== undefined) view.choose(undefined);
  }

  /** Whoever asks for other films is to see them. */
  #lookFor(ask: () => void): void {
    if (smallWindow.matches) this.#leaveFilm();
    ask();
  }

  #backToFilms(): void {
    this.#leaveFilm();
    this.table?.take();
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
        return this.#shown.retry();
      case 'shops':
      case 'shortcuts':
      case 'share':
      case 'about':
      case 'indexes':
        return this.#open(command.do);
      case 'export':
        return void this.#export.run(this.#shown.list.query);
      case 'columns':
        return this.header.chooseColumns();
      case 'open-film':
        return this.#shown.view.choose(command.filmId);
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

  #arrange(layout: ColumnLayout): void {
    this.layout = layout;
    rememberColumns(layout);
  }

  protected override updated(): void {
    if (!this.#hasShownRows && this.#shown.list.total !== undefined) {
      this.#hasShownRows = true;
      // The frame after the next begins when the rows have been painted.
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('first-rows')));
    }
    const { filmTitle: title } = this.#shown;
    document.title = title ? `${title} · ${words.brand}` : words.brand;
  }

  protected override render(): TemplateResult {
    const { view, list, connection } = this.#shown;
    const { status, lost, isTrying, latencyMs } = connection;
    const stores = status?.stores ?? [];
    return html`
      <desk-header
        role="banner"
        .search=${view.query.search ?? ''}
        .layout=${this.layout}
        ?exportable=${Boolean(list.total)}
        .shops=${this.#shops.all}
        .open=${this.#shops.open}
        @search-changed=${(event: SearchChangedEvent) => this.#lookFor(() => view.search(event.search))}
        @columns-changed=${(event: ColumnsChangedEvent) => this.#arrange(event.layout)}
        @shop-chosen=${(event: ShopChosenEvent) => void this.#shops.changeTo(event.shop)}
      ></desk-header>
      <nav class="side" aria-label=${words.filters}>${this.#facetPane(stores)}</nav>
      <main>
        ${this.#bar()} ${this.#films(stores)}
        <shop-notice
          .failure=${list.total === undefined ? undefined : (lost ?? list.failure)}
          ?trying=${isTrying}
        ></shop-notice>
        ${this.#hint()}
      </main>
      <aside class=${view.filmId === undefined ? '' : 'open'} aria-label="Film">
        <film-details
          .filmId=${view.filmId}
          .search=${list.query.search ?? ''}
          .stores=${stores}
          .deskStore=${this.#shops.open?.store ?? undefined}
          @film-chosen=${() => this.#backToFilms()}
          @film-read=${(event: FilmReadEvent) => this.#shown.take(event.film)}
          @film-gone=${(event: FilmGoneEvent) => this.#shown.miss(event.filmId)}
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
      .relevantIndexes=${usesOf(this.#shown.list.query)}
      .compare=${() => this.#shown.compare()}
      .unfinished=${this.#unfinished}
      @shops-changed=${() => void this.#shops.read()}
      @shop-chosen=${(event: ShopChosenEvent) => void this.#shops.begin(event.shop)}
      @share-changed=${(event: ShareChangedEvent) => this.#sharing.take(event.status)}
      @indexes-changed=${(event: IndexesChangedEvent) => this.#indexesChanged(event.outcome)}
    ></desk-dialogs>`;
  }

  #indexesChanged(outcome: string | undefined): void {
    this.#shown.indexes.forget();
    if (outcome && !this.dialogs.isOpen) this.messages.say({ sentence: outcome, advice: '' });
  }

  #facetPane(stores: readonly { id: number; name: string }[]): TemplateResult {
    const { view, list, facets, connection } = this.#shown;
    // Where the list can't be read for the same reason, the page says so already.
    const isSaid = connection.lost !== undefined || facets.failure?.sentence === list.failure?.sentence;
    return html`<facet-pane
      .facets=${facets.counts}
      .failure=${isSaid ? undefined : facets.failure}
      .filters=${view.query.filters ?? noFilters}
      .stores=${stores}
      @filters-changed=${(event: FiltersChangedEvent) => this.#lookFor(() => view.filter(event.filters))}
    ></facet-pane>`;
  }

  #bar(): TemplateResult {
    const { view, list, facets } = this.#shown;
    const { counted, isCounted, remark } = list;
    const copies = facets.isCurrent ? facets.counts?.copies : undefined;
    return html`<film-bar
      .films=${counted}
      ?stale=${!isCounted}
      .note=${remark ?? (copies && counted ? words.copies(copies.all, copies.in) : '')}
      .filters=${view.query.filters ?? noFilters}
      @filters-changed=${(event: FiltersChangedEvent) => view.filter(event.filters)}
    ></film-bar>`;
  }

  #hint(): TemplateResult | typeof nothing {
    const { list, indexes, connection } = this.#shown;
    if (connection.lost || !indexes.isWorthSaying(list, connection.status?.films)) return nothing;
    return html`<index-hint
      .tookMs=${list.tookMs ?? 0}
      ?search=${list.query.search !== undefined}
      @hint-refused=${() => indexes.refuse()}
    ></index-hint>`;
  }

  #films(stores: readonly { id: number; name: string }[]): TemplateResult {
    const { view, list } = this.#shown;
    if (list.total === undefined) {
      if (!list.failure) return loadingFilms();
      const chooseShop = isDesk ? () => this.#open('shops') : undefined;
      return unreadFilms(list.failure, () => this.#shown.retry(), chooseShop);
    }
    return html`<film-table
        .list=${list}
        .layout=${this.layout}
        .stores=${stores}
        .filmId=${view.filmId}
        ?narrow=${this.isNarrow}
        @film-chosen=${(event: FilmChosenEvent) => view.choose(event.filmId)}
        @sort-changed=${(event: SortChangedEvent) => view.sort(event.sort)}
        @columns-changed=${(event: ColumnsChangedEvent) => this.#arrange(event.layout)}
      ></film-table>
      ${
        list.total === 0
          ? noFilms(list.query, {
              clearFilters: () => view.filter({}),
              clearSearch: () => view.search(''),
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
