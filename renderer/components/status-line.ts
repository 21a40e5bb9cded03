import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ShopStatus } from '../../main/contract/shop.ts';
import { PageCommandEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

/** The line at the foot of the page: which database this is, how connected, what it holds. Its badge asks for `share`. */
@customElement('status-line')
export class StatusLine extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 16px;
        padding: 0 16px;
        border-top: 1px solid var(--line);
        background: var(--paper);
        color: var(--ink-2);
        font-size: 12px;
        white-space: nowrap;
        overflow: hidden;
      }

      b {
        font-weight: var(--medium);
        color: var(--ink);
      }

      .good {
        color: var(--in);
      }

      .lost {
        color: var(--late);
        font-weight: var(--medium);
      }

      .space {
        flex: 1;
      }

      button {
        font: inherit;
        font-size: 11px;
        font-weight: var(--medium);
        background: var(--tint);
        color: var(--accent);
      }

      .upper {
        text-transform: uppercase;
      }

      @media (max-width: 799px) {
        .minor {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) status: ShopStatus | undefined;
  @property({ type: Boolean }) lost = false;
  @property({ type: Number }) latencyMs: number | undefined;
  /** How many look at the shared page; undefined where it is not shared. */
  @property({ type: Number }) viewers: number | undefined;

  protected override render(): TemplateResult {
    const { status, latencyMs } = this;
    const latency =
      latencyMs === undefined
        ? nothing
        : html`<span class="minor" title=${words.latencyHint}>${words.latency(latencyMs)}</span>`;
    if (!status)
      return html`<span class=${this.lost ? 'lost' : ''}>${this.lost ? words.notConnected : ''}</span>`;
    const isSafe = status.encryption === 'verified';
    return html`
      <span
        ><b>${status.database}</b> ${status.server === null ? words.embedded : words.on(status.server)}</span
      >
      ${
        this.lost
          ? html`<span class="lost">${words.lost}</span>`
          : html`<span class="minor ${isSafe ? 'good' : ''}">${words.encryption[status.encryption]}</span>`
      }
      <span class="minor">${words.server(status.serverVersion)}</span>
      <span class="space"></span>
      <span class="minor">${words.tally(status)}</span>
      ${
        this.viewers === undefined
          ? nothing
          : html`<button
              class="badge"
              @click=${() => this.dispatchEvent(new PageCommandEvent({ do: 'share' }))}
            >
              ${words.share.badge(this.viewers)}
            </button>`
      }
      ${latency} ${status.readOnly ? html`<span class="badge upper">${words.readOnly}</span>` : nothing}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'status-line': StatusLine;
  }
}
