import { css, html, type TemplateResult } from 'lit';
import type { FilmRow, StoreStock } from '../main/contract/films.ts';
import { words } from './words.ts';

/** More copies than this in one store are told as a number. */
const mostSquares = 6;

/** A square is drawn for each copy of a shop with so many stores; one with more gets the words alone. */
const mostStores = 3;

/** In pixels: from one store to the next, and from one square to the next. */
const storeWidth = 50;
const squareStep = 10.5;

/** The stores that have a column of squares. */
export const drawnStores = <Store>(stores: readonly Store[]): readonly Store[] =>
  stores.length <= mostStores ? stores : [];

/**
 * Each square by itself would be made, styled and laid out anew in all rows at every keystroke: those of a store are
 * shadows of one box instead, with a rule for each row of squares.
 */
const squareRules = new CSSStyleSheet();
const ruled = new Set<string>();

/** What `StockContent` needs where it is drawn, in a cell of the class `stock`; `--row` is the colour behind. */
export const stockStyles = [
  squareRules,
  css`
    .rows .stock {
      text-align: right;
    }

    .at {
      float: left;
      width: 8px;
      height: 8px;
      margin: 12px ${storeWidth - 8 + squareStep}px 0 -${squareStep}px;
      border-radius: 2.5px;
      forced-color-adjust: none;
    }

    .at.none {
      box-shadow: ${squareStep}px 0 0 -2.5px var(--line-2);
    }

    .at.counted {
      width: ${storeWidth}px;
      margin: 0;
      font-size: 12px;
      font-style: normal;
      text-align: left;
    }

    @media (max-width: 560px) {
      .at {
        display: none;
      }
    }
  `,
];

/** A film's copies as a cell of the class `stock` shows them. */
export interface StockContent {
  /**
   * A square for each copy, by store in columns that line up, filled for in, hollow for out, red-rimmed for late, and a
   * dot where a store has none.
   */
  squares: TemplateResult[];
  /** The same in words. */
  text: string;
  /** The same by store, a line each. */
  byStore: string;
}

export function stockContent(film: FilmRow, allStores: readonly { id: number }[]): StockContent {
  const { copies, inStock, stores } = film;
  return {
    squares: drawnStores(allStores).map(({ id }) => squaresOf(stores.find(({ store }) => store === id))),
    text: words.stock(inStock, copies),
    byStore: stores
      .map(({ store, copies: all, in: shelved, late }) =>
        words.storeStock(words.store(store), all, shelved, late),
      )
      .join('\n'),
  };
}

/** The same without a film. */
export const blankStock = (allStores: readonly unknown[]): StockContent => ({
  squares: drawnStores(allStores).map(() => box('')),
  text: '',
  byStore: '',
});

function squaresOf(stock: StoreStock | undefined): TemplateResult {
  if (!stock) return box('none');
  const { copies, in: shelved, late } = stock;
  if (copies > mostSquares) return box('counted', `${shelved}/${copies}`);
  return box(shapeOf(shelved, copies - shelved - late, late));
}

const box = (kind: string, counts = '') =>
  html`<i class="at ${kind}" aria-hidden="true" .textContent=${counts}></i>`;

/** The class of a row of squares. It gets its rule when it is first drawn: few of the 84 that there can be ever are. */
function shapeOf(shelved: number, out: number, late: number): string {
  const shape = `in${shelved}-out${out}-late${late}`;
  if (!ruled.has(shape)) {
    ruled.add(shape);
    squareRules.insertRule(`.${shape} { box-shadow: ${shadows(shelved, out, late)}; }`);
  }
  return shape;
}

function shadows(shelved: number, out: number, late: number): string {
  const squares = [...times(shelved, '--in'), ...times(out, '--ink-3'), ...times(late, '--late')];
  const drawn = squares.map((colour, place) => {
    const x = `${(place + 1) * squareStep}px`;
    // Of a rim the colour behind lies above it.
    const inside = colour === '--in' ? '' : `${x} 0 0 -1.5px var(--row), `;
    return `${inside}${x} 0 var(${colour})`;
  });
  return drawn.join(', ') || 'none';
}

function times<T>(count: number, one: T): T[] {
  return Array.from({ length: count }, () => one);
}
