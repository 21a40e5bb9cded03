import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FilmFilters } from '../../main/contract/films.ts';
import { FiltersChangedEvent, PageCommandEvent } from '../events.ts';
import { filterChips, withoutFilter } from '../filters.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

/** The line above the films: how many there are, and the filters that are set. Tells `filters-changed`. */
@customElement('film-bar')
export class FilmBar extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 43px;
        padding: 9px 14px 9px 16px;
        border-bottom: 1px solid var(--line);
      }

      .counts {
        white-space: nowrap;
      }

      .counts strong {
        font-weight: var(--medium);
        margin-right: 8px;
      }

      .counts.stale {
        opacity: 0.55;
      }

      .counts span {
        color: var(--ink-2);
      }

      .chips {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        gap: 4px 8px;
        justify-content: flex-end;
        min-width: 0;
        max-height: 80px;
        overflow: hidden auto;
        scrollbar-width: thin;
      }

      .chip {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        height: 24px;
        padding: 0 8px;
        border: 0;
        border-radius: 12px;
        background: var(--tint);
        color: var(--accent);
        font: inherit;
        font-weight: var(--medium);
        font-size: 12px;
        white-space: nowrap;
        max-width: 260px;
      }

      .chip span {
        overflow: hidden;
        text-overflow: ellipsis;
      }

      .chip:hover {
        box-shadow: inset 0 0 0 1px var(--accent);
      }

      @media (max-width: 799px) {
        .counts span {
          display: none;
        }
      }
    `,
  ];

  /** How many films the last list had that was counted; undefined before there was one. */
  @property({ type: Number }) films: number | undefined;
  /** Whether that is of the list before. */
  @property({ type: Boolean }) stale = false;
  /** What else is to be said of the films. */
  @property({ attribute: false }) note = '';
  @property({ attribute: false }) filters: FilmFilters = {};

  /** The place of the chip that was taken away, which had the keyboard. */
  #removed: number | undefined;

  #tell(filters: FilmFilters, removed: number): void {
    this.#removed = removed;
    this.dispatchEvent(new FiltersChangedEvent(filters));
  }

  /** The keyboard goes to the next chip; where none is left, to the search. */
  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('filters') || this.#removed === undefined) return;
    const chips = [...this.renderRoot.querySelectorAll<HTMLElement>('.chip')];
    const next = chips[this.#removed] ?? chips.at(-1);
    this.#removed = undefined;
    if (next) next.focus();
    else this.dispatchEvent(new PageCommandEvent({ do: 'find' }));
  }

  protected override render(): TemplateResult {
    const chips = filterChips(this.filters);
    return html`<div class="counts ${this.stale ? 'stale' : ''}" role="status" aria-busy=${this.stale}>
        ${
          this.films === undefined
            ? nothing
            : html`<strong>${words.films(this.films)}</strong><span>${this.note}</span>`
        }
      </div>
      <div class="chips">
        ${chips.map(
          ({ key, text }, place) =>
            html`<button
              class="chip"
              aria-label=${words.removeFilter(text)}
              title=${text}
              @click=${() => this.#tell(withoutFilter(this.filters, key), place)}
            >
              <span>${text}</span> <span aria-hidden="true">×</span>
            </button>`,
        )}
      </div>
      ${
        chips.length > 0
          ? html`<button class="button quiet small" @click=${() => this.#tell({}, 0)}>${words.clear}</button>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'film-bar': FilmBar;
  }
}
