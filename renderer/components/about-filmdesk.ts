import { Task } from '@lit/task';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { call } from '../client.ts';
import { failureOf } from '../client.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

/** The program's versions and licences. */
@customElement('about-filmdesk')
export class AboutFilmdesk extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 12px;
        user-select: text;
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 4px 20px;
      }

      dd,
      p {
        color: var(--ink-2);
      }
    `,
  ];

  #task = new Task(this, {
    args: () => [] as const,
    task: (_, { signal }) => call('desk.about', {}, signal),
  });

  protected override render(): TemplateResult {
    const { about } = words;
    return html`<p>${about.claim}</p>
      ${this.#task.render({
        pending: () => html`<p role="status">${words.loading}</p>`,
        complete: ({ version, parts }) =>
          html`<dl>
            <dt>${words.brand}</dt>
            <dd>${about.version} ${version}</dd>
            ${parts.map(
              (part) =>
                html`<dt>${part.name}</dt>
                  <dd>${part.version}</dd>`,
            )}
          </dl>`,
        error: (error) => html`<p role="alert">${failureOf(error).sentence}</p>`,
      })}
      <p>${about.licence}</p>
      <p>${about.madeWith}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'about-filmdesk': AboutFilmdesk;
  }
}
