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

  /* Below the rows, none of which moves when it comes or goes. */
  shop-notice,
  index-hint {
    grid-area: 3 / 1;
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
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
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

  desk-header,
  status-line {
    grid-column: 1 / -1;
  }

  /* What is shown instead of the films lies over them. */
  film-table,
  .skeleton,
  .state {
    grid-area: 2 / 1;
  }

  .state {
    position: relative;
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

  /* Most shops are open before anybody has read it. */
  .skeleton p {
    grid-area: 1 / 1;
    align-self: center;
    padding: 0 16px;
    margin-top: -34px;
    color: var(--ink-2);
    animation: later 0s 1.5s backwards;
  }

  @keyframes later {
    from {
      visibility: hidden;
    }
  }

  .skeleton i {
    display: block;
    height: var(--row-height);
    border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent);
    background: linear-gradient(var(--line), var(--line)) 16px center / 32% 8px no-repeat;
  }

  wa-drawer {
    --size: 280px;
  }

  wa-drawer::part(body) {
    padding: 0;
  }

  /* Where columns would have to give way to it, there is no empty pane. */
  @media (max-width: 1408px) {
    :host {
      grid-template-columns: 232px minmax(0, 1fr) 340px;
    }

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
  }
`;
