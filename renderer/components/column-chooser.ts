import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SortKey } from '../../main/contract/films.ts';
import { type ColumnLayout, moveColumn, resetColumns, toggleColumn } from '../columns.ts';
import { ColumnsChangedEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

/** The list of columns: which are shown, and in which order. Tells `columns-changed`. */
@customElement('column-chooser')
export class ColumnChooser extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        width: 232px;
      }

      ul {
        list-style: none;
      }

      li {
        display: flex;
        align-items: center;
        height: 28px;
      }

      label {
        flex: 1;
        display: flex;
        gap: 8px;
        align-items: center;
      }

      input {
        accent-color: var(--accent);
        margin: 0;
      }

      .move {
        width: 26px;
        height: 24px;
        border: 0;
        border-radius: 5px;
        background: none;
        color: var(--ink-2);
        font: inherit;
      }

      .move:hover:not(:disabled) {
        background: var(--sunken);
        color: var(--ink);
      }

      .move:disabled {
        opacity: 0.35;
      }

      .reset {
        margin-top: 8px;
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) layout!: ColumnLayout;

  /** The column that was moved, and which way: the keyboard goes with it. */
  #moved: { key: SortKey; step: -1 | 1 } | undefined;

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('layout') || !this.#moved) return;
    const { key, step } = this.#moved;
    this.#moved = undefined;
    const button = (way: number) =>
      this.renderRoot.querySelector<HTMLButtonElement>(`[data-key="${key}"][data-step="${way}"]:enabled`);
    (button(step) ?? button(-step))?.focus();
  }

  protected override render(): TemplateResult {
    const { order, shown } = this.layout;
    return html`
      <ul>
        ${order.map((key, index) => {
          const name = words.column[key];
          return html`<li>
            <label>
              <input
                type="checkbox"
                .checked=${shown.includes(key)}
                ?disabled=${key === 'title'}
                @change=${() => this.#tell(toggleColumn(this.layout, key))}
              />
              ${name}
            </label>
            ${this.#mover(key, -1, index === 0)} ${this.#mover(key, 1, index === order.length - 1)}
          </li>`;
        })}
      </ul>
      <button class="button reset" @click=${() => this.#tell(resetColumns())}>${words.columnsReset}</button>
    `;
  }

  #mover(key: SortKey, step: -1 | 1, isLast: boolean): TemplateResult {
    const name = words.column[key];
    return html`<button
      class="move"
      data-key=${key}
      data-step=${step}
      aria-label=${step === -1 ? words.moveEarlier(name) : words.moveLater(name)}
      ?disabled=${isLast}
      @click=${() => this.#move(key, step)}
    >
      ${step === -1 ? '↑' : '↓'}
    </button>`;
  }

  #move(key: SortKey, step: -1 | 1): void {
    this.#moved = { key, step };
    this.#tell(moveColumn(this.layout, key, step));
  }

  #tell(layout: ColumnLayout): void {
    this.dispatchEvent(new ColumnsChangedEvent(layout));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'column-chooser': ColumnChooser;
  }
}
