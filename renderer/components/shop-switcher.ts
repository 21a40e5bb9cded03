import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ListedShop } from '../../main/contract/connection.ts';
import { PageCommandEvent, ShopChosenEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { shopDots } from '../theme/shop-dots.ts';
import { words } from '../words.ts';

const shortcuts = 9;

/** The shops to choose from, each with its shortcut. Tells `shop-chosen`, or asks for the dialog of all shops. */
@customElement('shop-switcher')
export class ShopSwitcher extends LitElement {
  static override styles = [
    controls,
    shopDots,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        min-width: 240px;
        gap: 1px;
      }

      button {
        display: flex;
        align-items: center;
        gap: 10px;
        width: 100%;
        height: 34px;
        padding: 0 10px;
        border: 0;
        border-radius: 7px;
        background: none;
        color: var(--ink);
        font: inherit;
        text-align: left;
      }

      button:hover {
        background: var(--sunken);
      }

      button[aria-current='true'] {
        background: var(--tint);
        font-weight: var(--medium);
      }

      .name {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      kbd {
        flex: none;
        font: inherit;
        font-size: 12px;
        color: var(--ink-3);
      }

      hr {
        width: 100%;
        margin: 5px 0;
        border: 0;
        border-top: 1px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) shops: readonly ListedShop[] = [];
  @property() open: string | undefined;

  protected override render(): TemplateResult {
    return html`${this.shops.map(
        ({ id, name, colour }, index) =>
          html`<button
            aria-current=${id === this.open}
            @click=${() => this.dispatchEvent(new ShopChosenEvent(id))}
          >
            <i class="dot ${colour}"></i><span class="name">${name}</span>
            ${index < shortcuts ? html`<kbd>${words.shortcutKey} ${index + 1}</kbd>` : nothing}
          </button>`,
      )}
      <hr />
      <button @click=${() => this.dispatchEvent(new PageCommandEvent({ do: 'shops' }))}>
        ${words.shops.manage}
      </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'shop-switcher': ShopSwitcher;
  }
}
