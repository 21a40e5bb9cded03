import { css } from 'lit';

export const filmDeskStyles = css`
  :host {
    display: grid;
    grid-template: 52px minmax(0, 1fr) 28px / 232px minmax(0, 1fr) 372px;
    height: 100vh;
    height: 100dvh;
    overflow: hidden;
    cursor: default;
    user-select: none;
  }

  header {
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: 14px;
    padding: 0 16px;
    background: var(--surface);
    border-bottom: 1px solid var(--line);
  }

  /* Over the last rows, so that nothing moves when it comes or goes. */
  shop-notice,
  index-hint {
    position: absolute;
    inset: auto 0 0;
    z-index: 1;
  }

  .brand {
    margin: 0;
    display: flex;
    align-items: center;
    gap: 9px;
    width: 204px;
    font-weight: var(--medium);
    font-size: 14px;
    letter-spacing: -0.01em;
  }

  .brand i {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 2px;
    width: 22px;
    height: 22px;
    padding: 4px 3px;
    border-radius: 6px;
    background: var(--accent);
  }

  .brand i b {
    background: var(--surface);
    border-radius: 1px;
  }

  search-field {
    flex: 1;
    max-width: 560px;
  }

  .space {
    flex: 1;
  }

  .side {
    border-right: 1px solid var(--line);
    min-height: 0;
    overflow: hidden auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-2) transparent;
  }

  main {
    grid-column: 2 / 3;
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    background: var(--surface);
    position: relative;
  }

  aside {
    border-left: 1px solid var(--line);
    background: var(--surface);
    min-height: 0;
    overflow: hidden auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-2) transparent;
    user-select: text;
  }

  status-line {
    grid-column: 1 / -1;
  }

  .state {
    position: absolute;
    inset: 44px 0 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 6px;
    padding: 0 24px 20%;
    text-align: center;
    background: var(--surface);
  }

  .state h2 {
    font-size: 17px;
    font-weight: var(--medium);
    overflow-wrap: anywhere;
  }

  .state p {
    color: var(--ink-2);
    max-width: 520px;
    overflow-wrap: anywhere;
  }

  .state .actions {
    display: flex;
    gap: 8px;
    margin-top: 8px;
  }

  .skeleton {
    display: grid;
    align-content: start;
    padding-top: 34px;
    overflow: hidden;
  }

  .skeleton i {
    display: block;
    height: var(--row-height);
    border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent);
    background: linear-gradient(var(--line), var(--line)) 16px center / 32% 8px no-repeat;
  }

  .narrow-only {
    display: none;
  }

  wa-popover {
    --max-width: 260px;
    --arrow-size: 0px;
  }

  wa-popover[for='shop']::part(body) {
    padding: 6px;
  }

  wa-drawer {
    --size: 280px;
  }

  wa-drawer::part(body) {
    padding: 0;
  }

  .shop {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    max-width: 220px;
  }

  .shop span {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .chevron {
    flex: none;
    width: 6px;
    height: 6px;
    margin: -3px 2px 0 2px;
    border: solid var(--ink-3);
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(45deg);
  }

  .said p {
    position: fixed;
    inset: auto 0 44px;
    z-index: 3;
    width: fit-content;
    max-width: calc(100vw - 32px);
    margin: 0 auto;
    padding: 9px 14px;
    border-radius: 9px;
    background: var(--ink);
    color: var(--paper);
    box-shadow: var(--wa-shadow-m);
  }

  /* Where the columns would not all be seen beside it, there is no empty pane. */
  @media (max-width: 1408px) {
    aside:not(.open) {
      display: none;
    }

    main:has(+ aside:not(.open)) {
      grid-column-end: -1;
    }
  }

  @media (max-width: 1099px) {
    :host {
      grid-template-columns: 0 minmax(0, 1fr) 340px;
    }

    .side {
      display: none;
    }

    .narrow-only {
      display: inline-block;
    }

    .brand {
      width: auto;
    }

    main {
      grid-column: 1 / 3;
    }

    aside {
      grid-column: 3;
    }
  }

  @media (max-width: 799px) {
    main,
    aside {
      grid-column: 1 / -1;
      grid-row: 2;
    }

    aside {
      display: none;
      border-left: 0;
      z-index: 2;
    }

    aside.open {
      display: block;
    }

    header {
      gap: 8px;
      padding: 0 10px;
    }

    .brand span {
      position: absolute;
      clip-path: inset(50%);
    }

    .wide-only {
      display: none;
    }

    .shop {
      flex: none;
      padding: 0 9px;
    }

    .shop span {
      display: none;
    }
  }
`;
