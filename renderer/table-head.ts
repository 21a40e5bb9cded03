import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import type { FilmQuery, SortKey } from '../main/contract/films.ts';
import { type ColumnLayout, columnOf, type DrawnColumn, moveColumn, resizeColumn } from './columns.ts';
import { ColumnsChangedEvent, SortChangedEvent } from './events.ts';
import { drawnStores } from './stock-squares.ts';
import { words } from './words.ts';

const resizeStep = 16;

/** What the head shows, and what it changes. */
interface Headed extends LitElement {
  layout: ColumnLayout;
  stores: readonly { id: number; name: string }[];
  narrow: boolean;
}

/**
 * The head of the film table: the columns by which it is sorted, their widths and places, by pointer and by keyboard.
 * Has its host tell `sort-changed` and `columns-changed`.
 */
export class TableHead {
  #host: Headed;
  #columns: readonly DrawnColumn[] = [];
  /** The column that was moved by keyboard, whose head is elsewhere when it is drawn. */
  #moved: SortKey | undefined;
  #resizing: { key: SortKey; fromX: number; fromWidth: number } | undefined;

  constructor(host: Headed) {
    this.#host = host;
  }

  /** Another layout has been drawn and laid out: the keyboard stays with the column that it moved. */
  layoutDrawn(): void {
    if (this.#moved) this.#button(this.#moved)?.focus();
    this.#moved = undefined;
  }

  /** A row of the grid, for a list that `query` asks for. */
  render(columns: readonly DrawnColumn[], query: FilmQuery): TemplateResult {
    this.#columns = columns;
    return html`
      <div class="head row" role="row" aria-rowindex="1">
        ${columns.map((column) => this.#cell(column, query))}
      </div>
    `;
  }

  #cell({ key, className }: DrawnColumn, { search, sort }: FilmQuery): TemplateResult {
    const { narrow, stores } = this.#host;
    // Without an order of its own a search has the best first, and a list is by title.
    const isSorted = sort ? sort.key === key : key === 'title' && !search;
    const descending = isSorted && sort?.descending === true;
    const next = descending && search ? undefined : { key, descending: isSorted && !descending };
    return html`
      <div
        class=${className}
        role="columnheader"
        aria-sort=${isSorted ? (descending ? 'descending' : 'ascending') : 'none'}
      >
        <button
          class="sort"
          data-key=${key}
          @click=${() => this.#host.dispatchEvent(new SortChangedEvent(next))}
          @keydown=${(event: KeyboardEvent) => this.#onKeydown(event, key)}
        >
          ${
            key === 'stock' && !narrow
              ? drawnStores(stores).map(
                  ({ id }) => html`<span class="store" aria-hidden="true">${words.store(id)}</span>`,
                )
              : nothing
          }
          <span class="label">${words.column[key]}</span>
          <span class="arrow" aria-hidden="true">${isSorted ? (descending ? '↓' : '↑') : ''}</span>
        </button>
        ${
          narrow
            ? nothing
            : html`<div
                class="grip"
                aria-hidden="true"
                @pointerdown=${(event: PointerEvent) => this.#startResize(event, key)}
                @pointermove=${(event: PointerEvent) => this.#resize(event)}
                @lostpointercapture=${() => (this.#resizing = undefined)}
              ></div>`
        }
      </div>
    `;
  }

  #onKeydown(event: KeyboardEvent, key: SortKey): void {
    const { layout, narrow } = this.#host;
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : undefined;
    if (step === undefined || narrow) return;
    event.preventDefault();
    if (event.shiftKey) {
      const own = layout.widths[key] ?? columnOf(key).width;
      const drawnWidth = this.#button(key)!.parentElement!.getBoundingClientRect().width;
      this.#change(resizeColumn(layout, key, Math.min(own, drawnWidth) + step * resizeStep));
    } else if (event.altKey) {
      const moved = moveColumn(layout, key, step, layout.shown);
      if (moved === layout) return;
      this.#moved = key;
      this.#change(moved);
    } else {
      const keys = this.#columns.map((column) => column.key);
      const next = keys[keys.indexOf(key) + step];
      if (next) this.#button(next)?.focus();
    }
  }

  #change(layout: ColumnLayout): void {
    this.#host.dispatchEvent(new ColumnsChangedEvent(layout));
  }

  #button(key: SortKey): HTMLButtonElement | null {
    return this.#host.renderRoot.querySelector(`button[data-key="${key}"]`);
  }

  #startResize(event: PointerEvent, key: SortKey): void {
    if (event.button !== 0) return;
    const grip = event.currentTarget as HTMLElement;
    grip.setPointerCapture(event.pointerId);
    const fromWidth = grip.parentElement!.getBoundingClientRect().width;
    this.#resizing = { key, fromX: event.clientX, fromWidth };
    event.preventDefault();
  }

  #resize({ clientX }: PointerEvent): void {
    if (!this.#resizing) return;
    const { key, fromX, fromWidth } = this.#resizing;
    this.#change(resizeColumn(this.#host.layout, key, fromWidth + clientX - fromX));
  }
}
