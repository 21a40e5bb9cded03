import { css } from 'lit';

/** Labels, fields and their hints, as in every form of the page. */
export const forms = css`
  label,
  .label {
    display: block;
    font-weight: var(--medium);
    margin-bottom: 4px;
  }

  .field {
    min-width: 0;
  }

  input:not([type='checkbox'], [type='radio']),
  select {
    width: 100%;
    height: 34px;
    padding: 0 10px;
    border: 1px solid var(--control-line);
    border-radius: 8px;
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }

  input::placeholder {
    color: var(--ink-3);
  }

  input[aria-invalid='true'] {
    border-color: var(--late);
  }

  .code,
  input.code:not([type='checkbox'], [type='radio']) {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
    font-size: 12px;
  }

  .hint {
    margin-top: 4px;
    color: var(--ink-2);
    font-size: 12px;
    min-height: 17px;
  }

  .wrong {
    margin-top: 4px;
    color: var(--late);
    font-size: 12px;
  }

  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
    font-weight: 400;
  }

  .check input,
  .choice input {
    accent-color: var(--accent);
    margin: 0;
  }
`;
