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

/** In pixels: so far down rows are still drawn where they belong. */
const tallest = 8_000_000;

/** When nobody has asked for other rows for so long, those beyond what is seen are drawn too. */
const restMs = 300;

/**
 * Which rows of a list are to be drawn, and where. All are of one height, so that nothing is kept of any row: a million
 * cost what a hundred do. Rows that are new are drawn where they are seen, so that they come sooner; those around them
 * follow.
 *
 * Browsers draw far down in an element to a pixel or two only, and make none higher than some millions of pixels of the
 * screen: Chromium 33, Firefox 18, of which a zoomed page has fewer. A longer list is scrolled through faster than its
 * scroll bar moves, so that its last row is reached; the wheel still moves it by as much as any other.
 */
export class RowRange implements ReactiveController {
  #host: ReactiveControllerHost;
  #options: RowRangeOptions;
  #scroller: HTMLElement | undefined;
  #resized = new ResizeObserver(() => this.#measure());
  #height = 800;
  /** How far down the list is seen, in pixels of the list, and of what the browser has made of it. */
  #top = 0;
  #scrolled = 0;
  /** Where the browser was told to go, and has not said yet that it is. */
  #told: number | undefined;
  #total = 0;
  /** How many rows beyond what is seen are drawn now. */
  #reach = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, options: RowRangeOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostUpdated(): void {
    const scroller = this.#options.scroller();
    const isLong = this.#total * this.#options.rowHeight > tallest;
    if (isLong) this.#takeWheel(true);
    // One that has become shorter is as high as before: the browser moves nothing.
    if (isLong && this.#top > this.#length()) this.#scrollTo(this.#length());
    if (scroller === this.#scroller) return;
    this.hostDisconnected();
    this.#scroller = scroller;
    scroller?.addEventListener('scroll', this.#onScroll, { passive: true });
    if (scroller) this.#resized.observe(scroller);
  }

  hostDisconnected(): void {
    clearTimeout(this.#resting);
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#takeWheel(false);
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

  /** Whether a row is in sight. */
  isSeen(row: number): boolean {
    return row >= this.firstVisible && row <= this.firstVisible + this.visible;
  }

  /** How many rows are seen at a time, those that are only half in sight included. */
  get seen(): number {
    return this.visible + 2;
  }

  /** The first row to draw, and the one after the last, of so many. */
  range(total: number): { from: number; to: number } {
    this.#total = total;
    const first = Math.max(0, Math.min(this.firstVisible, total - this.visible));
    return {
      from: Math.max(0, first - this.#reach),
      to: Math.min(total, first + this.seen + this.#reach),
    };
  }

  /** How high an element holds so many rows, in pixels. */
  height(total: number): number {
    return Math.min(total * this.#options.rowHeight, tallest);
  }

  /** How far a row lies from where the browser begins with the rows, in pixels. */
  offset(row: number): number {
    return row * this.#options.rowHeight - this.shift;
  }

  /** By how many pixels all rows are drawn higher than they lie in the list: 0 unless it is too long for the browser. */
  get shift(): number {
    return Math.round(this.#top - this.#scrolled);
  }

  /** The rows that are seen are others than before. */
  renew(): void {
    clearTimeout(this.#resting);
    this.#reach = 0;
    this.#resting = setTimeout(() => this.#extend(), restMs);
  }

  #extend(): void {
    clearTimeout(this.#resting);
    if (this.#reach === this.#options.overscan) return;
    this.#reach = this.#options.overscan;
    this.#host.requestUpdate();
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

  /** After a jump the rows that are seen come first, as where they are new; before a step those around them are drawn. */
  #see(top: number): void {
    const isJump = Math.abs(top - this.#top) > this.#height;
    this.#top = top;
    if (isJump) this.renew();
    else this.#extend();
  }

  #scrollTo(top: number): void {
    this.#see(Math.max(0, Math.min(top, this.#length())));
    this.#scrolled = this.#top / this.#speed();
    this.#told = this.#scrolled;
    this.#scroller?.scrollTo({ top: this.#scrolled });
    // The browser tells of it only with the next frame; what is drawn until then is of the new place already.
    this.#host.requestUpdate();
  }

  #onScroll = () => {
    const { firstVisible, shift } = this;
    const { scrollTop } = this.#scroller!;
    // It rounds what it is told: then the place is known better.
    const isAsTold = this.#told !== undefined && Math.abs(scrollTop - this.#told) < 1;
    this.#told = undefined;
    const speed = this.#speed();
    this.#takeWheel(speed !== 1);
    if (!isAsTold) this.#see(scrollTop * speed);
    this.#scrolled = scrollTop;
    if (this.firstVisible !== firstVisible || this.shift !== shift) this.#host.requestUpdate();
  };

  /** Only where it has to be: the browser scrolls more smoothly by itself. */
  #takeWheel(isTaken: boolean): void {
    if (isTaken) this.#scroller?.addEventListener('wheel', this.#onWheel, { passive: false });
    else this.#scroller?.removeEventListener('wheel', this.#onWheel);
  }

  #onWheel = (event: WheelEvent) => {
    const { deltaX, deltaY, deltaMode, ctrlKey } = event;
    if (ctrlKey || Math.abs(deltaX) > Math.abs(deltaY) || this.#speed() === 1) return;
    event.preventDefault();
    const unit = [1, this.#options.rowHeight, this.#height][deltaMode]!;
    this.#scrollTo(this.#top + deltaY * unit);
  };

  /** How far the list can be scrolled, in its own pixels. */
  #length(): number {
    const { rowHeight, headHeight } = this.#options;
    return Math.max(0, this.#total * rowHeight + headHeight - this.#height);
  }

  /** How many pixels of the list go by for one of the scroll bar: 1 where the browser has made it whole. */
  #speed(): number {
    const made = (this.#scroller?.scrollHeight ?? 0) - this.#height;
    const length = this.#length();
    return made > 0 && length > made + this.#options.rowHeight ? length / made : 1;
  }

  #measure(): void {
    const height = this.#scroller?.clientHeight ?? this.#height;
    if (height === this.#height || height === 0) return;
    this.#height = height;
    this.#host.requestUpdate();
  }
}
