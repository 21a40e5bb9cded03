import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ListedShop } from '../../main/contract/connection.ts';
import type { PageCommand } from '../../main/contract/page-command.ts';
import type { ColumnLayout } from '../columns.ts';
import { isDesk } from '../desk.ts';
import { PageCommandEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { shopDots } from '../theme/shop-dots.ts';
import { words } from '../words.ts';
import { deskHeaderStyles } from './desk-header.styles.ts';
import './search-field.ts';
import type { SearchField } from './search-field.ts';

/**
 * The line at the head of the page: the search, what can be done with the list, and the open shop. Tells
 * `search-changed`, `columns-changed` and `shop-chosen`; for the rest it asks by `page-command`.
 */
@customElement('desk-header')
export class DeskHeader extends LitElement {
  static override styles = [controls, shopDots, deskHeaderStyles];

  @property() search = '';
  @property({ attribute: false }) layout!: ColumnLayout;
  /** Whether there are films to be exported. */
  @property({ type: Boolean }) exportable = false;
  @property({ attribute: false }) shops: readonly ListedShop[] = [];
  /** The shop that is open; undefined until it is known. */
  @property({ attribute: false }) open: ListedShop | undefined;

  @query('search-field') private readonly searchField!: SearchField;
  @query('#columns') private readonly columnsButton!: HTMLButtonElement;

  /** Puts the cursor into the search field. */
  find(): void {
    this.searchField.take();
  }

  /** Shows which columns there are, or hides that again. */
  chooseColumns(): void {
    this.columnsButton.click();
  }

  #ask(command: PageCommand): void {
    this.dispatchEvent(new PageCommandEvent(command));
  }

  #popover(name: string): HTMLElement & { open: boolean } {
    return this.renderRoot.querySelector(`wa-popover[for="${name}"]`)!;
  }

  /** A click that came before the controls were loaded is not lost; later they hear of it themselves. */
  #openEarly(name: string): void {
    if (customElements.get('wa-popover')) return;
    void import('../controls.ts').then(() => (this.#popover(name).open = true));
  }

  protected override render(): TemplateResult {
    return html`
      <h1 class="brand">
        <i aria-hidden="true"><b></b><b></b><b></b><b></b><b></b><b></b></i><span>${words.brand}</span>
      </h1>
      <search-field .value=${this.search}></search-field>
      <button class="button narrow-only" @click=${() => this.#ask({ do: 'filters' })}>
        ${words.filters}
      </button>
      <button class="button wide-only" id="columns" @click=${() => this.#openEarly('columns')}>
        ${words.columns}
      </button>
      <wa-popover for="columns" placement="bottom-start" distance="6">
        <column-chooser .layout=${this.layout}></column-chooser>
      </wa-popover>
      <button
        class="button wide-only"
        ?disabled=${!this.exportable}
        @click=${() => this.#ask({ do: 'export' })}
      >
        ${words.exportCsv}
      </button>
      <div class="space wide-only"></div>
      <button
        class="button quiet wide-only"
        aria-label=${words.help}
        title="${words.help} (?)"
        @click=${() => this.#ask({ do: 'shortcuts' })}
      >
        ?
      </button>
      ${isDesk ? this.#shopButton() : nothing}
    `;
  }

  /** The open shop, and the way to the others. */
  #shopButton(): TemplateResult {
    const { open, shops } = this;
    return html`<button
        class="button shop"
        id="shop"
        aria-label=${words.shops.openShop(open?.name)}
        @click=${() => this.#openEarly('shop')}
      >
        <i class="dot ${open?.colour ?? 'grey'}"></i><span>${open?.name ?? words.shops.menu}</span>
        <b class="chevron" aria-hidden="true"></b>
      </button>
      <wa-popover for="shop" placement="bottom-end" distance="6">
        <shop-switcher
          .shops=${shops}
          .open=${open?.id}
          @page-command=${() => (this.#popover('shop').open = false)}
          @shop-chosen=${() => (this.#popover('shop').open = false)}
        ></shop-switcher>
      </wa-popover>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'desk-header': DeskHeader;
  }
}
