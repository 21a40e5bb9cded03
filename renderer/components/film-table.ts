import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FilmQuery, FilmRow } from '../../main/contract/films.ts';
import { searchWords } from '../../main/contract/search-words.ts';
import {
  type CellContext,
  type ColumnLayout,
  type DrawnColumn,
  drawnColumns,
  narrowColumns,
} from '../columns.ts';
import { FilmChosenEvent } from '../events.ts';
import type { FilmList } from '../film-list.ts';
import { RowRange } from '../row-range.ts';
import { stockStyles } from '../stock-squares.ts';
import { TableHead } from '../table-head.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';
import { filmTableStyles } from './film-table.styles.ts';

const rowHeight = 33;
const headHeight = 34;
const rowPadding = 6;
const overscan = 10;

/** Most answers come sooner: then nothing is faded, which would have all rows painted once more. */
const fadeAfterMs = 120;

/**
 * The films as a grid of which only the visible rows exist. Loads what it shows from `list`, tells `film-chosen`,
 * `sort-changed` and `columns-changed`.
 */
@customElement('film-table')
export class FilmTable extends LitElement {
  static override styles = [controls, stockStyles, filmTableStyles];

  /** The same object all along: each time that it is handed over, it may have something new to show. */
  @property({ attribute: false, hasChanged: () => true }) list!: FilmList;
  @property({ attribute: false }) layout!: ColumnLayout;
  @property({ attribute: false }) stores: readonly { id: number; name: string }[] = [];
  @property({ type: Number }) filmId: number | undefined;
  @property({ type: Boolean, reflect: true }) narrow = false;

  /** The row that the keyboard is on. */
  @state() private active: number | undefined;
  /** Whether rows of the query before are shown for so long that it is to be seen. */
  @state() private isFaded = false;

  #head = new TableHead(this);
  #scroller = createRef<HTMLDivElement>();
  #rows = new RowRange(this, { rowHeight, headHeight, overscan, scroller: () => this.#scroller.value });
  /** A row that was gone to before its film was loaded; it is chosen when that has come. */
  #awaited: number | undefined;
  /** Where the End key led to last. */
  #end: number | undefined;
  /** Whether the last row was gone to before it was known how many there are, or a film before its list had come. */
  #awaitsEnd = false;
  #awaitsList = false;

  /** The list's version when its rows were laid out last; undefined before anything was drawn. */
  #laidOut: number | undefined;
  /** Of the list that was drawn last. */
  #query: FilmQuery | undefined;
  /** The first row that is drawn, and the one whose elements have the key 0. */
  #drawnFrom = 0;
  #origin = 0;
  #fading: ReturnType<typeof setTimeout> | undefined;

  /** The same array as long as the layout is the same. */
  #columns: readonly DrawnColumn[] = [];

  /** The first row that is looked at. */
  get firstVisible(): number {
    return this.#rows.firstVisible;
  }

