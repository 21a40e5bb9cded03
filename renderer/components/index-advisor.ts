import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure } from '../../main/contract/failures.ts';
import type { AdvisedIndex, IndexUse } from '../../main/contract/indexes.ts';
import { call } from '../client.ts';
import { isDesk } from '../desk.ts';
import { IndexesChangedEvent } from '../events.ts';
import { failureOf } from '../client.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';
import { indexAdvisorStyles } from './index-advisor.styles.ts';

/** Indexes of one use: they are made and removed together. */
interface Group {
  use: IndexUse;
  indexes: AdvisedIndex[];
}

/** What is done just now, or how it ended. */
interface Work {
  use: IndexUse;
  /** What is said of it; with `part`, from 0 to 1, while it goes on. */
  text: string;
  part?: number | null;
  cancel?: AbortController;
}

/**
 * The indexes that the open shop lacks, with the statements that make them, what they cost and bring; the desk makes and
 * removes them. Tells `indexes-changed`.
 */
@customElement('index-advisor')
export class IndexAdvisor extends LitElement {
  static override styles = [controls, indexAdvisorStyles];

  /** What the list on screen gains from: shown first. */
  @property({ attribute: false }) relevant: readonly IndexUse[] = [];
  /** Reads the list on screen again; gives how many milliseconds it took before, and now. */
  @property({ attribute: false }) compare: (() => Promise<{ before?: number; after?: number }>) | undefined;
  @state() private groups: Group[] | undefined;
  @state() private failure: Failure | undefined;
  @state() private work: Work | undefined;
  @state() private copied: IndexUse | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.work?.cancel?.abort();
  }

  /** Whether something is being made or removed: it goes on while the dialog is closed. */
  get isBusy(): boolean {
    return this.work?.part !== undefined;
  }

  async #read(): Promise<void> {
    try {
      const { indexes } = await call('indexes.advise', {});
      const uses = [...new Set(indexes.map(({ use }) => use))];
      const isLater = (use: IndexUse) => (this.relevant.includes(use) ? 0 : 1);
      this.groups = uses
        .map((use) => ({ use, indexes: indexes.filter((index) => index.use === use) }))
        .sort((one, other) => isLater(one.use) - isLater(other.use));
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  async #make({ use, indexes }: Group): Promise<void> {
    const cancel = new AbortController();
    const names = indexes.filter(({ isMade }) => !isMade).map(({ name }) => name);
    const began = performance.now();
    const tell = (text: string, part: number | null) => (this.work = { use, text, part, cancel });
    this.failure = undefined;
    tell(words.indexes.progress(words.indexes.step.reading, null), null);
    try {
      await call('indexes.make', { names }, cancel.signal, ({ step, part }) => {
        if (!cancel.signal.aborted) tell(words.indexes.progress(words.indexes.step[step], part), part);
      });
      const seconds = (performance.now() - began) / 1000;
      const { before, after } = this.relevant.includes(use) ? ((await this.compare?.()) ?? {}) : {};
      this.work = { use, text: words.indexes.gain(seconds, before, after) };
    } catch (error) {
      this.work = undefined;
      if (!cancel.signal.aborted) this.failure = failureOf(error);
    }
    await this.#changed();
  }

  async #remove({ use, indexes }: Group): Promise<void> {
    const names = indexes.filter(({ isMade }) => isMade).map(({ name }) => name);
    const cancel = new AbortController();
    this.failure = undefined;
    this.work = { use, text: words.indexes.removing, part: null, cancel };
    try {
      await call('indexes.remove', { names }, cancel.signal);
      this.work = { use, text: words.indexes.removed };
    } catch (error) {
      this.work = undefined;
      if (!cancel.signal.aborted) this.failure = failureOf(error);
    }
    await this.#changed();
  }

  async #changed(): Promise<void> {
    await this.#read();
    const outcome = this.work?.text ?? this.failure?.sentence;
    this.dispatchEvent(new IndexesChangedEvent(outcome));
  }

  async #copy(use: IndexUse): Promise<void> {
    // The permission to write the clipboard is the page's only through a selection.
    const selection = window.getSelection()!;
    selection.selectAllChildren(this.renderRoot.querySelector(`pre[data-use="${use}"]`)!);
    document.execCommand('copy');
    selection.removeAllRanges();
    this.copied = use;
    await this.updateComplete;
  }

  protected override render(): TemplateResult {
    const { indexes } = words;
    return html`
      <p class="intro">${indexes.intro} ${isDesk ? indexes.nobodyWaits : nothing}</p>
      ${
        this.failure
          ? html`<p class="bad" role="alert"><b>${this.failure.sentence}</b> ${this.failure.advice}</p>`
          : nothing
      }
      ${this.#list()}
    `;
  }

  #list(): TemplateResult | typeof nothing {
    if (this.groups === undefined)
      return this.failure ? nothing : html`<p role="status">${words.loading} …</p>`;
    if (this.groups.length === 0) return html`<p class="none" role="status">${words.indexes.none}</p>`;
    return html`${this.groups.map((group) => this.#group(group))}`;
  }

  #group(group: Group): TemplateResult {
    const { use, indexes } = group;
    const { indexes: say } = words;
    const missing = indexes.filter(({ isMade }) => !isMade);
    const shown = missing.length > 0 ? missing : indexes;
    const statements = [...new Set(shown.flatMap((index) => index.statements))];
    const sum = (of: (index: AdvisedIndex) => number) => shown.reduce((total, index) => total + of(index), 0);
    const bytes = sum((index) => index.bytes);
    const brings = use === 'search' || use === 'rows' ? say.brings[use] : say.brings.sort;
    return html`<section aria-label=${say.use(use)}>
      <h3>
        ${say.use(use)}
        ${this.relevant.includes(use) ? html`<span class="badge">${say.forThis}</span>` : nothing}
      </h3>
      <p>
        ${brings}
        ${
          missing.length > 0
            ? say.cost(
                sum(({ seconds }) => seconds),
                bytes,
              )
            : say.made(bytes)
        }
      </p>
      <div class="statements">
        <pre data-use=${use} tabindex="0" aria-label=${say.statements}>
${statements.map((statement) => `${statement};`).join('\n')}</pre>
        <button class="button small" @click=${() => void this.#copy(use)}>
          ${this.copied === use ? say.copied : say.copy}
        </button>
      </div>
      ${this.#actions(group, missing)}
    </section>`;
  }

  #actions(group: Group, missing: readonly AdvisedIndex[]): TemplateResult | typeof nothing {
    const { indexes: say } = words;
    const work = this.work?.use === group.use ? this.work : undefined;
    if (work?.part !== undefined) {
      return html`<div class="actions" role="status">
        <progress aria-label=${work.text} value=${work.part ?? nothing} max="1"></progress>
        <span>${work.text}</span>
        <button class="button small" @click=${() => work.cancel?.abort()}>${words.cancel}</button>
      </div>`;
    }
    const said = work ? html`<span class="done" role="status">${work.text}</span>` : nothing;
    const obstacle = (missing.length > 0 ? missing : group.indexes).find((index) => index.obstacle)?.obstacle;
    if (obstacle || !isDesk)
      return html`${said} ${obstacle ? html`<p class="obstacle">${say.obstacle[obstacle]}</p>` : nothing}`;
    return html`<div class="actions">
      ${
        missing.length > 0
          ? html`<button
              class="button ${this.relevant.includes(group.use) ? 'loud' : ''}"
              ?disabled=${this.isBusy}
              @click=${() => void this.#make(group)}
            >
              ${say.make}
            </button>`
          : html`<button class="button" ?disabled=${this.isBusy} @click=${() => void this.#remove(group)}>
              ${say.remove}
            </button>`
      }
      ${said}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'index-advisor': IndexAdvisor;
  }
}
