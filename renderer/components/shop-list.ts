import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ListedShop } from '../../main/contract/connection.ts';
import { ShopShownEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { shopDots } from '../theme/shop-dots.ts';
import { words } from '../words.ts';

/** The shops of this desk beside the one that is shown, and the way to a new one. Tells `shop-shown`. */
@customElement('shop-list')
export class ShopList extends LitElement {
  static override styles = [
    controls,
    shopDots,
    css`
      :host {
        display: grid;
        min-height: 0;
      }

      nav {
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        background: var(--paper);
        border-right: 1px solid var(--line);
        border-radius: 0 0 0 12px;
        min-height: 0;
      }

      ul {
        list-style: none;
        padding: 8px;
        overflow: hidden auto;
        scrollbar-width: thin;
      }

      .entry {
        display: grid;
        grid-template-columns: 9px minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 9px;
        width: 100%;
        padding: 6px 9px;
        border: 0;
        border-radius: 7px;
        background: none;
        color: var(--ink);
        font: inherit;
        text-align: left;
      }

      .entry:hover {
        background: var(--sunken);
      }

      .entry[aria-current='true'] {
        background: var(--tint);
      }

      .name {
        font-weight: var(--medium);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .where {
        grid-column: 2 / -1;
        color: var(--ink-2);
        font-size: 12px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .tools {
        padding: 10px 12px;
        border-top: 1px solid var(--line);
      }

      @media (max-width: 799px) {
        nav {
          grid-template: auto / minmax(0, 1fr) auto;
          align-items: center;
          border-right: 0;
          border-bottom: 1px solid var(--line);
        }

        ul {
          display: flex;
          overflow: auto hidden;
        }

        .where {
          display: none;
        }

        .tools {
          border: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) shops: readonly ListedShop[] = [];
  /** The id of the shop that is open. */
  @property() open: string | undefined;
  /** The id of the one that is shown; undefined for a new one. */
  @property() shown: string | undefined;

  protected override render(): TemplateResult {
    return html`<nav aria-label=${words.shops.title}>
      <ul>
        ${this.shops.map((shop) => this.#entry(shop))}
      </ul>
      <div class="tools">
        <button class="button small" @click=${() => this.#show(undefined)}>+ ${words.shops.add}</button>
      </div>
    </nav>`;
  }

  #entry(shop: ListedShop): TemplateResult {
    const { id, name, colour } = shop;
    return html`<li>
      <button class="entry" aria-current=${id === this.shown} @click=${() => this.#show(id)}>
        <i class="dot ${colour}"></i>
        <span class="name">${name}</span>
        ${id === this.open ? html`<span class="badge">${words.shops.isOpen}</span>` : nothing}
        <span class="where">${whereOf(shop)}</span>
      </button>
    </li>`;
  }

  #show(shop: string | undefined): void {
    this.dispatchEvent(new ShopShownEvent(shop));
  }
}

function whereOf({ kind, connection }: ListedShop): string {
  if (kind === 'sample') return words.embedded;
  return connection ? `${connection.database} ${words.on(connection.servers[0]!.host)}` : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'shop-list': ShopList;
  }
}
