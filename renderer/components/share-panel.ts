import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure } from '../../main/contract/failures.ts';
import type { ShareScope, ShareStatus } from '../../main/contract/share.ts';
import { call, CallError } from '../client.ts';
import { ShareChangedEvent } from '../events.ts';
import { controls } from '../theme/controls.ts';
import { forms } from '../theme/forms.ts';
import { words } from '../words.ts';

const usualPort = '3000';

/** Shares the page with browsers, shows the link and who looks, and ends it. Tells `share-changed`. */
@customElement('share-panel')
export class SharePanel extends LitElement {
  static override styles = [
    controls,
    forms,
    css`
      :host {
        display: grid;
        gap: 12px;
      }

      p {
        color: var(--ink-2);
      }

      .bad,
      .bad b {
        color: var(--late);
      }

      .port {
        width: 96px;
      }

      .actions {
        display: flex;
        align-items: center;
        gap: 8px;
      }

      .link {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) status: ShareStatus | undefined;
  @state() private scope: ShareScope = 'computer';
  @state() private port = usualPort;
  @state() private isAsking = false;
  /** Whether it is being started or ended just now. */
  @state() private isBusy = false;
  @state() private copied: string | undefined;
  @state() private failure: Failure | undefined;

  async #do(ask: () => Promise<ShareStatus>): Promise<void> {
    this.isAsking = false;
    this.failure = undefined;
    this.isBusy = true;
    try {
      this.dispatchEvent(new ShareChangedEvent(await ask()));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.failure = error.failure;
    } finally {
      this.isBusy = false;
    }
  }

  #start(): void {
    const port = Number(this.port);
    void this.#do(() => call('share.start', { scope: this.scope, port }));
  }

  async #copy(link: string): Promise<void> {
    // The permission to write the clipboard is the page's only through a selection.
    const field = this.renderRoot.querySelector<HTMLInputElement>(`input[data-link="${link}"]`)!;
    field.select();
    document.execCommand('copy');
    this.copied = link;
    await this.updateComplete;
  }

  protected override render(): TemplateResult {
    return html`<p>${words.share.intro}</p>
      ${this.status?.scope ? this.#shared(this.status) : this.#form()}
      ${
        this.failure
          ? html`<p class="bad" role="alert"><b>${this.failure.sentence}</b> ${this.failure.advice}</p>`
          : nothing
      }`;
  }

  #form(): TemplateResult {
    const { share } = words;
    if (this.isAsking) {
      return html`<p role="alert">${share.question}</p>
        <div class="actions">
          <button class="button loud" @click=${() => this.#start()}>${share.yes}</button>
          <button class="button" @click=${() => (this.isAsking = false)}>${share.no}</button>
        </div>`;
    }
    return html`${(['computer', 'network'] as const).map(
        (scope) =>
          html`<label class="check">
            <input
              type="radio"
              name="scope"
              .checked=${this.scope === scope}
              @change=${() => (this.scope = scope)}
            />${share[scope]}
          </label>`,
      )}
      <div class="port">
        <label for="share-port">${share.port}</label>
        <input
          id="share-port"
          inputmode="numeric"
          .value=${this.port}
          @input=${(event: Event) => (this.port = (event.target as HTMLInputElement).value)}
        />
      </div>
      <div class="actions">
        <button
          class="button loud"
          ?disabled=${this.isBusy}
          @click=${() => (this.scope === 'network' ? (this.isAsking = true) : this.#start())}
        >
          ${share.start}
        </button>
      </div>`;
  }

  #shared({ links, viewers }: ShareStatus): TemplateResult {
    const { share } = words;
    return html`${links.map(
        (link) =>
          html`<div class="link">
            <input class="code" readonly aria-label=${share.link} data-link=${link} .value=${link} />
            <button class="button" @click=${() => this.#copy(link)}>
              ${this.copied === link ? share.copied : share.copy}
            </button>
          </div>`,
      )}
      <p role="status">${share.viewers(viewers)}</p>
      <div class="actions">
        <button
          class="button"
          ?disabled=${this.isBusy}
          @click=${() => void this.#do(() => call('share.stop', {}))}
        >
          ${share.stop}
        </button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'share-panel': SharePanel;
  }
}
