import { css } from 'lit';

export const deskHeaderStyles = css`
  :host {
    display: flex;
    align-items: center;
    gap: 14px;
    padding: 0 16px;
    background: var(--surface);
    border-bottom: 1px solid var(--line);
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

  /* What the search leaves. */
  .space {
    margin-inline-start: auto;
  }

  .narrow-only {
    display: none;
  }

  wa-popover {
    --max-width: 260px;
    --arrow-size: 0px;
    /* While it vanishes, wa-popover can't be opened again: the end of its vanishing closes what has been opened. */
    --hide-duration: 0ms;
  }

  wa-popover[for='shop']::part(body) {
    padding: 6px;
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

  @media (max-width: 1099px) {
    .narrow-only {
      display: inline-block;
    }

    .brand {
      width: auto;
    }

    .shop {
      max-width: 150px;
    }
  }

  @media (max-width: 799px) {
    :host {
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
