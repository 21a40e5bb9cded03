import type { TemplateResult } from 'lit';
import type { FilmRow, SortKey } from '../main/contract/films.ts';
import { highlight } from './highlight.ts';
import { recall, remember } from './storage.ts';
import { formatDay, formatLength } from './words.ts';
import { blankStock, type StockContent, stockContent } from './stock-squares.ts';

export interface CellContext {
  /** The folded words of the search, to be marked. */
  search: readonly string[];
  /** Every store of the shop, so that their squares line up. */
  stores: readonly { id: number; name: string }[];
}

/** A text, one with parts that are marked, or copies. */
export type CellContent = string | TemplateResult[] | StockContent;

export interface Column {
  key: SortKey;
  /** Pixels; the title also takes what is left over. */
  width: number;
  /** To what it gives way where there is no room for all. */
  minWidth: number;
  align?: 'end';
  /** What its cell of a film holds; a text is cut off where it doesn't fit, and then told by the pointer. */
  cell(film: FilmRow, context: CellContext): CellContent;
  /** What it holds until the film has come, where that isn't a text: the same elements, so that none is made anew. */
  blank?(context: CellContext): CellContent;
}

/** Every column there is, in the order in which a new user meets them. */
export const allColumns: readonly Column[] = [
  {
    key: 'title',
    width: 180,
    minWidth: 140,
    cell: (film, { search }) => highlight(film.title, search),
  },
  { key: 'id', width: 64, minWidth: 64, align: 'end', cell: (film) => String(film.id) },
  { key: 'year', width: 66, minWidth: 56, align: 'end', cell: (film) => String(film.year ?? '') },
  { key: 'category', width: 120, minWidth: 100, cell: (film) => film.categories.join(', ') },
  { key: 'rating', width: 80, minWidth: 68, cell: (film) => film.rating ?? '' },
  {
    key: 'length',
    width: 82,
    minWidth: 75,
    align: 'end',
    cell: (film) => (film.lengthMinutes === null ? '' : formatLength(film.lengthMinutes)),
  },
  { key: 'rate', width: 70, minWidth: 56, align: 'end', cell: (film) => film.rentalRate },
  { key: 'language', width: 96, minWidth: 80, cell: (film) => film.language },
  { key: 'replacement', width: 112, minWidth: 104, align: 'end', cell: (film) => film.replacementCost },
  { key: 'duration', width: 104, minWidth: 100, align: 'end', cell: (film) => String(film.rentalDays) },
  { key: 'features', width: 220, minWidth: 120, cell: (film) => film.features.join(', ') },
  { key: 'updated', width: 132, minWidth: 132, cell: (film) => formatDay(film.updatedAt) },
  {
    key: 'stock',
    width: 200,
    minWidth: 184,
    cell: (film, { stores }) => stockContent(film, stores),
    blank: ({ stores }) => blankStock(stores),
  },
];

/** Which columns are shown, in which order, and the widths that differ from their own. */
export interface ColumnLayout {
  order: readonly SortKey[];
  shown: readonly SortKey[];
  widths: Partial<Record<SortKey, number>>;
}

const firstLayout: ColumnLayout = {
  order: allColumns.map(({ key }) => key),
  shown: ['title', 'year', 'category', 'rating', 'length', 'rate', 'stock'],
  widths: {},
};

export const narrowestColumn = 48;
export const widestColumn = 800;

export const resetColumns = (): ColumnLayout => firstLayout;

export const columnOf = (key: SortKey) => allColumns.find((column) => column.key === key)!;

export const shownColumns = ({ order, shown }: ColumnLayout): Column[] =>
  order.filter((key) => shown.includes(key)).map(columnOf);

/** A column as it is drawn: as wide as there is room, between `minWidth` and `width`. */
export interface DrawnColumn extends Column {
  className: string;
  /** So many letters surely fit. What doesn't is cut off; the browser takes a fifth longer for cells that may be. */
  sureLetters: number;
}

/** In pixels, of the letters and figures that a cell may hold. */
const widestLetter = 13;
const widestFigure = 9;
const cellPadding = 20;

/** A column at a width that somebody has given it, or at its own. */
function drawn(column: Column, given: number | undefined): DrawnColumn {
  const { key, align } = column;
  const { width, minWidth } = given === undefined ? column : { width: given, minWidth: given };
  const sureLetters = (minWidth - cellPadding) / (align === 'end' ? widestFigure : widestLetter);
  return { ...column, width, minWidth, className: `cell ${align ?? ''} ${key}`, sureLetters };
}

export const drawnColumns = (layout: ColumnLayout): readonly DrawnColumn[] =>
  shownColumns(layout).map((column) => drawn(column, layout.widths[column.key]));

/** A narrow window shows two columns only. */
export const narrowColumns: readonly DrawnColumn[] = [
  drawn(columnOf('title'), 120),
  drawn(columnOf('stock'), 96),
];

/** The layout that this window was left with. Columns that it does not know of come last, hidden. */
export function recallColumns(): ColumnLayout {
  const kept = recall('columns') as Partial<ColumnLayout> | null;
  if (!kept || !Array.isArray(kept.order) || !Array.isArray(kept.shown)) return firstLayout;
  const isKnown = (key: unknown) => firstLayout.order.includes(key as SortKey);
  const order = [...new Set([...kept.order.filter(isKnown), ...firstLayout.order])];
  const shown = kept.shown.filter(isKnown);
  const widths = Object.fromEntries(
    Object.entries(kept.widths ?? {}).filter(
      ([key, width]) => isKnown(key) && width >= narrowestColumn && width <= widestColumn,
    ),
  );
  return { order, shown: shown.includes('title') ? shown : ['title', ...shown], widths };
}

export const rememberColumns = (layout: ColumnLayout) => remember('columns', layout);

/** Shows or hides a column; the title always stays. */
export const toggleColumn = (layout: ColumnLayout, key: SortKey): ColumnLayout => ({
  ...layout,
  shown:
    layout.shown.includes(key) && key !== 'title'
      ? layout.shown.filter((other) => other !== key)
      : [...new Set([...layout.shown, key])],
});

/** Moves a column past its neighbour among those that `among` holds. */
export function moveColumn(
  layout: ColumnLayout,
  key: SortKey,
  step: -1 | 1,
  among = layout.order,
): ColumnLayout {
  const neighbours = layout.order.filter((other) => among.includes(other));
  const neighbour = neighbours[neighbours.indexOf(key) + step];
  if (neighbour === undefined) return layout;
  const order = layout.order.filter((other) => other !== key);
  order.splice(order.indexOf(neighbour) + (step === 1 ? 1 : 0), 0, key);
  return { ...layout, order };
}

export const resizeColumn = (layout: ColumnLayout, key: SortKey, width: number): ColumnLayout => ({
  ...layout,
  widths: { ...layout.widths, [key]: Math.round(Math.min(widestColumn, Math.max(narrowestColumn, width))) },
});
