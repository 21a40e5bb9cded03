import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Message } from '../../main/contract/page-command.ts';
import { ExportCancelledEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

const saidMs = 6000;

/** What the program has to say, above the page's foot: how far a file has come, and a message. Tells `export-cancelled`. */
@customElement('desk-messages')
export class DeskMessages extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        inset: auto 0 44px;
        z-index: 3;
        pointer-events: none;
      }

      /* One above the other, where there is more than one thing to say. */
      .said {
        display: grid;
        justify-items: center;
        gap: 8px;
      }

      p {
        max-width: calc(100vw - 32px);
        margin: 0;
        padding: 9px 14px;
        border-radius: 9px;
        background: var(--ink);
        color: var(--paper);
        box-shadow: var(--wa-shadow-m);
        pointer-events: auto;
      }

      .button {
        margin-inline-start: 8px;
      }
    `,
  ];

  /** How many films are written of a file that is not whole yet; undefined where none is being written. */
  @property({ type: Number }) exported: number | undefined;
  @state() private message: Message | undefined;

  /** Goes by itself after a while, unless it tells of something that nobody may have waited for. Undefined takes it back. */
  say(message: Message | undefined, stays = false): void {
    this.message = message;
    if (stays || message === undefined) return;
    setTimeout(() => {
      if (this.message === message) this.message = undefined;
    }, saidMs);
  }

  protected override render(): TemplateResult {
    const { exported, message } = this;
    return html`<div class="said" role="status">
      ${
        exported !== undefined
          ? html`<p>
              ${words.exporting(exported)}
              <button class="button small" @click=${() => this.dispatchEvent(new ExportCancelledEvent())}>
                ${words.cancel}
              </button>
            </p>`
          : nothing
      }
      ${
        message
          ? html`<p>
              <b>${message.sentence}</b> ${message.advice}
              <button class="button small" @click=${() => (this.message = undefined)}>${words.close}</button>
            </p>`
          : nothing
      }
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'desk-messages': DeskMessages;
  }
}
