import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ConnectionReport, ListedShop } from '../../main/contract/connection.ts';
import type { Failure } from '../../main/contract/failures.ts';
import { call } from '../client.ts';
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
import { ShopWork } from '../shop-work.ts';
import { controls } from '../theme/controls.ts';
import { UnsavedDrafts, withoutPassword } from '../unsaved-drafts.ts';
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
  /** What goes on with the open shop, and what to do about it. */
  @property({ attribute: false }) unfinished: (() => Failure | undefined) | undefined;

  /** The shop that is shown: its id, or undefined for a new one. */
  @state() private shown: string | undefined;
  @state() private draft: FormDraft = emptyDraft();
  @state() private isStrict = false;
  /** As the last test found them: what is typed afterwards doesn't take them away. */
  @state() private stores: ConnectionReport['stores'] = [];
  @state() private removing = false;

  #hasBegun = false;
  readonly #work = new ShopWork(this);
  /** How far the test was when it was looked at last, and what it had found. */
  #seen: unknown[] = [];
  /** None of it is lost by looking at another shop. */
  readonly #unsaved = new UnsavedDrafts();

  @query('connection-form') private readonly form!: ConnectionForm | null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.rest();
  }

  /** Whether a database is being set up or brought up to date. */
  get isWorking(): boolean {
    return this.#work.progress !== undefined;
  }

  /** While nobody looks: what was written stays, but no password does. Work on a database goes on. */
  rest(): void {
    this.#work.rest();
    this.draft = withoutPassword(this.draft);
    this.#unsaved.forgetPasswords();
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

  protected override updated(): void {
    const { stages, report } = this.#work;
    const isSeen = this.#seen[0] === stages && this.#seen[1] === report;
    this.#seen = [stages, report];
    if (isSeen || stages.size === 0) return;
    const body = this.renderRoot.querySelector('.body');
    // What it has come to is drawn a moment later.
    void this.renderRoot
      .querySelector('connection-outcome')
      ?.updateComplete.then(() => body?.scrollTo({ top: body.scrollHeight }));
  }

  #show(id: string | undefined): void {
    this.shown = id;
    const shop = this.shops.find((each) => each.id === id);
    this.draft = this.#unsaved.get(id) ?? (shop?.kind === 'saved' ? draftOf(shop) : emptyDraft());
    this.stores = [];
    this.isStrict = false;
    this.removing = false;
    this.#work.forget();
    this.form?.reset();
  }

  #onDraft(event: DraftChangedEvent): void {
    this.draft = event.draft;
    this.#unsaved.set(this.shown, event.draft);
    this.#work.forget();
  }

  /** Whether the draft can be used; points out what is missing where it can't. */
  #isComplete(exceptName: boolean): boolean {
    const { name, ...needed } = draftProblems(this.draft);
    const isFilled = Object.keys(needed).length === 0 && (exceptName || name === undefined);
    // Who has just written a string means that, and not what stands in the fields from before.
    const complete = isFilled && !this.form?.isStringWrong;
    this.isStrict = !complete;
    if (!complete) void this.updateComplete.then(() => this.form?.takeWrong());
    return complete;
  }

  async #test(): Promise<void> {
    if (!this.#isComplete(true)) return;
    const report = await this.#work.test(toShopDraft(this.draft));
    if (report) this.stores = report.stores;
  }

  /** Saves what is written, and gives the shop's id. The open shop is connected anew, so it waits like another. */
  async #save(): Promise<string | undefined> {
    const { id } = this.draft;
    if (id !== undefined && id === this.open && this.#isHeldUp()) return undefined;
    if (!this.draft.name && this.draft.database) {
      this.draft = { ...this.draft, name: this.draft.database };
      this.#unsaved.set(this.shown, this.draft);
    }
    if (!this.#isComplete(false)) return undefined;
    const { shown, draft } = this;
    const saved = await this.#work.run(() => call('shops.save', toShopDraft(draft)));
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

  /** Whether something goes on with the open shop that the page's new beginning would end; it is said then. */
  #isHeldUp(): boolean {
    const failure = this.unfinished?.();
    if (failure) this.#work.say({ failure });
    return failure !== undefined;
  }

  #open(id: string): void {
    if (!this.#isHeldUp()) this.dispatchEvent(new ShopChosenEvent(id));
  }

  #duplicate(): void {
    if (this.#unsaved.get(undefined)) return this.#work.say({ failure: words.shops.newIsUnsaved });
    const name = words.shops.copyOf(this.draft.name);
    // The password stays with the shop that it was given for.
    this.draft = { ...this.draft, id: undefined, name, password: undefined, keptFor: undefined };
    this.#unsaved.set(undefined, this.draft);
    this.#show(undefined);
  }

  async #remove(): Promise<void> {
    const { id } = this.draft;
    if (id === this.open && this.#isHeldUp()) return;
    if (id === undefined || !(await this.#work.run(() => call('shops.remove', { id })))) return;
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
    await this.#work.run(() => call('shops.order', { ids }));
    this.dispatchEvent(new ShopsChangedEvent());
  }

  /** Does what was agreed to, on the saved shop, and tests it anew. */
  async #workOn(work: DatabaseWork): Promise<void> {
    const id = await this.#save();
    if (id === undefined || this.shown !== id) return;
    if (!(await this.#work.workOn(id, work))) return;
    if (id === this.open) return this.#open(id);
    await this.#test();
    this.#work.say({ said: words.connect.filled });
  }

  protected override render(): TemplateResult {
    const shown = this.shops.find(({ id }) => id === this.shown);
    return html`
      <shop-list
        .shops=${this.shops}
        .open=${this.open}
        .shown=${this.shown}
        ?inert=${this.isWorking}
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
        <connection-outcome .failure=${this.#work.failure}></connection-outcome>
      </div>
      <footer>
        <span class="space"></span>
        <button class="button loud" ?disabled=${id === this.open} @click=${() => this.#open(id)}>
          ${id === this.open ? words.shops.isOpen : words.shops.open}
        </button>
      </footer>`;
  }

  #editor(): TemplateResult {
    const { stages, report, progress, failure, said } = this.#work;
    return html`
      <div class="body">
        <connection-form
          .draft=${this.draft}
          .stores=${this.stores}
          .keepsPasswords=${this.keepsPasswords}
          ?strict=${this.isStrict}
          ?inert=${this.isWorking}
          @draft-changed=${this.#onDraft}
          @keydown=${this.#onKeydown}
        ></connection-form>
        ${stages.size > 0 ? html`<connection-stages .reports=${stages}></connection-stages>` : nothing}
        <connection-outcome
          .report=${report}
          .draft=${this.draft}
          .progress=${progress}
          .failure=${failure}
          .said=${said}
          @work-agreed=${({ work }: WorkAgreedEvent) => void this.#workOn(work)}
        ></connection-outcome>
      </div>
      <footer>${this.#actions()}</footer>
    `;
  }

  /** While a database is worked on, nothing else can be asked: it would end that. */
  #actions(): TemplateResult {
    if (this.isWorking) return html`<span class="space"></span>${this.#cancel()}`;
    if (this.removing) return this.#removal();
    const { connect, shops } = words;
    const { isRunning, stages } = this.#work;
    const isSaved = this.draft.id !== undefined;
    const undo = html`<button class="button quiet" @click=${() => this.#undo()}>
      ${isSaved ? shops.undo : shops.clear}
    </button>`;
    const test = html`<button class="button" @click=${() => this.#test()}>
      ${stages.size > 0 ? connect.testAgain : connect.test}
    </button>`;
    return html`${isSaved ? this.#tools() : nothing} ${this.#unsaved.get(this.shown) ? undo : nothing}
      <span class="space"></span>
      ${isRunning ? this.#cancel() : test}
      <button class="button" ?disabled=${isRunning} @click=${() => this.#saveOnly()}>${connect.save}</button>
      <button class="button loud" ?disabled=${isRunning} @click=${() => this.#saveAndOpen()}>
        ${connect.saveAndOpen}
      </button>`;
  }

  #cancel(): TemplateResult {
    return html`<button class="button" @click=${() => this.#work.cancel()}>${words.connect.cancel}</button>`;
  }

  #onKeydown(event: KeyboardEvent): void {
    const [field] = event.composedPath();
    const isText = field instanceof HTMLInputElement && !/^(checkbox|radio|file)$/.test(field.type);
    const isAsked = event.key === 'Enter' && !event.isComposing && isText;
    if (isAsked && !this.#work.isRunning) void this.#saveAndOpen();
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
  JSON.stringify(withoutPassword(one)) === JSON.stringify(withoutPassword(other));

declare global {
  interface HTMLElementTagNameMap {
    'shop-dialog': ShopDialog;
  }
}
