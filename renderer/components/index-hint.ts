import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { HintRefusedEvent, PageCommandEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

/** A line below the films: they came slowly, and an index would help. Asks for `indexes`, or tells `hint-refused`. */
@customElement('index-hint')
export class IndexHint extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 6px 14px 6px 16px;
        background: var(--tint);
        border-top: 1px solid var(--line-2);
      }

      p {
        flex: 1 1 260px;
      }
    `,
  ];

  @property({ type: Number }) tookMs = 0;
  /** Whether it is a search that was slow, rather than an order. */
  @property({ type: Boolean }) search = false;

  protected override render(): TemplateResult {
    const { indexes } = words;
    return html`<p role="status">${indexes.hint(this.tookMs, this.search)}</p>
      <button
        class="button small"
        @click=${() => this.dispatchEvent(new PageCommandEvent({ do: 'indexes' }))}
      >
        ${indexes.show}
      </button>
      <button class="button quiet small" @click=${() => this.dispatchEvent(new HintRefusedEvent())}>
        ${indexes.notNow}
      </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'index-hint': IndexHint;
  }
}
