import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ShopColour, TlsMode } from '../../main/contract/connection.ts';
import { passwordMask, type StringProblem } from '../../main/contract/connection-string.ts';
import { DraftChangedEvent } from '../events.ts';
import {
  applyString,
  type DraftField,
  draftProblems,
  type FormDraft,
  stringOf,
  usesKeptPassword,
} from '../shop-draft.ts';
import { controls } from '../theme/controls.ts';
import { forms } from '../theme/forms.ts';
import { shopDots } from '../theme/shop-dots.ts';
import { words } from '../words.ts';

const choices = ['off', 'prefer', 'encrypt', 'verify-full'] as const;

/** Which choice a mode stands under: libpq knows more than a person has to choose between. */
const choiceOf: Record<TlsMode, (typeof choices)[number]> = {
  off: 'off',
  allow: 'prefer',
  prefer: 'prefer',
  encrypt: 'encrypt',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
};

const { connect } = words;

/** How a whole text gets into a field at once. */
const arriving = new Set(['insertFromPaste', 'insertFromDrop', 'insertReplacementText', 'insertFromYank']);
const shopColours = Object.keys(connect.colours) as ShopColour[];

/**
 * A shop's connection as a string and as fields, each of which follows the other. Tells `draft-changed`. Keeps no
 * password but the one that is being typed.
 */
