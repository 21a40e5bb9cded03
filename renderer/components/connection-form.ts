import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ShopColour, TlsMode } from '../../main/contract/connection.ts';
import { DraftChangedEvent } from '../events.ts';
import { type DraftField, draftProblems, type FormDraft, usesKeptPassword } from '../shop-draft.ts';
import { controls } from '../theme/controls.ts';
import { forms } from '../theme/forms.ts';
import { shopDots } from '../theme/shop-dots.ts';
import { words } from '../words.ts';
import { connectionFormStyles } from './connection-form.styles.ts';
import './connection-string-field.ts';
import type { ConnectionStringField } from './connection-string-field.ts';

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

/** As the program takes it. */
const longestName = 60;

const shopColours = Object.keys(connect.colours) as ShopColour[];

/**
 * A shop's connection as a string and as fields, each of which follows the other. Tells `draft-changed`. Keeps no
 * password but the one that is being typed.
 */
@customElement('connection-form')
export class ConnectionForm extends LitElement {
  static override styles = [controls, forms, shopDots, connectionFormStyles];

  @property({ attribute: false }) draft!: FormDraft;
  @property({ attribute: false }) stores: readonly { id: number; name: string }[] = [];
  @property({ attribute: false }) keepsPasswords = true;
  /** Whether what is missing is pointed out: only once somebody wanted to go on. */
  @property({ type: Boolean }) strict = false;

  /** Once there is a file: nobody who clears its path to write another wants to lose the field. */
  #showsCertificates = false;

  @query('connection-string-field') private readonly string!: ConnectionStringField | null;

  /** Puts the keyboard where a new shop begins. */
  take(): void {
    void this.updateComplete.then(() => this.string?.take());
  }

  /** Whether the string says something else than the fields, since it is wrong. */
  get isStringWrong(): boolean {
    return this.string?.isWrong === true;
  }

  /** Puts the keyboard where something is missing or wrong first. */
  takeWrong(): void {
    if (this.isStringWrong) return this.take();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('draft')) return;
    const { id, rootCertificate, clientCertificate, clientKey } = this.draft;
    const hasFile = `${rootCertificate}${clientCertificate}${clientKey}` !== '';
    const isOther = changed.get('draft')?.id !== id;
    this.#showsCertificates = hasFile || (this.#showsCertificates && !isOther);
  }

  /** Forgets what is being written in the string, as when another shop is shown. */
  reset(): void {
    this.string?.reset();
  }

  #change(change: Partial<FormDraft>): void {
    this.reset();
    this.dispatchEvent(new DraftChangedEvent({ ...this.draft, ...change }));
  }

  #onFile(name: 'rootCertificate' | 'clientCertificate' | 'clientKey', input: HTMLInputElement): void {
    const file = input.files?.[0];
    const path = file && globalThis.filmdesk?.pathOf(file);
    if (path) this.#change({ [name]: path });
    // The same file can be chosen again.
    input.value = '';
  }

  protected override render(): TemplateResult {
    const { draft } = this;
    return html`
      <connection-string-field .draft=${draft}></connection-string-field>
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
        maxlength=${name === 'name' ? longestName : nothing}
        .value=${live(this.draft[name])}
        aria-invalid=${isWrong}
        aria-describedby="${name}-wrong"
        @input=${(event: Event) => this.#change({ [name]: (event.target as HTMLInputElement).value })}
      />
      <p class="wrong" id="${name}-wrong">${isWrong ? problem : nothing}</p>
    </div>`;
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
    return html`<details ?open=${this.#showsCertificates}>
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

declare global {
  interface HTMLElementTagNameMap {
    'connection-form': ConnectionForm;
  }
}
