import { css } from 'lit';

/** The library's dialogs and drawers, as this page has them. */
export const dialogs = css`
  wa-drawer::part(dialog),
  wa-dialog::part(dialog) {
    overflow: clip;
  }

  wa-dialog::part(dialog) {
    max-height: calc(100vh - 48px);
  }

  wa-drawer::part(header),
  wa-dialog::part(header) {
    padding: 12px 12px 0 16px;
  }

  wa-drawer::part(title),
  wa-dialog::part(title) {
    padding: 0;
    font-size: 15px;
  }

  wa-drawer::part(body),
  wa-dialog::part(body) {
    overflow: hidden auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-2) transparent;
  }
`;