  /** The list has come that was waited for. Another one than before is seen from its top. */
  arrived(staysInPlace: boolean): void {
    // Films may have come behind the one that was the last.
    if (staysInPlace && this.active !== undefined && this.active === this.#end)
      this.#awaitsEnd = this.#rows.isSeen(this.active);
    if (!staysInPlace) {
      this.active = undefined;
      this.#awaited = undefined;
      this.#awaitsEnd = false;
      this.#rows.toTop();
    }
    if (this.#awaitsList && this.shadowRoot?.activeElement === this.#scroller.value) this.#goToFilm();
    this.#awaitsList = false;
  }

  /** Takes the keyboard. */
  take(): void {
    this.#scroller.value?.focus();
  }

  /** Takes the keyboard, and opens the first film where none was; of a list that is still waited for, when it has come. */
  takeFilm(): void {
    this.take();
    this.#awaitsList = this.list.isOther;
    if (!this.#awaitsList) this.#goToFilm();
  }

  #goToFilm(): void {
    this.#goTo(this.active ?? this.list.indexOf(this.filmId ?? 0) ?? 0);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.list.query !== this.#query) this.#rows.renew();
    this.#query = this.list.query;
    if (!this.list.isStale) {
      clearTimeout(this.#fading);
      this.#fading = undefined;
      this.isFaded = false;
    } else this.#fading ??= setTimeout(() => (this.isFaded = true), fadeAfterMs);
    if (changed.has('layout') || changed.has('narrow'))
      this.#columns = this.narrow ? narrowColumns : drawnColumns(this.layout);
    // Where films have come or gone, the keyboard stays on the one that is open.
    const mayHaveMoved = changed.has('filmId') || this.list.version !== this.#laidOut;
    if (mayHaveMoved && this.filmId !== undefined && this.#awaited === undefined)
      this.active = this.list.indexOf(this.filmId) ?? this.active;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('layout') || changed.has('narrow')) this.#layOut();
    if (changed.has('layout')) this.#head.layoutDrawn();
    this.#layOutRows();
    this.list.seen = this.#rows.seen;
    const { from, to } = this.#rows.range(this.list.total ?? 0);
    if (to > from) this.list.ensure(from, to - 1);
    if (this.#awaitsEnd && this.list.isCounted) {
      this.#awaitsEnd = false;
      this.#end = (this.list.total ?? 0) - 1;
      if (this.#end !== this.active) this.#goTo(this.#end);
    }
    if (this.#awaited !== undefined && this.list.row(this.#awaited)) this.#choose(this.#awaited);
  }

  /**
   * Has the browser lay new rows out now. They come somewhere between two frames: what is done before the next one begins
   * does not have to be done in it.
   */
  #layOutRows(): void {
    const { version } = this.list;
    const isStart = this.#laidOut === undefined;
    if (version === this.#laidOut) return;
    this.#laidOut = version;
    if (!isStart) this.#scroller.value?.getBoundingClientRect();
  }

  /** Gives every row the same tracks: the title takes what is left; where nothing is, all give way a little. */
  #layOut(): void {
    const tracks = this.#columns.map(
      ({ key, width, minWidth }) => `minmax(${minWidth}px, ${key === 'title' ? '1fr' : `${width}px`})`,
    );
    this.style.setProperty('--tracks', tracks.join(' '));
    this.style.setProperty(
      '--row-width',
      `${this.#columns.reduce((sum, { minWidth }) => sum + minWidth, rowPadding)}px`,
    );
  }

  protected override render(): TemplateResult {
    const columns = this.#columns;
    const context: CellContext = { search: searchWords(this.list.query.search), stores: this.stores };
    const total = this.list.total ?? 0;
    const { from, to } = this.#rows.range(total);
    return html`
      <div
        class="scroller"
        role="grid"
        tabindex="0"
        aria-label=${words.films(total)}
        aria-rowcount=${this.list.isCounted ? total + 1 : -1}
        aria-colcount=${columns.length}
        aria-busy=${this.list.isStale}
        aria-activedescendant=${this.active === undefined ? nothing : `row-${this.active}`}
        ${ref(this.#scroller)}
        @keydown=${this.#onKeydown}
      >
        ${this.#head.render(columns, this.list.query)}
        <div
          class="rows ${this.isFaded ? 'stale' : ''}"
          role="rowgroup"
          .style=${`height: ${this.#rows.height(total)}px`}
          @click=${this.#onRowClick}
          @mouseover=${this.#onPointerOver}
        >
          ${guard(
            [this.list.version, from, to, this.#rows.shift, this.active, this.filmId, columns, this.stores],
            () => this.#drawRows(from, to, (index) => this.#row(index, columns, context)),
          )}
        </div>
      </div>
    `;
  }

  /**
   * A row that stays in sight keeps its elements, so that a small step of the scroll bar draws only what comes in. After
   * a larger one the elements of the rows before are used again, as after a keystroke: to make many anew takes longer.
   */
  #drawRows(from: number, to: number, draw: (index: number) => TemplateResult): unknown {
    const step = from - this.#drawnFrom;
    if (Math.abs(step) > (to - from) / 4) this.#origin += step;
    this.#drawnFrom = from;
    const indices = Array.from({ length: to - from }, (_, row) => from + row);
    return repeat(indices, (index) => index - this.#origin, draw);
  }

  #row(index: number, columns: readonly DrawnColumn[], context: CellContext): TemplateResult {
    const film = this.list.row(index);
    const chosen = film !== undefined && film.id === this.filmId;
    return html`
      <div
        class="row ${chosen ? 'chosen' : ''} ${index === this.active ? 'active' : ''}"
        role="row"
        id=${`row-${index}`}
        aria-rowindex=${index + 2}
        aria-selected=${chosen}
        .style=${`transform: translateY(${this.#rows.offset(index)}px)`}
      >
        ${columns.map((column) => this.#cell(column, film, context))}
      </div>
    `;
  }

  /** Of one element where that can be: a keystroke draws all that are in sight anew. */
  #cell(column: DrawnColumn, film: FilmRow | undefined, context: CellContext): TemplateResult {
    const { className, sureLetters } = column;
    const content = film ? column.cell(film, context) : (column.blank?.(context) ?? '');
    const isSure = typeof content === 'string' && content.length <= sureLetters;
    const classes = `${className} ${film ? '' : 'blank'} ${isSure ? '' : 'cut'}`;
    if (typeof content === 'string')
      return html`<div class=${classes} role="gridcell" .textContent=${content}></div>`;
    if (Array.isArray(content)) return html`<div class=${classes} role="gridcell">${content}</div>`;
    const { squares, text, byStore } = content;
    return html`<div class=${classes} role="gridcell" title=${byStore}>${squares}${text}</div>`;
  }

  #onRowClick(event: MouseEvent): void {
    const row = (event.target as Element).closest('.row');
    if (row) this.#choose(Number(row.ariaRowIndex) - 2);
  }

  /** What is cut off is told whole where the pointer rests. */
  #onPointerOver(event: MouseEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>('.cell:not(.stock)');
    if (!cell) return;
    if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent;
    else cell.removeAttribute('title');
  }

  #choose(index: number): void {
    this.active = index;
    const film = this.list.row(index);
    this.#awaited = film ? undefined : index;
    if (film) this.dispatchEvent(new FilmChosenEvent(film.id));
  }

  #goTo(index: number): void {
    const total = this.list.total ?? 0;
    if (total === 0) return;
    const target = Math.min(total - 1, Math.max(0, index));
    this.#rows.reveal(target);
    this.#choose(target);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== this.#scroller.value) return;
    const page = Math.max(1, this.#rows.visible - 1);
    const at = this.active;
    const targets: Record<string, number> = {
      ArrowDown: at === undefined ? this.firstVisible : at + 1,
      ArrowUp: at === undefined ? this.firstVisible : at - 1,
      PageDown: (at ?? 0) + page,
      PageUp: (at ?? 0) - page,
      Home: 0,
      End: (this.list.total ?? 0) - 1,
      Enter: at ?? this.firstVisible,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    this.#end = event.key === 'End' ? target : undefined;
    event.preventDefault();
    this.#awaitsList = false;
    this.#awaitsEnd = event.key === 'End' && !this.list.isCounted;
    this.#goTo(target);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'film-table': FilmTable;
  }
}
