import { css } from 'lit';

export const indexAdvisorStyles = css`
  :host {
    display: grid;
    gap: 18px;
  }

  p {
    color: var(--ink-2);
  }

  section {
    display: grid;
    gap: 8px;
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }

  h3 {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 14px;
    font-weight: var(--medium);
  }

  .statements {
    position: relative;
  }

  pre {
    margin: 0;
    padding: 10px 78px 10px 12px;
    max-height: 132px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--sunken);
    overflow: hidden auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-2) transparent;
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
    font-size: 12px;
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    user-select: text;
    cursor: text;
  }

  .statements .button {
    position: absolute;
    top: 7px;
    right: 14px;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px;
    min-height: 32px;
  }

  .done {
    color: var(--in);
    font-weight: var(--medium);
  }

  .obstacle {
    font-weight: var(--medium);
  }

  .bad,
  .bad b {
    color: var(--late);
  }

  progress {
    width: 132px;
    accent-color: var(--accent);
  }
`;
