import type { Output } from '../main/contract/contract.ts';
import type { Cursor, FilmPage, FilmQuery, FilmRow, FilmWindow } from '../main/contract/films.ts';

/** How many rows are kept together: the fewer, the less is read that is not seen. */
export const blockSize = 10;
const mostBlocks = 80;

/** Neighbouring blocks, which are read at once: the first and the last, from 0. */
export interface Run {
  from: number;
  to: number;
}

interface Block {
  rows: FilmRow[];
  /** Cursors of its first and last row; null also where one is not known. */
  first: Cursor | null;
  last: Cursor | null;
}

/** How a run is to be read. */
interface RunWindow {
  window: FilmWindow;
  /** The film that has to be read with it as the one after it, null where none may be; undefined where one is not asked for. */
  next?: number | null;
}

/** What was read of a run. */
type LoadedRows = Pick<FilmPage, 'rows' | 'first' | 'last'>;

/** One list as far as it was loaded: how long it is, and blocks of its rows by their place. */
export class LoadedFilms {
  readonly query: FilmQuery;
  /** While `isCounted` is false, as many as are known of. */
  total: number;
  isCounted = true;
  /** Cursors throughout a long list; undefined until they have come. */
  places: Output<'films.places'> | undefined;
  #blocks = new Map<number, Block>();

  constructor(query: FilmQuery, total: number) {
    this.query = query;
    this.total = total;
  }

  has(block: number): boolean {
    return this.#blocks.has(block);
  }

  /** The film at a place, from 0. */
  row(index: number): FilmRow | undefined {
    return this.#blocks.get(blockOf(index))?.rows[index % blockSize];
  }

  indexOf(filmId: number): number | undefined {
    for (const [block, { rows }] of this.#blocks) {
      const index = rows.findIndex(({ id }) => id === filmId);
      if (index !== -1) return block * blockSize + index;
    }
    return undefined;
  }

  /** Has a film that is loaded say what was read of it since. Whether that is anything else. */
  replace(film: FilmRow): boolean {
    const index = this.indexOf(film.id);
    if (index === undefined || JSON.stringify(this.row(index)) === JSON.stringify(film)) return false;
    this.#blocks.get(blockOf(index))!.rows[index % blockSize] = film;
    return true;
  }

  /** The first rows, so many whole blocks or all that there are; undefined where one of them is missing. */
  firstRows(count: number): LoadedRows | undefined {
    const places = Array.from({ length: Math.min(count, this.total) }, (_, index) => index);
    const rows = places.flatMap((index) => this.row(index) ?? []);
    if (rows.length < places.length) return undefined;
    return {
      rows,
      first: this.#blocks.get(0)?.first ?? null,
      last: this.#blocks.get(blockOf(rows.length - 1))?.last ?? null,
    };
  }

  /** Keeps what was read of a run, without the row after it; blocks that came short are empty. */
  keep({ from, to }: Run, { rows, first, last }: LoadedRows): void {
    const size = (to - from + 1) * blockSize;
    for (let block = from; block <= to; block++) {
      const at = (block - from) * blockSize;
      const isEnd = at + blockSize >= rows.length && rows.length <= size;
      this.#blocks.set(block, {
        rows: rows.slice(at, at + blockSize),
        first: block === from ? first : null,
        last: isEnd ? last : null,
      });
    }
    this.#giveUpFarthest(from, to);
  }

  /** However far one scrolls, it costs no more memory. */
  #giveUpFarthest(from: number, to: number): void {
    const tooMany = this.#blocks.size - mostBlocks;
    if (tooMany <= 0) return;
    const distance = (block: number) => Math.max(from - block, block - to);
    const farthest = [...this.#blocks.keys()].toSorted((a, b) => distance(b) - distance(a));
    for (const block of farthest.slice(0, tooMany)) this.#blocks.delete(block);
  }

  /** By the cursor of a row beside it, else from the nearest place, or by its position until the places are known. */
  windowOf({ from, to }: Run): RunWindow {
    const size = (to - from + 1) * blockSize;
    const after = this.#blocks.get(from - 1)?.last;
    const following = this.#blocks.get(to + 1);
    const end = this.isCounted && (to + 1) * blockSize >= this.total ? { next: null } : {};
    const limit = 'next' in end ? size + 1 : size;
    if (after && following)
      return { window: { after, limit: size + 1 }, next: following.rows[0]?.id ?? null };
    if (after) return { window: { after, limit }, ...end };
    // What would come before the first row comes with it, too.
    if (following?.first && from === 0)
      return { window: { before: following.first, limit: size + 1 }, next: null };
    if (following?.first) return { window: { before: following.first, limit: size } };
    const position = from * blockSize;
    const nearest = this.places ? Math.floor(position / this.places.every) : 0;
    const place = this.places?.cursors[nearest - 1];
    if (!this.places || !place) return { window: { position, limit }, ...end };
    return { window: { after: place, skip: position - nearest * this.places.every, limit }, ...end };
  }

  /** Whether what was read of a run shows that films have come or gone since the list was counted. */
  hasMoved({ from, to }: Run, { next }: RunWindow, { rows }: LoadedRows): boolean {
    if (!this.isCounted) return false;
    const expected = Math.min((to - from + 1) * blockSize, this.total - from * blockSize);
    return rows.length < expected || (next !== undefined && (rows[expected]?.id ?? null) !== next);
  }
}

export const blockOf = (index: number) => Math.floor(index / blockSize);

/** As many rows as the blocks have that hold so many. */
export const inBlocks = (rows: number) => Math.ceil(rows / blockSize) * blockSize;
