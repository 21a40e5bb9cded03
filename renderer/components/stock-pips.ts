import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FilmRow } from '../../main/contract/films.ts';
import { words } from '../words.ts';

type StoreStock = FilmRow['stores'][number];

/** More copies than this in one store are told as a number. */
const mostPips = 6;

/** A square is drawn for each copy of a shop with so many stores; one with more gets the words alone. */
const mostStores = 3;

/**
 * A film's copies: a square each, by store in columns that line up, filled for in, hollow for out, red-rimmed for
 * late; and the same in words.
 */
@customElement('stock-pips')
export class StockPips extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      align-items: center;
      width: 100%;
    }

    .store {
      display: inline-flex;
      flex: 0 0 50px;
      gap: 2.5px;
      align-items: center;
      height: 10px;
      font-size: 12px;
    }

    .pip {
      width: 8px;
      height: 8px;
      border-radius: 2.5px;
      background: var(--in);
    }

    .out,
    .late {
      background: none;
      box-shadow: inset 0 0 0 1.5px var(--ink-3);
    }

    .late {
      box-shadow: inset 0 0 0 1.5px var(--late);
    }

    .none {
      width: 8px;
      height: 1.5px;
      background: var(--line-2);
    }

    .words {
      flex: 1;
      text-align: right;
      color: var(--ink-2);
      white-space: nowrap;
    }

    @media (max-width: 560px) {
      .store {
        display: none;
      }
    }
  `;

  @property({ attribute: false }) film!: FilmRow;
  @property({ attribute: false }) stores: readonly { id: number; name: string }[] = [];

  protected override render(): TemplateResult {
    const { copies, inStock, stores } = this.film;
    const columns = this.stores.length <= mostStores ? this.stores : [];
    const spoken = stores.map((stock) =>
      words.storeStock(words.store(stock.store), stock.copies, stock.in, stock.late),
    );
    return html`${columns.map(({ id }) => this.#store(stores.find(({ store }) => store === id)))}
      <span class="words" title=${spoken.join('\n')}>${words.stock(inStock, copies)}</span>`;
  }

  #store(stock: StoreStock | undefined): TemplateResult {
    if (!stock) return html`<span class="store" aria-hidden="true"><span class="none"></span></span>`;
    if (stock.copies > mostPips) {
      return html`<span class="store" aria-hidden="true">${stock.in}/${stock.copies}</span>`;
    }
    const out = stock.copies - stock.in - stock.late;
    const pips = (count: number, kind: string) =>
      count === 0 ? nothing : Array.from({ length: count }, () => html`<span class="pip ${kind}"></span>`);
    return html`<span class="store" aria-hidden="true"
      >${pips(stock.in, 'in')}${pips(out, 'out')}${pips(stock.late, 'late')}</span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'stock-pips': StockPips;
  }
}
