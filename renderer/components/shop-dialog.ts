import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type {
  ConnectionReport,
  ConnectionStage,
  ListedShop,
  StageReport,
} from '../../main/contract/connection.ts';
import type { Failure } from '../../main/contract/failures.ts';
import { call, CallError } from '../client.ts';
import {
  type DatabaseWork,
  type DraftChangedEvent,
  ShopChosenEvent,
  ShopsChangedEvent,
  type ShopShownEvent,
  type WorkAgreedEvent,
} from '../events.ts';
import {
  draftOf,
  draftProblems,
  emptyDraft,
  fieldsOf,
  type FormDraft,
  toShopDraft,
  usesKeptPassword,
} from '../shop-draft.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';
import './connection-form.ts';
import type { ConnectionForm } from './connection-form.ts';
import './connection-outcome.ts';
import './connection-stages.ts';
import { shopDialogStyles } from './shop-dialog.styles.ts';
import './shop-list.ts';

/**
 * The shops of this desk: to choose, add, change, duplicate, order and remove them, to test a connection, and to set up
 * an empty database. Tells `shop-chosen` and `shops-changed`.
 */
@customElement('shop-dialog')
export class ShopDialog extends LitElement {
  static override styles = [controls, shopDialogStyles];

  @property({ attribute: false }) shops: readonly ListedShop[] = [];
  /** The id of the shop that is open. */
  @property() open: string | undefined;
  @property({ attribute: false }) keepsPasswords = true;

  /** The shop that is shown: its id, or undefined for a new one. */
  @state() private shown: string | undefined;
  @state() private draft: FormDraft = emptyDraft();
  @state() private isStrict = false;
  @state() private stages: ReadonlyMap<ConnectionStage, StageReport> = new Map();
  @state() private report: ConnectionReport | undefined;
  /** As the last test found them: what is typed afterwards doesn't take them away. */
  @state() private stores: ConnectionReport['stores'] = [];
  @state() private running: AbortController | undefined;
  @state() private progress: string | undefined;
  @state() private removing = false;
  /** What went wrong with the last thing that was asked, or went right. */
  @state() private notice: { failure?: Failure; said?: string } = {};

  #hasBegun = false;
  /** What was written and not saved, by the shop it is for; none of it is lost by looking at another one. */
  readonly #unsaved = new Map<string | undefined, FormDraft>();

