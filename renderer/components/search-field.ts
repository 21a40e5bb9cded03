import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { longestSearch } from '../../main/contract/address.ts';
import { SearchChangedEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

/** The search field. Tells each change as `search-changed`; Escape clears it. */
@customElement('search-field')
export class SearchField extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        position: relative;
      }

      input {
        width: 100%;
        height: 34px;
        padding: 0 34px;
        border: 1px solid var(--control-line);
        border-radius: 8px;
        background: var(--paper);
        color: var(--ink);
        font: inherit;
      }

      input::placeholder {
        color: var(--ink-3);
        opacity: 1;
      }

      input::-webkit-search-cancel-button {
        display: none;
      }

      input:focus {
        /* Seen where the system's own colours are forced: shadows are not. */
        outline: 2px solid transparent;
        border-color: var(--accent);
        box-shadow: 0 0 0 3px var(--tint);
      }

      svg {
        position: absolute;
        left: 11px;
        top: 10px;
        color: var(--ink-3);
        pointer-events: none;
      }

      kbd,
      .clear {
        position: absolute;
        right: 8px;
        top: 7px;
        height: 20px;
        min-width: 20px;
        display: grid;
        place-items: center;
        border: 1px solid var(--line-2);
        border-radius: 4px;
        color: var(--ink-3);
        background: none;
        font: inherit;
        font-size: 11px;
        line-height: 1;
        padding: 0 5px;
      }

      .clear {
        border-color: transparent;
        font-size: 14px;
      }

      .clear:hover {
        color: var(--ink);
        background: var(--sunken);
      }
    `,
  ];

  @property() value = '';
  @query('input') private readonly input!: HTMLInputElement;

  /** Puts the cursor into the field, with its text selected. */
  take(): void {
    this.input.focus();
    this.input.select();
  }

  protected override render(): TemplateResult {
    return html`
      <svg
        width="15"
        height="15"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        stroke-width="1.7"
        aria-hidden="true"
      >
        <circle cx="7" cy="7" r="4.7" />
        <path d="m10.6 10.6 3.6 3.6" />
      </svg>
      <input
        type="search"
        maxlength=${longestSearch}
        autocomplete="off"
        spellcheck="false"
        aria-label=${words.search}
        aria-keyshortcuts="/"
        placeholder=${words.searchPlaceholder}
        .value=${this.value}
        @input=${() => this.#tell(this.input.value)}
        @keydown=${this.#onKeydown}
      />
      ${
        this.value === ''
          ? html`<kbd aria-hidden="true">/</kbd>`
          : html`<button
              class="clear"
              aria-label=${words.clearSearch}
              title=${words.clearSearch}
              @click=${this.#clear}
            >
              ×
            </button>`
      }
    `;
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || this.value === '') return;
    event.preventDefault();
    event.stopPropagation();
    this.#tell('');
  }

  #clear(): void {
    this.#tell('');
    this.input.focus();
  }

  #tell(search: string): void {
    this.value = search;
    this.dispatchEvent(new SearchChangedEvent(search));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'search-field': SearchField;
  }
}
