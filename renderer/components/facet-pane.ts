import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure } from '../../main/contract/failures.ts';
import type { FilmFacets, FilmFilters } from '../../main/contract/films.ts';
import { FiltersChangedEvent, PageCommandEvent } from '../events.ts';
import { rangeFilter, toggleFilter } from '../filters.ts';
import { controls } from '../theme/controls.ts';
import { formatCount, formatLength, words } from '../words.ts';

type ListKey = 'stock' | 'rating' | 'category' | 'language' | 'store';
type RangeKey = 'year' | 'lengthMinutes';

/** A facet with more values than this shows the first of them until it is opened. */
const shortList = 8;

/** The filters with their counts. Shows the counts before as long as new ones are on their way; tells `filters-changed`. */
@customElement('facet-pane')
export class FacetPane extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 14px 12px 20px 16px;
      }

      fieldset {
        border: 0;
        margin: 0 0 16px;
        padding: 0;
        min-width: 0;
      }

      legend {
        font-size: 11px;
        font-weight: var(--medium);
        letter-spacing: 0.04em;
        color: var(--ink-3);
        text-transform: uppercase;
        padding: 0;
        margin-bottom: 6px;
      }

      label {
        display: grid;
        grid-template-columns: 16px 1fr auto;
        gap: 8px;
        align-items: center;
        height: 25px;
        border-radius: 5px;
        padding: 0 6px;
        margin: 0 0 0 -6px;
      }

      label:hover {
        background: var(--sunken);
      }

      label.on {
        background: var(--tint);
        font-weight: var(--medium);
      }

      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .count {
        color: var(--ink-3);
        font-size: 12px;
        font-weight: 400;
      }

      .on .count {
        color: var(--ink-2);
      }

      input[type='checkbox'] {
        appearance: none;
        width: 14px;
        height: 14px;
        margin: 0;
        border: 1.5px solid var(--control-line);
        border-radius: 4px;
        display: grid;
        place-items: center;
      }

      input:checked {
        background: var(--accent);
        border-color: var(--accent);
      }

      input:checked::after {
        content: '';
        width: 3px;
        height: 6.5px;
        border: solid var(--on-accent);
        border-width: 0 1.7px 1.7px 0;
        transform: translateY(-1px) rotate(42deg);
      }

      .more {
        border: 0;
        background: none;
        font: inherit;
        color: var(--accent);
        padding: 3px 0 3px 24px;
      }

      wa-slider {
        display: block;
        height: 22px;
        overflow: visible;
        margin: 0 8px;
        --track-size: 4px;
        --thumb-width: 14px;
        --thumb-height: 14px;
      }

      wa-slider::part(label),
      wa-slider::part(hint) {
        display: none;
      }

      wa-slider::part(indicator) {
        background: var(--accent);
      }

      wa-slider::part(track) {
        background: var(--line-2);
      }

      wa-slider::part(thumb),
      wa-slider::part(thumb-min),
      wa-slider::part(thumb-max) {
        background: var(--surface);
        border: 2px solid var(--accent);
      }

      .failed {
        margin-bottom: 16px;
        color: var(--ink-2);
      }

      .failed .button {
        margin-top: 8px;
      }

      .ends {
        display: flex;
        justify-content: space-between;
        margin-top: -4px;
        color: var(--ink-2);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) facets: FilmFacets | undefined;
  /** Why `facets` are not of the list that is shown. */
  @property({ attribute: false }) failure: Failure | undefined;
  @property({ attribute: false }) filters: FilmFilters = {};
  @property({ attribute: false }) stores: readonly { id: number; name: string }[] = [];
  @state() private opened = new Set<ListKey>();
  /** Where a slider is while it is being dragged. */
  @state() private dragged: { key: RangeKey; from: number; to: number } | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { facets } = this;
    if (!facets) return this.#failed();
    const store = (id: number) => words.storeName(id, this.stores.find((known) => known.id === id)?.name);
    return html`
      ${this.#failed()} ${this.#list('stock', facets.stock, (value) => words.availability[value])}
      ${this.#list('rating', facets.rating)} ${this.#list('category', facets.category)}
      ${this.#range('lengthMinutes', facets.lengthMinutes, formatLength)}
      ${this.#range('year', facets.year, String)}
      ${facets.store.length > 1 ? this.#list('store', facets.store, store) : nothing}
      ${this.#list('language', facets.language)}
    `;
  }

  #failed(): TemplateResult | typeof nothing {
    if (!this.failure) return nothing;
    return html`<div class="failed" role="status">
      <p>${words.uncounted} ${this.failure.sentence}</p>
      <button class="button small" @click=${() => this.dispatchEvent(new PageCommandEvent({ do: 'reload' }))}>
        ${words.tryAgain}
      </button>
    </div>`;
  }

  #list<Value extends string | number>(
    key: ListKey,
    values: readonly { value: Value; films: number }[],
    name: (value: Value) => string = String,
  ): TemplateResult {
    const chosen = (this.filters[key] ?? []) as readonly (string | number)[];
    const isOpen = this.opened.has(key) || values.length <= shortList + 1;
    const shown = isOpen
      ? values
      : values.filter(({ value }, index) => index < shortList || chosen.includes(value));
    const hidden = values.length - shown.length;
    return html`<fieldset>
      <legend>${words.facet[key]}</legend>
      ${shown.map(({ value, films }) => {
        const isOn = chosen.includes(value);
        return html`<label class=${isOn ? 'on' : ''}>
          <input
            type="checkbox"
            aria-label=${words.facetValue(name(value), films)}
            .checked=${isOn}
            @change=${() => this.#tell(toggleFilter(this.filters, key, value))}
          />
          <span class="name" title=${name(value)}>${name(value)}</span
          ><span class="count">${formatCount(films)}</span>
        </label>`;
      })}
      ${
        values.length > shortList + 1
          ? html`<button class="more" aria-expanded=${isOpen} @click=${() => this.#toggle(key)}>
              ${isOpen ? words.fewer : words.more(hidden)}
            </button>`
          : nothing
      }
    </fieldset>`;
  }

  #range(
    key: RangeKey,
    bounds: { least: number; most: number } | null,
    format: (value: number) => string,
  ): TemplateResult | typeof nothing {
    if (!bounds || bounds.least === bounds.most) return nothing;
    const { least, most } = bounds;
    const set = this.dragged?.key === key ? this.dragged : (this.filters[key] ?? {});
    // An address may ask for what lies beyond what there is.
    const within = (value: number) => Math.min(most, Math.max(least, value));
    const from = within(set.from ?? least);
    const to = within(set.to ?? most);
    return html`<fieldset>
      <legend>${words.facet[key]}</legend>
      <wa-slider
        range
        label=${words.facet[key]}
        .min=${least}
        .max=${most}
        .minValue=${from}
        .maxValue=${to}
        .valueFormatter=${format}
        @input=${(event: Event) => (this.dragged = { key, ...sliderRange(event) })}
        @change=${(event: Event) => {
          this.dragged = undefined;
          this.#tell(rangeFilter(this.filters, key, sliderRange(event), bounds));
        }}
      ></wa-slider>
      <div class="ends"><span>${format(from)}</span><span>${format(to)}</span></div>
    </fieldset>`;
  }

  #toggle(key: ListKey): void {
    const opened = new Set(this.opened);
    if (!opened.delete(key)) opened.add(key);
    this.opened = opened;
  }

  #tell(filters: FilmFilters): void {
    this.dispatchEvent(new FiltersChangedEvent(filters));
  }
}

function sliderRange(event: Event): { from: number; to: number } {
  const { minValue, maxValue } = event.currentTarget as HTMLElement & { minValue: number; maxValue: number };
  return { from: minValue, to: maxValue };
}

declare global {
  interface HTMLElementTagNameMap {
    'facet-pane': FacetPane;
  }
}
