import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ConnectionStage, StageReport } from '../../main/contract/connection.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

const stages = Object.keys(words.connect.stage) as ConnectionStage[];
const signs = { waiting: '·', running: '…', done: '✓', failed: '✕', unneeded: '–' } as const;

/** The stages of a connection test: what each found, or what is wrong, and how long it took. */
@customElement('connection-stages')
export class ConnectionStages extends LitElement {
  static override styles = [
    controls,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
        border: 1px solid var(--line-2);
        border-radius: 10px;
        overflow: hidden;
      }

      li {
        display: grid;
        grid-template-columns: 12px 116px minmax(0, 1fr) auto;
        gap: 12px;
        align-items: baseline;
        padding: 6px 12px;
      }

      li + li {
        border-top: 1px solid var(--line);
      }

      .sign,
      .time {
        color: var(--ink-3);
      }

      .found {
        color: var(--ink-2);
        overflow-wrap: anywhere;
      }

      .waiting .name,
      .unneeded .name {
        color: var(--ink-3);
      }

      .done .sign {
        color: var(--in);
      }

      .failed {
        background: var(--late-tint);
      }

      .failed .sign,
      .failed .name,
      .failed b {
        color: var(--late);
        font-weight: var(--medium);
      }

      .failed .found {
        color: var(--ink);
      }

      @media (max-width: 559px) {
        li {
          grid-template-columns: 12px minmax(0, 1fr) auto;
        }

        .found {
          grid-column: 2 / -1;
          grid-row: 2;
        }
      }
    `,
  ];

  @property({ attribute: false }) reports: ReadonlyMap<ConnectionStage, StageReport> = new Map();

  protected override render(): TemplateResult {
    return html`<ol aria-live="polite">
      ${stages.map((stage) => this.#stage(stage, this.reports.get(stage)))}
    </ol>`;
  }

  #stage(stage: ConnectionStage, report: StageReport | undefined): TemplateResult {
    const { connect } = words;
    const state = report?.state ?? 'waiting';
    const failure = report?.failure;
    const isTimed = state === 'done' || state === 'failed';
    return html`<li class=${state} data-stage=${stage}>
      <span class="sign" aria-hidden="true">${signs[state]}</span>
      <span class="name"
        >${connect.stage[stage]}<span class="unseen">, ${connect.stageState[state]}</span></span
      >
      <span class="found"
        >${failure ? html`<b>${failure.sentence}</b> ${failure.advice}` : report?.found}</span
      >
      <span class="time">${isTimed ? connect.milliseconds(report!.milliseconds) : nothing}</span>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-stages': ConnectionStages;
  }
}
