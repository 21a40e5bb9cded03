import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface RowRangeOptions {
  /** Of every row, in pixels. */
  rowHeight: number;
  /** Of what stays at the top while the rows scroll below it. */
  headHeight: number;
  /** Rows that are drawn beyond what is seen, above and below. */
  overscan: number;
  scroller(): HTMLElement | undefined;
}

/**
 * Which rows of a list are to be drawn. All are of one height, so that nothing is kept of any row: a million cost what
 * a hundred do.
 */
export class RowRange implements ReactiveController {
  #host: ReactiveControllerHost;
  #options: RowRangeOptions;
  #scroller: HTMLElement | undefined;
  #resized = new ResizeObserver(() => this.#measure());
  #height = 800;
  #top = 0;

  constructor(host: ReactiveControllerHost, options: RowRangeOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostUpdated(): void {
    const scroller = this.#options.scroller();
    if (scroller === this.#scroller) return;
    this.hostDisconnected();
    this.#scroller = scroller;
    scroller?.addEventListener('scroll', this.#onScroll, { passive: true });
    if (scroller) this.#resized.observe(scroller);
  }

  hostDisconnected(): void {
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#resized.disconnect();
    this.#scroller = undefined;
  }

  /** The first row that is seen, without asking the browser to lay anything out. */
  get firstVisible(): number {
    return Math.floor(this.#top / this.#options.rowHeight);
  }

  /** How many whole rows are seen at a time. */
  get visible(): number {
    return Math.max(1, Math.floor((this.#height - this.#options.headHeight) / this.#options.rowHeight));
  }

  /** The first row to draw, and the one after the last, of so many. */
  range(total: number): { from: number; to: number } {
    const { overscan } = this.#options;
    const from = Math.max(0, Math.min(this.firstVisible, total - this.visible) - overscan);
    return { from, to: Math.min(total, from + this.visible + 2 * overscan + 2) };
  }

  /** Scrolls just so far that a row is whole in sight. */
  reveal(row: number): void {
    const { rowHeight, headHeight } = this.#options;
    const lowest = (row + 1) * rowHeight + headHeight - this.#height;
    if (row * rowHeight < this.#top) this.#scrollTo(row * rowHeight);
    else if (lowest > this.#top) this.#scrollTo(lowest);
  }

  toTop(): void {
    if (this.#top !== 0) this.#scrollTo(0);
  }

  #scrollTo(top: number): void {
    this.#scroller?.scrollTo({ top });
    // The browser tells of it only with the next frame; what is drawn until then is of the new place already.
    this.#top = Math.max(0, top);
    this.#host.requestUpdate();
  }

  #onScroll = () => {
    const before = this.firstVisible;
    this.#top = this.#scroller!.scrollTop;
    if (this.firstVisible !== before) this.#host.requestUpdate();
  };

  #measure(): void {
    const height = this.#scroller?.clientHeight ?? this.#height;
    if (height === this.#height || height === 0) return;
    this.#height = height;
    this.#host.requestUpdate();
  }
}
