import { css, html, type TemplateResult, unsafeCSS } from 'lit';
import type { FilmRow } from '../main/contract/films.ts';
import { words } from './words.ts';

type StoreStock = FilmRow['stores'][number];

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

/** What `StockContent` needs where it is drawn, in a cell of the class `stock`; `--row` is the colour behind. */
export const stockStyles = css`
  .rows .stock {
    text-align: right;
  }

  .at {
    float: left;
    width: 8px;
    height: 8px;
    margin: 12px ${storeWidth - 8 + squareStep}px 0 -${squareStep}px;
    border-radius: 2.5px;
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

  ${unsafeCSS(squareRules())}

  @media (max-width: 560px) {
    .at {
      display: none;
    }
  }
`;

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

function squaresOf(stock: StoreStock | undefined): TemplateResult {
  if (stock && stock.copies > mostSquares)
    return html`<i class="at counted" aria-hidden="true">${stock.in}/${stock.copies}</i>`;
  const shape = stock ? shapeOf(stock.in, stock.copies - stock.in - stock.late, stock.late) : 'none';
  return html`<i class="at ${shape}" aria-hidden="true"></i>`;
}

/**
 * Each square by itself would be made, styled and laid out anew in all rows at every keystroke: those of a store are
 * shadows of one box instead, and there is a rule for each row of squares that there can be.
 */
function squareRules(): string {
  const rules: string[] = [];
  for (let shelved = 0; shelved <= mostSquares; shelved++)
    for (let out = 0; shelved + out <= mostSquares; out++)
      for (let late = 0; shelved + out + late <= mostSquares; late++)
        rules.push(`.${shapeOf(shelved, out, late)} { box-shadow: ${shadows(shelved, out, late)}; }`);
  return rules.join('\n');
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

function shapeOf(shelved: number, out: number, late: number): string {
  return `in${shelved}-out${out}-late${late}`;
}

function times<T>(count: number, one: T): T[] {
  return Array.from({ length: count }, () => one);
}
