import { css } from 'lit';

export const connectionFormStyles = css`
  :host {
    display: grid;
    gap: 12px;
  }

  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 88px minmax(0, 1fr);
    gap: 12px;
  }

  .row.two {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }

  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }

  legend {
    padding: 0;
    font-weight: var(--medium);
    margin-bottom: 4px;
  }

  .segments {
    display: flex;
    flex-wrap: wrap;
    border: 1px solid var(--control-line);
    border-radius: 8px;
    width: fit-content;
    overflow: hidden;
  }

  .choice {
    position: relative;
    margin: 0;
    padding: 6px 12px;
    font-weight: 400;
    color: var(--ink-2);
  }

  .choice + .choice {
    border-left: 1px solid var(--line-2);
  }

  .choice input {
    position: absolute;
    inset: 0;
    opacity: 0;
  }

  .choice:has(:checked) {
    background: var(--tint);
    color: var(--accent);
    font-weight: var(--medium);
  }

  .choice:has(:focus-visible) {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }

  .colours {
    display: flex;
    gap: 4px;
    height: 34px;
    align-items: center;
  }

  .swatch {
    display: grid;
    place-items: center;
    position: relative;
    width: 26px;
    height: 26px;
    margin: 0;
    border-radius: 50%;
  }

  .swatch .dot {
    width: 14px;
    height: 14px;
  }

  .swatch input {
    position: absolute;
    inset: 0;
    opacity: 0;
    margin: 0;
  }

  .swatch:has(:checked) {
    box-shadow: inset 0 0 0 2px var(--dot);
  }

  .swatch:has(:focus-visible) {
    outline: 2px solid var(--accent);
  }

  @media (forced-colors: active) {
    .choice:has(:checked) {
      background: Highlight;
      color: HighlightText;
    }

    .choice:has(:checked),
    .swatch {
      forced-color-adjust: none;
    }
  }

  summary {
    font-weight: var(--medium);
    width: fit-content;
  }

  details > div {
    display: grid;
    gap: 12px;
    margin-top: 10px;
  }

  .file {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 6px;
  }

  .file .button {
    height: 34px;
  }

  .bottom {
    align-items: start;
  }

  .read-only {
    padding-top: 25px;
  }

  @media (max-width: 799px) {
    .row.two {
      grid-template-columns: minmax(0, 1fr);
    }

    .row {
      grid-template-columns: minmax(0, 1fr) 88px;
    }

    .row > :nth-child(3) {
      grid-column: 1 / -1;
    }

    .read-only {
      padding-top: 0;
    }
  }
`;
