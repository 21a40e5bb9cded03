import { css } from 'lit';

export const shopDialogStyles = css`
  :host {
    display: grid;
    grid-template-columns: 212px minmax(0, 1fr);
    height: min(660px, calc(100dvh - 110px));
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

  @media (max-width: 799px) {
    :host {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    }

    .body {
      padding: 12px 16px;
    }

    footer {
      padding: 8px 16px;
    }
  }
`;