@customElement('connection-form')
export class ConnectionForm extends LitElement {
  static override styles = [
    controls,
    forms,
    shopDots,
    css`
      :host {
        display: grid;
        gap: 12px;
      }

      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 88px minmax(0, 1fr);
        gap: 12px;
      }

      .row.two {
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      }

      .problem {
        overflow-wrap: anywhere;
      }

      .problem u {
        text-decoration: underline wavy var(--late);
        text-underline-offset: 3px;
      }

      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }

      legend {
        padding: 0;
        font-weight: var(--medium);
        margin-bottom: 4px;
      }

      .segments {
        display: flex;
        flex-wrap: wrap;
        border: 1px solid var(--control-line);
        border-radius: 8px;
        width: fit-content;
        overflow: hidden;
      }

      .choice {
        position: relative;
        margin: 0;
        padding: 6px 12px;
        font-weight: 400;
        color: var(--ink-2);
      }

      .choice + .choice {
        border-left: 1px solid var(--line-2);
      }

      .choice input {
        position: absolute;
        inset: 0;
        opacity: 0;
      }

      .choice:has(:checked) {
        background: var(--tint);
        color: var(--accent);
        font-weight: var(--medium);
      }

      .choice:has(:focus-visible) {
        outline: 2px solid var(--accent);
        outline-offset: -2px;
      }

      .colours {
        display: flex;
        gap: 4px;
        height: 34px;
        align-items: center;
      }

      .swatch {
        display: grid;
        place-items: center;
        position: relative;
        width: 26px;
        height: 26px;
        margin: 0;
        border-radius: 50%;
      }

      .swatch .dot {
        width: 14px;
        height: 14px;
      }

      .swatch input {
        position: absolute;
        inset: 0;
        opacity: 0;
        margin: 0;
      }

      .swatch:has(:checked) {
        box-shadow: inset 0 0 0 2px var(--dot);
      }

      .swatch:has(:focus-visible) {
        outline: 2px solid var(--accent);
      }

      summary {
        font-weight: var(--medium);
        width: fit-content;
      }

      details > div {
        display: grid;
        gap: 12px;
        margin-top: 10px;
      }

      .file {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 6px;
      }

      .file .button {
        height: 34px;
      }

      .bottom {
        align-items: start;
      }

      .read-only {
        padding-top: 25px;
      }

      @media (max-width: 799px) {
        .row.two {
          grid-template-columns: minmax(0, 1fr);
        }

        .row {
          grid-template-columns: minmax(0, 1fr) 88px;
        }

        .row > :nth-child(3) {
          grid-column: 1 / -1;
        }

        .read-only {
          padding-top: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) draft!: FormDraft;
  @property({ attribute: false }) stores: readonly { id: number; name: string }[] = [];
  @property({ attribute: false }) keepsPasswords = true;
  /** Whether what is missing is pointed out: only once somebody wanted to go on. */
  @property({ type: Boolean }) strict = false;

  /** The string while it is being written; else it follows from the draft. */
  @state() private text: string | undefined;
  @state() private problems: StringProblem[] = [];

  /** Puts the keyboard where a new shop begins. */
  take(): void {
    this.renderRoot.querySelector<HTMLInputElement>('#string')?.focus();
  }

  /** Forgets what is being written in the string, as when another shop is shown. */
  reset(): void {
    this.text = undefined;
    this.problems = [];
  }

  #change(change: Partial<FormDraft>): void {
    this.reset();
    this.dispatchEvent(new DraftChangedEvent({ ...this.draft, ...change }));
  }

  #onString(event: InputEvent): void {
    const input = event.target as HTMLInputElement;
    const { draft, problems, passwordAt } = applyString(this.draft, input.value);
    this.problems = input.value.trim() === '' ? [] : problems;
    this.text = input.value;
    // What was pasted is shown masked at once; what is typed, when it is left.
    if (arriving.has(event.inputType) && passwordAt) {
      input.value = mask(input.value, passwordAt);
      this.problems = applyString(draft, input.value).problems;
      this.text = this.problems.length > 0 ? input.value : undefined;
    }
    this.dispatchEvent(new DraftChangedEvent(draft));
  }

  #onFile(name: 'rootCertificate' | 'clientCertificate' | 'clientKey', input: HTMLInputElement): void {
    const file = input.files?.[0];
    const path = file && globalThis.filmdesk?.pathOf(file);
    if (path) this.#change({ [name]: path });
    // The same file can be chosen again.
    input.value = '';
  }

  #onStringLeft(): void {
    if (this.problems.length === 0) this.text = undefined;
  }

  protected override render(): TemplateResult {
    const { draft } = this;
    const text = this.text ?? stringOf(draft);
    return html`
      <div class="field">
        <label for="string">${connect.string}</label>
        <input
          id="string"
          class="code"
          autocomplete="off"
          spellcheck="false"
          placeholder=${connect.stringPlaceholder}
          .value=${live(text)}
          aria-invalid=${this.problems.length > 0}
          aria-describedby="string-hint"
          @input=${this.#onString}
          @blur=${this.#onStringLeft}
        />
        <div id="string-hint">
          ${
            this.problems.length > 0
              ? this.problems.map((problem) => this.#problem(text, problem))
              : html`<p class="hint">${connect.stringHint}</p>`
          }
        </div>
      </div>
      <div class="row">
        ${this.#field('host', connect.server)} ${this.#field('port', connect.port)}
        ${this.#field('database', connect.database)}
      </div>
      <div class="row two">
        ${this.#field('user', connect.user)}
        <div class="field">
          <label for="password">${connect.password}</label>
          <input
            id="password"
            type="password"
            autocomplete="off"
            placeholder=${usesKeptPassword(draft) ? connect.passwordKept : ''}
            .value=${live(draft.password ?? '')}
            aria-describedby="password-hint"
            @input=${(event: Event) => this.#change({ password: (event.target as HTMLInputElement).value })}
          />
          <p class="hint" id="password-hint">
            ${this.keepsPasswords ? connect.passwordHint : connect.passwordSession}
          </p>
        </div>
      </div>
      ${this.#encryption()}
      <div class="row two bottom">
        ${this.#field('name', connect.name)}
        <fieldset>
          <legend>${connect.colour}</legend>
          <div class="colours">
            ${shopColours.map(
              (colour) =>
                html`<label class="swatch ${colour}" title=${connect.colours[colour]}>
                  <input
                    type="radio"
                    name="colour"
                    aria-label=${connect.colours[colour]}
                    .checked=${live(draft.colour === colour)}
                    @change=${() => this.#change({ colour })}
                  /><i class="dot"></i>
                </label>`,
            )}
          </div>
        </fieldset>
      </div>
      <div class="row two bottom">
        <div class="field">
          <label for="store">${connect.store}</label>
          <select
            id="store"
            .value=${live(String(draft.store ?? ''))}
            @change=${(event: Event) => this.#change({ store: Number((event.target as HTMLSelectElement).value) || null })}
          >
            <option value="">${connect.noStore}</option>
            ${this.#stores().map(
              ({ id, name }) =>
                html`<option value=${id} ?selected=${id === draft.store}>
                  ${words.storeName(id, name)}
                </option>`,
            )}
          </select>
        </div>
        <div class="read-only">
          <label class="check">
            <input
              type="checkbox"
              .checked=${live(draft.readOnly)}
              @change=${(event: Event) => this.#change({ readOnly: (event.target as HTMLInputElement).checked })}
            />${connect.readOnly}
          </label>
          <p class="hint">${connect.readOnlyHint}</p>
        </div>
      </div>
    `;
  }

  /** The stores that are known, and the chosen one although nothing is known of it yet. */
  #stores(): readonly { id: number; name: string }[] {
    const { store } = this.draft;
    if (store === null || this.stores.some(({ id }) => id === store)) return this.stores;
    return [...this.stores, { id: store, name: '' }];
  }

  #field(name: DraftField, label: string): TemplateResult {
    const problem = draftProblems(this.draft)[name];
    const isWrong = problem !== undefined && (this.strict || name === 'port');
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        autocomplete="off"
        spellcheck="false"
        .value=${live(this.draft[name])}
        aria-invalid=${isWrong}
        aria-describedby="${name}-wrong"
        @input=${(event: Event) => this.#change({ [name]: (event.target as HTMLInputElement).value })}
      />
      <p class="wrong" id="${name}-wrong">${isWrong ? problem : nothing}</p>
    </div>`;
  }

  #problem(text: string, { from, to, reason }: StringProblem): TemplateResult {
    const around = 18;
    const before = text.slice(Math.max(0, from - around), from);
    return html`<p class="wrong problem">
      <span class="code"
        >${from > around ? '…' : ''}${before}<u>${text.slice(from, to)}</u>${text.slice(to, to + around)}</span
      >
      ${reason}.
    </p>`;
  }

  #encryption(): TemplateResult {
    const { draft } = this;
    const chosen = choiceOf[draft.tls];
    const firstHost = draft.host.split(',')[0]!.trim();
    return html`<fieldset>
        <legend>${connect.encryption}</legend>
        <div class="segments">
          ${choices.map(
            (choice) =>
              html`<label class="choice">
                <input
                  type="radio"
                  name="tls"
                  .checked=${live(chosen === choice)}
                  @change=${() => this.#change({ tls: choice })}
                />${connect.tls[choice]}
              </label>`,
          )}
        </div>
        <p class="hint">${connect.tlsHint[draft.tls](firstHost)}</p>
      </fieldset>
      ${chosen === 'off' || chosen === 'prefer' ? nothing : this.#certificates()}`;
  }

  #certificates(): TemplateResult {
    const { draft } = this;
    const file = (name: 'rootCertificate' | 'clientCertificate' | 'clientKey', hint: string = '') =>
      html`<div class="field">
        <label for=${name}>${connect[name]}</label>
        <div class="file">
          <input
            id=${name}
            autocomplete="off"
            spellcheck="false"
            .value=${live(draft[name])}
            aria-describedby="${name}-hint"
            @input=${(event: Event) => this.#change({ [name]: (event.target as HTMLInputElement).value })}
          />
          <button
            class="button"
            type="button"
            aria-label="${connect[name]}: ${connect.choose}"
            @click=${(event: Event) =>
              (event.currentTarget as HTMLElement)
                .parentElement!.querySelector<HTMLInputElement>('[type=file]')!
                .click()}
          >
            ${connect.choose}
          </button>
          <input
            type="file"
            accept=".pem,.crt,.cer,.key"
            hidden
            @change=${(event: Event) => this.#onFile(name, event.target as HTMLInputElement)}
          />
        </div>
        <p class="hint" id="${name}-hint">${hint}</p>
      </div>`;
    const isChecked = choiceOf[draft.tls] === 'verify-full';
    return html`<details ?open=${draft.rootCertificate !== '' || draft.clientCertificate !== ''}>
      <summary>${connect.certificates}</summary>
      <div>
        ${
          isChecked
            ? html`${file('rootCertificate', connect.rootHint)}
                <label class="check">
                  <input
                    type="checkbox"
                    .checked=${live(draft.tls === 'verify-ca')}
                    @change=${(event: Event) =>
                      this.#change({
                        tls: (event.target as HTMLInputElement).checked ? 'verify-ca' : 'verify-full',
                      })}
                  />${connect.anyName}
                </label>`
            : nothing
        }
        <div class="row two">${file('clientCertificate')} ${file('clientKey')}</div>
      </div>
    </details>`;
  }
}

/** A string as it was written, but for its password. */
const mask = (text: string, { from, to }: { from: number; to: number }) =>
  text.slice(0, from) + passwordMask + text.slice(to);

declare global {
  interface HTMLElementTagNameMap {
    'connection-form': ConnectionForm;
  }
}
