import { css } from 'lit';

/**
 * What every component's shadow root shares: box model, buttons, badges, focus, text for screen readers only. What is of
 * the library takes no room until that is loaded.
 */
export const controls = css`
  * {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }

  wa-dialog:not(:defined),
  wa-drawer:not(:defined),
  wa-popover:not(:defined) {
    display: none;
  }

  h2,
  h3,
  h4,
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }

  .button {
    height: 32px;
    padding: 0 11px;
    border-radius: 7px;
    border: 1px solid var(--line-2);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-weight: var(--medium);
    white-space: nowrap;
    cursor: default;
  }

  .button:hover {
    background: var(--sunken);
  }

  .button.quiet {
    border-color: transparent;
    background: none;
    color: var(--ink-2);
  }

  .button.quiet:hover {
    color: var(--ink);
    background: var(--sunken);
  }

  .button.loud {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.loud:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--ink));
  }

  .button:disabled {
    opacity: 0.5;
  }

  .button.small {
    height: 24px;
    padding: 0 8px;
  }

  .badge {
    display: inline-block;
    border: 1px solid var(--line-2);
    border-radius: 4px;
    padding: 0 5px;
    font-size: 11px;
    font-weight: var(--medium);
    color: var(--ink-2);
    line-height: 17px;
    white-space: nowrap;
  }

  mark {
    background: var(--mark);
    color: inherit;
    border-radius: 2px;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
