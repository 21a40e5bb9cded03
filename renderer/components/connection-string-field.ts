import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { lineWithString, passwordMask, type StringProblem } from '../../main/contract/connection-string.ts';
import { DraftChangedEvent } from '../events.ts';
import { applyString, type FormDraft, stringOf } from '../shop-draft.ts';
import { controls } from '../theme/controls.ts';
import { forms } from '../theme/forms.ts';
import { words } from '../words.ts';

const { connect } = words;

/** How a whole text gets into a field at once. */
const arriving = new Set(['insertFromPaste', 'insertFromDrop', 'insertReplacementText', 'insertFromYank']);

/** How many characters around a problem are shown with it. */
const around = 18;

/**
 * A shop's connection as a string: typed or pasted, it fills the draft, and else it follows from the draft. Points at
 * what can't be understood, and shows no password. Tells `draft-changed`.
 */
@customElement('connection-string-field')
export class ConnectionStringField extends LitElement {
  static override styles = [
    controls,
    forms,
    css`
      .problem {
        overflow-wrap: anywhere;
      }

      .problem u {
        text-decoration: underline wavy var(--late);
        text-underline-offset: 3px;
      }
    `,
  ];

  @property({ attribute: false }) draft!: FormDraft;

  /** The string while it is being written; else it follows from the draft. */
  @state() private text: string | undefined;
  @state() private problems: StringProblem[] = [];

  /** Puts the keyboard into the field. */
  take(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector('input')?.focus());
  }

  /** Whether what stands there can't be used, or only some of it: the draft is not what it says. */
  get isWrong(): boolean {
    return this.problems.some(({ isHarmless }) => !isHarmless);
  }

  /** Forgets what is being written. */
  reset(): void {
    this.text = undefined;
    this.problems = [];
  }

  /** A field of one line would run lines into each other. */
  #onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    const line = lineWithString(text);
    if (line === text) return;
    event.preventDefault();
    const input = event.target as HTMLInputElement;
    input.setRangeText(line, input.selectionStart ?? 0, input.selectionEnd ?? input.value.length, 'end');
    input.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));
  }

  #onInput(event: InputEvent): void {
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

  #onLeft(): void {
    if (this.problems.length === 0) this.text = undefined;
  }

  protected override render(): TemplateResult {
    const text = this.text ?? stringOf(this.draft);
    const isWrong = this.problems.length > 0;
    return html`<div class="field">
      <label for="string">${connect.string}</label>
      <input
        id="string"
        class="code"
        autocomplete="off"
        spellcheck="false"
        placeholder=${connect.stringPlaceholder}
        .value=${live(text)}
        aria-invalid=${isWrong}
        aria-describedby="string-hint"
        @paste=${this.#onPaste}
        @input=${this.#onInput}
        @blur=${this.#onLeft}
      />
      <div id="string-hint">
        ${
          isWrong
            ? this.problems.map((problem) => problemOf(text, problem))
            : html`<p class="hint">${connect.stringHint}</p>`
        }
      </div>
    </div>`;
  }
}

/** A string as it was written, but for its password. */
const mask = (text: string, { from, to }: { from: number; to: number }) =>
  text.slice(0, from) + passwordMask + text.slice(to);

function problemOf(text: string, { from, to, reason }: StringProblem): TemplateResult {
  const before = text.slice(Math.max(0, from - around), from);
  return html`<p class="wrong problem">
    <span class="code"
      >${from > around ? '…' : ''}${before}<u>${text.slice(from, to)}</u>${text.slice(to, to + around)}</span
    >
    ${reason}.
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-string-field': ConnectionStringField;
  }
}
