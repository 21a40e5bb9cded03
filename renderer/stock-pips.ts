import { css, html, nothing, type TemplateResult, unsafeCSS } from 'lit';
import type { FilmRow } from '../main/contract/films.ts';
import { words } from './words.ts';

type StoreStock = FilmRow['stores'][number];

/** More copies than this in one store are told as a number. */
const mostPips = 6;

/** From one square to the next, in pixels. */
const pipStep = 10.5;

/**
 * Squares side by side that look alike are one element: the others are its shadows, as each of them would have to be
 * made, styled and laid out in every row at every keystroke.
 */
const pipRuns = Array.from({ length: mostPips - 1 }, (_, others) => {
  const shadows = Array.from({ length: others + 1 }, (_, pip) => `${(pip + 1) * pipStep}px 0 var(--in)`);
  return `.pip.run${others + 2} { margin-right: ${(others + 1) * pipStep}px; box-shadow: ${shadows.join(', ')}; }`;
}).join('\n');

/** A square is drawn for each copy of a shop with so many stores; one with more gets the words alone. */
const mostStores = 3;

/** What `stockPips` needs where it is drawn. */
export const stockPipStyles = css`
  .rows .stock {
    display: flex;
    align-items: center;
  }

  .stock .at {
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

  ${unsafeCSS(pipRuns)}

  .pip.out,
  .pip.late {
    background: none;
    box-shadow: inset 0 0 0 1.5px var(--ink-3);
  }

  .pip.late {
    box-shadow: inset 0 0 0 1.5px var(--late);
  }

  .pip.none {
    height: 1.5px;
    border-radius: 0;
    background: var(--line-2);
  }

  .stock .words {
    flex: 1;
    text-align: right;
    color: var(--ink-2);
    white-space: nowrap;
  }

  @media (max-width: 560px) {
    .stock .at {
      display: none;
    }
  }
`;

/**
 * A film's copies: a square each, by store in columns that line up, filled for in, hollow for out, red-rimmed for
 * late; and the same in words. Stands in a cell of the class `stock`.
 */
export function stockPips(film: FilmRow, allStores: readonly { id: number }[]): TemplateResult {
  const { copies, inStock, stores } = film;
  const columns = allStores.length <= mostStores ? allStores : [];
  const spoken = stores.map(({ store, copies: all, in: shelved, late }) =>
    words.storeStock(words.store(store), all, shelved, late),
  );
  return html`${columns.map(
      ({ id }) =>
        html`<span class="at" aria-hidden="true">${atStore(stores.find(({ store }) => store === id))}</span>`,
    )}<span class="words" title=${spoken.join('\n')} .textContent=${words.stock(inStock, copies)}></span>`;
}

function atStore(stock: StoreStock | undefined) {
  if (!stock) return html`<span class="pip none"></span>`;
  if (stock.copies > mostPips) return `${stock.in}/${stock.copies}`;
  const out = stock.copies - stock.in - stock.late;
  const pips = (count: number, kind: string) =>
    Array.from({ length: count }, () => html`<span class="pip ${kind}"></span>`);
  return [
    stock.in === 0 ? nothing : html`<span class="pip in run${stock.in}"></span>`,
    pips(out, 'out'),
    pips(stock.late, 'late'),
  ];
}
