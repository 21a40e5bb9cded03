import { css } from 'lit';

export const filmTableStyles = css`
  :host {
    display: block;
    min-height: 0;
    background: var(--surface);
  }

  .scroller {
    height: 100%;
    overflow: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-2) transparent;
    scroll-padding-top: 34px;
  }

  .scroller:focus-visible {
    outline: none;
  }

  .rows {
    position: relative;
    min-width: var(--row-width);
  }

  .row {
    display: grid;
    grid-template-columns: var(--tracks);
    min-width: var(--row-width);
    width: 100%;
    height: var(--row-height);
    padding-left: 6px;
    border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent);
  }

  .rows .row {
    position: absolute;
    top: 0;
    left: 0;
    grid-template-rows: calc(var(--row-height) - 1px);
    contain: layout style;
    /* The colour behind; only rows that differ are painted in it, for all are painted at every keystroke. */
    --row: var(--surface);
  }

  .rows .row:hover {
    --row: var(--sunken);
    background: var(--row);
  }

  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--surface);
    border-bottom: 1px solid var(--line);
  }

  .cell {
    min-width: 0;
    padding: 0 10px;
    line-height: calc(var(--row-height) - 1px);
    color: var(--ink-2);
    white-space: nowrap;
  }

  .rows .cut {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .cell.end {
    text-align: right;
  }

  .cell.title {
    color: var(--ink);
    font-weight: var(--medium);
  }

  /* The cell itself is the badge. */
  .rows .rating:not(:empty) {
    align-self: center;
    justify-self: start;
    margin-left: 10px;
    border: 1px solid var(--line-2);
    border-radius: 4px;
    padding: 0 5px;
    font-size: 11px;
    font-weight: var(--medium);
    line-height: 17px;
  }

  .head .cell {
    position: relative;
  }

  /* All rows as one: each by itself would be a layer of its own to the browser. */
  .rows.stale {
    opacity: 0.55;
    transition: opacity 80ms;
  }

  .row.chosen,
  .rows .row.chosen:hover {
    --row: var(--tint);
    background: var(--row);
    box-shadow: inset 3px 0 var(--accent);
  }

  .scroller:focus-visible .row.active {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }

  .blank {
    background: linear-gradient(var(--line) 0 0) 10px / 60% 8px no-repeat;
  }

  .sort {
    display: flex;
    align-items: center;
    gap: 4px;
    width: 100%;
    height: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: var(--ink-2);
    font: inherit;
    font-size: 12px;
    font-weight: var(--medium);
    white-space: nowrap;
  }

  .end .sort {
    justify-content: flex-end;
  }

  .sort:hover {
    color: var(--ink);
  }

  /* Around the head of the column: around the button alone it would be cut off above, and touch the text. */
  .sort:focus-visible {
    outline: none;
  }

  .sort:focus-visible::after {
    content: '';
    position: absolute;
    inset: 2px;
    outline: 2px solid var(--accent);
    border-radius: 4px;
    pointer-events: none;
  }

  .stock .sort {
    gap: 0;
  }

  .sort .store {
    flex: 0 0 50px;
    text-align: left;
  }

  .stock .label {
    flex: 1;
    text-align: right;
  }

  .stock .arrow {
    margin-left: 3px;
  }

  .arrow {
    flex: 0 0 auto;
  }

  .arrow:empty {
    display: none;
  }

  .grip {
    position: absolute;
    right: -4px;
    top: 6px;
    bottom: 6px;
    width: 9px;
    cursor: col-resize;
    touch-action: none;
    z-index: 1;
  }

  .cell:last-child .grip {
    right: 0;
  }

  .grip:hover {
    background: linear-gradient(var(--accent), var(--accent)) center / 2px 100% no-repeat;
  }

  @media (forced-colors: active) {
    .row.chosen {
      outline: 1px solid Highlight;
      outline-offset: -2px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .rows.stale {
      transition: none;
    }
  }
`;
