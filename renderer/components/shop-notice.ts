import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Failure } from '../../main/contract/failures.ts';
import { PageCommandEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

/** A line below the films that says why the shop can't be reached and what happens next. Asks for `reload`. */
@customElement('shop-notice')
export class ShopNotice extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      .notice {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 7px 14px;
        background: var(--late-tint);
        border-top: 1px solid var(--late);
      }

      b {
        color: var(--late);
        font-weight: var(--medium);
      }

      p {
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) failure: Failure | undefined;
  @property({ type: Boolean }) trying = false;

  protected override render(): TemplateResult | typeof nothing {
    if (!this.failure) return nothing;
    const { sentence, advice } = this.failure;
    return html`<div class="notice">
      <p role="alert"><b>${sentence}</b> ${advice}</p>
      <button class="button small" @click=${() => this.dispatchEvent(new PageCommandEvent({ do: 'reload' }))}>
        ${this.trying ? words.trying : words.tryAgain}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'shop-notice': ShopNotice;
  }
}
