import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ListedShop } from '../../main/contract/connection.ts';
import type { IndexUse } from '../../main/contract/indexes.ts';
import type { ShareStatus } from '../../main/contract/share.ts';
import { isDesk } from '../desk.ts';
import { controls } from '../theme/controls.ts';
import { dialogs } from '../theme/dialogs.ts';
import { words } from '../words.ts';
import type { IndexAdvisor } from './index-advisor.ts';
import type { ShopDialog } from './shop-dialog.ts';

export type DialogName = 'shortcuts' | 'indexes' | 'shops' | 'share' | 'about';

/** What is loaded when a dialog is opened; the rest is there with the library's controls. */
const loading: Partial<Record<DialogName, () => Promise<unknown>>> = {
  indexes: () => import('./index-advisor.ts'),
  shops: () => import('./shop-dialog.ts'),
};

/** The page's dialogs, one at a time. What they change they tell in events of their own. */
@customElement('desk-dialogs')
export class DeskDialogs extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      wa-dialog {
        --width: min(480px, calc(100vw - 24px));
      }

      wa-dialog::part(body) {
        padding: 12px 16px 18px;
      }

      wa-dialog.indexes {
        --width: min(720px, calc(100vw - 24px));
      }

      wa-dialog.shops {
        --width: min(960px, calc(100vw - 24px));
      }

      wa-dialog.shops::part(header) {
        padding-bottom: 12px;
      }

      wa-dialog.shops::part(body) {
        padding: 0;
        overflow: hidden;
      }

      .keys {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px 20px;
        margin: 0;
      }

      .keys dt {
        font-weight: var(--medium);
        white-space: nowrap;
      }

      .keys dd {
        margin: 0;
        color: var(--ink-2);
      }
    `,
  ];

  @property({ attribute: false }) shops: readonly ListedShop[] = [];
  /** The shop that is open. */
  @property({ attribute: false }) open: string | undefined;
  @property({ type: Boolean }) keepsPasswords = true;
  @property({ attribute: false }) sharing: ShareStatus | undefined;
  /** What the list on screen gains from, and how long it takes without and with it. */
  @property({ attribute: false }) relevantIndexes: readonly IndexUse[] = [];
  @property({ attribute: false }) compare: IndexAdvisor['compare'];
  /** What goes on with the open shop and would end with the page. */
  @property({ attribute: false }) unfinished: ShopDialog['unfinished'];
  @state() private shown: DialogName | undefined;
  /** The dialog stays once it was opened, and with it what was written there. */
  @state() private hasShopDialog = false;

  @query('shop-dialog') private readonly shopDialog!: ShopDialog | null;
  @query('index-advisor') private readonly indexAdvisor!: IndexAdvisor | null;

  /** Whether one is open: keys then are its own. */
  get isOpen(): boolean {
    return this.shown !== undefined;
  }

  /** Whether a database is being worked on, which goes on while the dialog is closed, but not without the page. */
  get isWorking(): boolean {
    return this.indexAdvisor?.isBusy === true || this.shopDialog?.isWorking === true;
  }

  show(name: DialogName): void {
    if (name === 'shops') this.hasShopDialog = true;
    this.shown = name;
    void loading[name]?.();
  }

  #closed(event: Event, name: DialogName): void {
    // Controls inside tell of what they hide in the same way.
    if (event.target !== event.currentTarget) return;
    if (name === 'shops') this.shopDialog?.rest();
    // Another one may be open instead.
    if (this.shown === name) this.shown = undefined;
  }

  #dialog(name: DialogName, title: string, content: TemplateResult | typeof nothing): TemplateResult {
    const isLight = name !== 'shops' && name !== 'indexes';
    return html`<wa-dialog
      class=${name}
      label=${title}
      ?open=${this.shown === name}
      ?light-dismiss=${isLight}
      @wa-after-hide=${(event: Event) => this.#closed(event, name)}
      >${content}</wa-dialog
    >`;
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    return html`${this.#dialog('shortcuts', words.help, shown === 'shortcuts' ? this.#shortcuts() : nothing)}
    ${this.#dialog(
      'indexes',
      words.indexes.title,
      shown === 'indexes' || this.indexAdvisor?.isBusy
        ? html`<index-advisor .relevant=${this.relevantIndexes} .compare=${this.compare}></index-advisor>`
        : nothing,
    )}
    ${isDesk ? this.#deskDialogs() : nothing}`;
  }

  #shortcuts(): TemplateResult {
    return html`<dl class="keys">
      ${[...words.shortcuts, ...(isDesk ? words.deskShortcuts : [])].map(
        ([key, meaning]) =>
          html`<dt>${key}</dt>
            <dd>${meaning}</dd>`,
      )}
    </dl>`;
  }

  #deskDialogs(): TemplateResult {
    return html`${this.#dialog(
      'shops',
      words.shops.title,
      this.hasShopDialog
        ? html`<shop-dialog
            .shops=${this.shops}
            .open=${this.open}
            .keepsPasswords=${this.keepsPasswords}
            .unfinished=${this.unfinished}
          ></shop-dialog>`
        : nothing,
    )}
    ${this.#dialog('share', words.share.title, html`<share-panel .status=${this.sharing}></share-panel>`)}
    ${this.#dialog(
      'about',
      words.about.title,
      this.shown === 'about' ? html`<about-filmdesk></about-filmdesk>` : nothing,
    )}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'desk-dialogs': DeskDialogs;
  }
}
