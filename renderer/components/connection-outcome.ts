import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ConnectionReport } from '../../main/contract/connection.ts';
import type { Failure } from '../../main/contract/failures.ts';
import { type DatabaseWork, WorkAgreedEvent } from '../events.ts';
import type { FormDraft } from '../shop-draft.ts';
import { controls } from '../theme/controls.ts';
import { words } from '../words.ts';

const { connect } = words;

const sampleFilms = 1000;

/**
 * What a connection's test came to, what can be done about it, and how that goes. Long work on a database is agreed to
 * here first: tells `work-agreed`.
 */
@customElement('connection-outcome')
export class ConnectionOutcome extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: contents;
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
    `,
  ];

  @property({ attribute: false }) report: ConnectionReport | undefined;
  /** What was tested. */
  @property({ attribute: false }) draft!: FormDraft;
  /** How far the work has come; undefined while there is none. */
  @property() progress: string | undefined;
  /** What went wrong with the last thing that was asked. */
  @property({ attribute: false }) failure: Failure | undefined;
  /** What went right with it; undefined where that is what the test found. */
  @property() said: string | undefined;

  /** What has to be agreed to. */
  @state() private offer: DatabaseWork | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('report')) this.offer = undefined;
  }

  #agree(work: DatabaseWork): void {
    this.offer = undefined;
    this.dispatchEvent(new WorkAgreedEvent(work));
  }

  get #server(): string {
    return this.report?.server?.host ?? this.draft.host;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { failure, progress, offer, report } = this;
    if (failure) {
      return html`<p class="outcome bad" role="alert"><b>${failure.sentence}</b> ${failure.advice}</p>`;
    }
    if (progress !== undefined) {
      return html`<p class="outcome" role="status"><progress></progress> ${progress}</p>`;
    }
    if (offer) return this.#question(offer);
    if (!report?.ok) return nothing;
    return report.schema === 'empty' ? this.#empty() : this.#works(report);
  }

  #question(work: DatabaseWork): TemplateResult {
    const { database } = this.draft;
    const question =
      work.do === 'fill'
        ? connect.fillQuestion(database, this.#server, work.films)
        : connect.migrateQuestion(database, this.#server);
    return html`<div class="outcome" role="alert">
      <p>${question}</p>
      <div class="actions">
        <button class="button loud" @click=${() => this.#agree(work)}>${connect.yes}</button>
        <button class="button" @click=${() => (this.offer = undefined)}>${connect.no}</button>
      </div>
    </div>`;
  }

  #empty(): TemplateResult {
    return html`<div class="outcome">
      <p><b>${connect.empty(this.draft.database, this.#server)}</b> ${connect.emptyOffer}</p>
      <div class="actions">
        <button class="button" @click=${() => (this.offer = { do: 'fill', films: sampleFilms })}>
          ${connect.fillSample}
        </button>
        <button class="button" @click=${() => (this.offer = { do: 'fill', films: 0 })}>
          ${connect.fillEmpty}
        </button>
      </div>
    </div>`;
  }

  #works(report: ConnectionReport): TemplateResult {
    return html`<div class="outcome good" role="status">
      <p>
        <b>${this.said ?? worksOf(report)}</b>
        ${report.mayWrite === false ? connect.lookOnly : nothing}
        ${report.missing.length > 0 ? connect.missing(report.missing.join('; ')) : nothing}
      </p>
      ${
        report.schema === 'outdated'
          ? html`<p>${connect.outdated(this.draft.database, this.#server)}</p>
              <div class="actions">
                <button class="button" @click=${() => (this.offer = { do: 'migrate' })}>
                  ${connect.migrate}
                </button>
              </div>`
          : nothing
      }
    </div>`;
  }
}

function worksOf({ flavour, films, copies, latencyMs }: ConnectionReport): string {
  return connect.works(
    connect.flavour[flavour ?? 'other'],
    films ?? 0,
    copies ?? 0,
    connect.milliseconds(latencyMs ?? 0),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-outcome': ConnectionOutcome;
  }
}
