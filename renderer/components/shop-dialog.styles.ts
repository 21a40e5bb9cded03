import { css } from 'lit';

export const shopDialogStyles = css`
  :host {
    display: grid;
    grid-template-columns: 212px minmax(0, 1fr);
    height: min(660px, calc(100dvh - 110px));
    border-top: 1px solid var(--line);
  }

  nav {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    background: var(--paper);
    border-right: 1px solid var(--line);
    border-radius: 0 0 0 12px;
    min-height: 0;
  }

  ul {
    list-style: none;
    padding: 8px;
    overflow: hidden auto;
    scrollbar-width: thin;
  }

  .entry {
    display: grid;
    grid-template-columns: 9px minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 9px;
    width: 100%;
    padding: 6px 9px;
    border: 0;
    border-radius: 7px;
    background: none;
    color: var(--ink);
    font: inherit;
    text-align: left;
  }

  .entry:hover {
    background: var(--sunken);
  }

  .entry[aria-current='true'] {
    background: var(--tint);
  }

  .name {
    font-weight: var(--medium);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .where {
    grid-column: 2 / -1;
    color: var(--ink-2);
    font-size: 12px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .tools {
    padding: 10px 12px;
    border-top: 1px solid var(--line);
  }

  section {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    min-height: 0;
    min-width: 0;
  }

  .body,
  .fixed {
    display: grid;
    align-content: start;
    gap: 14px;
    padding: 16px 20px;
    overflow: hidden auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-2) transparent;
  }

  .fixed p {
    color: var(--ink-2);
    max-width: 46ch;
  }

  .fixed h3 {
    font-size: 15px;
  }

  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 10px 20px;
    border-top: 1px solid var(--line);
  }

  footer .quiet {
    padding: 0 8px;
  }

  .space,
  .question {
    flex: 1;
  }

  .outcome {
    padding: 9px 12px;
    border-radius: 10px;
    background: var(--sunken);
  }

  .outcome.good b {
    color: var(--in);
  }

  .outcome.bad {
    background: var(--late-tint);
  }

  .outcome.bad b {
    color: var(--late);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 8px;
  }

  progress {
    accent-color: var(--accent);
    width: 120px;
    vertical-align: middle;
    margin-right: 8px;
  }

  @media (max-width: 799px) {
    :host {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    }

    nav {
      border-right: 0;
      border-bottom: 1px solid var(--line);
    }

    ul {
      display: flex;
      overflow: auto hidden;
    }

    .where {
      display: none;
    }

    nav {
      grid-template: auto / minmax(0, 1fr) auto;
      align-items: center;
    }

    .tools {
      border: 0;
    }

    .body {
      padding: 12px 16px;
    }

    footer {
      padding: 8px 16px;
    }
  }
`;
