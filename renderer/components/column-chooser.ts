import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
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
            <button
              class="move"
              aria-label=${words.moveEarlier(name)}
              ?disabled=${index === 0}
              @click=${() => this.#tell(moveColumn(this.layout, key, -1))}
            >
              ↑
            </button>
            <button
              class="move"
              aria-label=${words.moveLater(name)}
              ?disabled=${index === order.length - 1}
              @click=${() => this.#tell(moveColumn(this.layout, key, 1))}
            >
              ↓
            </button>
          </li>`;
        })}
      </ul>
      <button class="button reset" @click=${() => this.#tell(resetColumns())}>${words.columnsReset}</button>
    `;
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