  @query('connection-form') private readonly form!: ConnectionForm | null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.rest();
  }

  /** While nobody looks: what was written stays, but no password does. Work on a database goes on. */
  rest(): void {
    if (this.progress === undefined) this.running?.abort();
    this.draft = { ...this.draft, password: undefined };
    for (const [id, draft] of this.#unsaved) this.#unsaved.set(id, { ...draft, password: undefined });
    this.form?.reset();
  }

  /** Begins a new shop. */
  addShop(): void {
    this.#hasBegun = true;
    this.#show(undefined);
    void this.updateComplete.then(() => this.form?.take());
  }

  protected override willUpdate(): void {
    // The list may come a moment after the dialog; it begins with the shop that is open.
    if (this.#hasBegun || this.open === undefined) return;
    this.#hasBegun = true;
    this.#show(this.open);
  }

  #show(id: string | undefined): void {
    this.running?.abort();
    this.shown = id;
    const shop = this.shops.find((each) => each.id === id);
    this.draft = this.#unsaved.get(id) ?? (shop?.kind === 'saved' ? draftOf(shop) : emptyDraft());
    this.stores = [];
    this.isStrict = false;
    this.removing = false;
    this.#forgetTest();
    this.form?.reset();
  }

  #forgetTest(): void {
    this.stages = new Map();
    this.report = undefined;
    this.notice = {};
  }

  #onDraft(event: DraftChangedEvent): void {
    this.draft = event.draft;
    this.#unsaved.set(this.shown, event.draft);
    this.running?.abort();
    this.#forgetTest();
  }

  /** Runs something that can fail or be cancelled, one at a time; says what went wrong. */
  async #run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.running?.abort();
    const running = (this.running = new AbortController());
    this.notice = {};
    try {
      return await work(running.signal);
    } catch (error) {
      if (!running.signal.aborted) {
        if (!(error instanceof CallError)) throw error;
        this.notice = { failure: error.failure };
      }
      return undefined;
    } finally {
      if (this.running === running) this.running = undefined;
    }
  }

  /** Whether the draft can be used; points out what is missing where it can't. */
  #isComplete(exceptName: boolean): boolean {
    const { name, ...needed } = draftProblems(this.draft);
    const complete = Object.keys(needed).length === 0 && (exceptName || name === undefined);
    this.isStrict = !complete;
    return complete;
  }

  async #test(): Promise<void> {
    if (!this.#isComplete(true)) return;
    this.#forgetTest();
    this.report = await this.#run((signal) =>
      call('shops.test', toShopDraft(this.draft), signal, (stage) => {
        // Of several servers each begins anew.
        const before = stage.stage === 'name' ? [] : this.stages;
        if (!signal.aborted) this.stages = new Map(before).set(stage.stage, stage);
        this.#lookAtStages();
      }),
    );
    this.stores = this.report?.stores ?? [];
    this.#lookAtStages();
  }

  #lookAtStages(): void {
    void this.updateComplete.then(() => {
      const body = this.renderRoot.querySelector('.body');
      body?.scrollTo({ top: body.scrollHeight });
    });
  }

  async #save(): Promise<string | undefined> {
    if (!this.draft.name && this.draft.database) {
      this.draft = { ...this.draft, name: this.draft.database };
      this.#unsaved.set(this.shown, this.draft);
    }
    if (!this.#isComplete(false)) return undefined;
    const { report, stages, shown, draft } = this;
    const saved = await this.#run(() => call('shops.save', toShopDraft(draft)));
    if (!saved) return undefined;
    this.dispatchEvent(new ShopsChangedEvent());
    // What was written meanwhile is not saved yet; where another shop is looked at, the form is that one's.
    const written = this.shown === shown ? this.draft : this.#unsaved.get(shown);
    const isAsSaved = written === undefined || isSameButPassword(written, draft);
    if (isAsSaved || this.shown === shown) this.#unsaved.delete(shown);
    if (this.shown !== shown) return saved.id;
    const hasPassword = usesKeptPassword(draft) || Boolean(draft.password);
    const keptFor = hasPassword ? fieldsOf(draft) : undefined;
    this.draft = { ...this.draft, id: saved.id, ...(isAsSaved && { password: undefined, keptFor }) };
    if (!isAsSaved) this.#unsaved.set(saved.id, this.draft);
    this.shown = saved.id;
    this.report = report;
    this.stages = stages;
    return saved.id;
  }

  /** Where the shop is open, the page begins anew on what was saved. */
  async #saveOnly(): Promise<void> {
    const id = await this.#save();
    if (id !== undefined && id === this.open) this.#open(id);
  }

  #undo(): void {
    this.#unsaved.delete(this.shown);
    this.#show(this.shown);
  }

  async #saveAndOpen(): Promise<void> {
    const id = await this.#save();
    if (id !== undefined) this.#open(id);
  }

  #open(id: string): void {
    this.dispatchEvent(new ShopChosenEvent(id));
  }

  #duplicate(): void {
    const name = words.shops.copyOf(this.draft.name);
    // The password stays with the shop that it was given for.
    this.draft = { ...this.draft, id: undefined, name, password: undefined, keptFor: undefined };
    this.#unsaved.set(undefined, this.draft);
    this.shown = undefined;
  }

  async #remove(): Promise<void> {
    const { id } = this.draft;
    if (id === undefined || !(await this.#run(() => call('shops.remove', { id })))) return;
    this.#unsaved.delete(id);
    this.#show(undefined);
    this.dispatchEvent(new ShopsChangedEvent());
    if (id === this.open) this.#open('sample');
  }

  async #move(step: -1 | 1): Promise<void> {
    const ids = this.shops.filter(({ kind }) => kind === 'saved').map(({ id }) => id);
    const from = ids.indexOf(this.shown!);
    const to = from + step;
    if (from === -1 || to < 0 || to >= ids.length) return;
    ids.splice(to, 0, ...ids.splice(from, 1));
    await this.#run(() => call('shops.order', { ids }));
    this.dispatchEvent(new ShopsChangedEvent());
  }

  /** Does what was agreed to, on the saved shop, and tests it anew. */
  async #workOn(work: DatabaseWork): Promise<void> {
    const id = await this.#save();
    if (id === undefined || this.shown !== id) return;
    this.progress = '';
    const isDone = await this.#run<unknown>((signal) =>
      work.do === 'fill'
        ? call('shops.fill', { id, films: work.films }, signal, this.#tell)
        : call('shops.migrate', { id }, signal, this.#tell),
    );
    this.progress = undefined;
    if (!isDone) return;
    if (id === this.open) return this.#open(id);
    await this.#test();
    this.notice = { said: words.connect.filled };
  }

  #tell = ({ step, rows }: { step: string; rows: number }) => {
    this.progress = words.connect.filling(step, rows);
  };

  protected override render(): TemplateResult {
    const shown = this.shops.find(({ id }) => id === this.shown);
    return html`
      <shop-list
        .shops=${this.shops}
        .open=${this.open}
        .shown=${this.shown}
        ?inert=${this.progress !== undefined}
        @shop-shown=${({ shop }: ShopShownEvent) => (shop === undefined ? this.addShop() : this.#show(shop))}
      ></shop-list>
      <section>${shown && shown.kind !== 'saved' ? this.#fixed(shown) : this.#editor()}</section>
    `;
  }

  #fixed({ id, name, kind, connection }: ListedShop): TemplateResult {
    const text =
      kind === 'sample'
        ? words.shops.sample
        : `${words.shops.environment} ${connection ? '' : words.shops.unreadable}`;
    return html`<div class="fixed">
        <h3>${name}</h3>
        <p>${text}</p>
      </div>
      <footer>
        <span class="space"></span>
        <button class="button loud" ?disabled=${id === this.open} @click=${() => this.#open(id)}>
          ${id === this.open ? words.shops.isOpen : words.shops.open}
        </button>
      </footer>`;
  }

  #editor(): TemplateResult {
    const { connect } = words;
    const isSaved = this.draft.id !== undefined;
    const isWorking = this.running !== undefined;
    return html`
      <div class="body">
        <connection-form
          .draft=${this.draft}
          .stores=${this.stores}
          .keepsPasswords=${this.keepsPasswords}
          ?strict=${this.isStrict}
          ?inert=${this.progress !== undefined}
          @draft-changed=${this.#onDraft}
          @keydown=${this.#onKeydown}
        ></connection-form>
        ${
          this.stages.size > 0
            ? html`<connection-stages .reports=${this.stages}></connection-stages>`
            : nothing
        }
        <connection-outcome
          .report=${this.report}
          .draft=${this.draft}
          .progress=${this.progress}
          .failure=${this.notice.failure}
          .said=${this.notice.said}
          @work-agreed=${({ work }: WorkAgreedEvent) => void this.#workOn(work)}
        ></connection-outcome>
      </div>
      <footer>
        ${
          this.removing
            ? this.#removal()
            : html`
                ${isSaved ? this.#tools() : nothing}
                ${
                  this.#unsaved.has(this.shown)
                    ? html`<button class="button quiet" @click=${() => this.#undo()}>
                        ${isSaved ? words.shops.undo : words.shops.clear}
                      </button>`
                    : nothing
                }
                <span class="space"></span>
                ${
                  isWorking
                    ? html`<button class="button" @click=${() => this.running?.abort()}>
                        ${connect.cancel}
                      </button>`
                    : html`<button class="button" @click=${() => this.#test()}>
                        ${this.stages.size > 0 ? connect.testAgain : connect.test}
                      </button>`
                }
                <button class="button" ?disabled=${isWorking} @click=${() => this.#saveOnly()}>
                  ${connect.save}
                </button>
                <button class="button loud" ?disabled=${isWorking} @click=${() => this.#saveAndOpen()}>
                  ${connect.saveAndOpen}
                </button>
              `
        }
      </footer>
    `;
  }

  #onKeydown(event: KeyboardEvent): void {
    const field = event.composedPath()[0];
    if (event.key === 'Enter' && field instanceof HTMLInputElement && !this.running) void this.#saveAndOpen();
  }

  #tools(): TemplateResult {
    const { shops } = words;
    return html`<button class="button quiet" @click=${() => this.#duplicate()}>${shops.duplicate}</button>
      <button class="button quiet" @click=${() => (this.removing = true)}>${shops.remove}</button>
      <button
        class="button quiet"
        aria-label=${shops.earlier}
        title=${shops.earlier}
        @click=${() => this.#move(-1)}
      >
        ↑
      </button>
      <button
        class="button quiet"
        aria-label=${shops.later}
        title=${shops.later}
        @click=${() => this.#move(1)}
      >
        ↓
      </button>`;
  }

  #removal(): TemplateResult {
    const { shops } = words;
    return html`<p class="question" role="alert">${shops.removeQuestion(this.draft.name)}</p>
      <button class="button" @click=${() => (this.removing = false)}>${shops.keep}</button>
      <button class="button loud" @click=${() => this.#remove()}>${shops.remove}</button>`;
  }
}

/** Whether two drafts say the same; a password is not kept while nobody looks. */
const isSameButPassword = (one: FormDraft, other: FormDraft) =>
  JSON.stringify({ ...one, password: undefined }) === JSON.stringify({ ...other, password: undefined });

declare global {
  interface HTMLElementTagNameMap {
    'shop-dialog': ShopDialog;
  }
}
