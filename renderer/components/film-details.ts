import { initialState, Task } from '@lit/task';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Output } from '../../main/contract/contract.ts';
import type { Failure } from '../../main/contract/failures.ts';
import { searchWords } from '../../main/contract/search-words.ts';
import { call, failureOf } from '../client.ts';
import { FilmChosenEvent, FilmGoneEvent, FilmReadEvent } from '../events.ts';
import { highlight } from '../highlight.ts';
import { controls } from '../theme/controls.ts';
import { formatDay, formatLength, words } from '../words.ts';

type Film = Output<'films.get'>;
type Copies = Output<'inventory.list'>;

const fewActors = 8;

/**
 * The chosen film: what it is, who plays in it, what it costs, and each of its copies. Reads it by itself. Tells
 * `film-chosen`, `film-read` and `film-gone`.
 */
@customElement('film-details')
export class FilmDetails extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 18px;
        overflow-wrap: break-word;
      }

      .stale {
        opacity: 0.55;
      }

      h2 {
        font-size: 19px;
        line-height: 1.25;
        font-weight: var(--heading);
        letter-spacing: -0.015em;
      }

      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        color: var(--ink-2);
        margin: 6px 0 12px;
      }

      dl {
        display: grid;
        grid-template-columns: 88px 1fr;
        gap: 6px 10px;
        margin: 14px 0;
        padding: 12px 0;
        border-block: 1px solid var(--line);
      }

      dt {
        color: var(--ink-2);
      }

      h3 {
        display: flex;
        justify-content: space-between;
        gap: 10px;
        font-size: 13px;
        font-weight: var(--medium);
        margin: 16px 0 6px;
      }

      h3 span {
        color: var(--ink-2);
        font-weight: 400;
        white-space: nowrap;
      }

      ul {
        list-style: none;
      }

      li {
        display: grid;
        grid-template-columns: 70px 1fr auto;
        align-items: center;
        height: 30px;
        border-top: 1px solid var(--line);
      }

      li .id {
        color: var(--ink-2);
      }

      .in {
        color: var(--in);
        font-weight: var(--medium);
      }

      .due,
      .out {
        color: var(--ink-2);
      }

      .late,
      .late + .due {
        color: var(--late);
        font-weight: var(--medium);
      }

      .empty,
      .failed {
        color: var(--ink-2);
        margin-top: 40%;
        text-align: center;
      }

      .failed .button {
        margin-top: 12px;
      }

      .back {
        display: none;
        margin: -4px 0 10px -11px;
      }

      .link {
        border: 0;
        padding: 0;
        background: none;
        font: inherit;
        color: var(--accent);
      }

      @media (max-width: 799px) {
        .back {
          display: inline-block;
        }
      }
    `,
  ];

  @property({ type: Number }) filmId: number | undefined;
  @property() search = '';
  @property({ attribute: false }) stores: readonly { id: number; name: string }[] = [];
  /** The store that this desk stands in; its copies come first. */
  @property({ type: Number }) deskStore: number | undefined;
  @state() private showsAllActors = false;
  /** Why more copies could not be shown. */
  @state() private moreFailed: Failure | undefined;
  /** The film before stays, faded, until the next one is there. */
  #last: [Film, Copies] | undefined;

  #task = new Task(this, {
    args: () => [this.filmId] as const,
    task: async ([filmId], { signal }) => {
      if (filmId === undefined) return initialState;
      this.showsAllActors = false;
      this.moreFailed = undefined;
      this.#last = await Promise.all([
        call('films.get', { id: filmId }, signal),
        call('inventory.list', { filmId }, signal),
      ]);
      this.dispatchEvent(new FilmReadEvent(this.#last[0]));
      return this.#last;
    },
    onError: (error) => {
      if (failureOf(error).code === 'not-found') this.dispatchEvent(new FilmGoneEvent(this.filmId!));
    },
  });

  /** Reads the film again. */
  reload(): void {
    if (this.filmId !== undefined) void this.#task.run();
  }

  /** Adds the next copies to those that are shown. */
  async #showMoreCopies(film: Film, shown: Copies): Promise<void> {
    const after = shown.rows.at(-1)!.id;
    const more = await call('inventory.list', { filmId: film.id, after }).catch(failureOf);
    // Another film may be shown by now, or these copies be there already.
    if (this.#last?.[1] !== shown || shown.rows.at(-1)!.id !== after) return;
    this.moreFailed = 'rows' in more ? undefined : more;
    if ('rows' in more) shown.rows.push(...more.rows);
    this.requestUpdate();
    if (shown.rows.length === shown.total) await this.#focusOn('li:last-of-type');
  }

  #showAllActors(): void {
    this.showsAllActors = true;
    void this.#focusOn('.actors');
  }

  /** Where the keyboard goes when what it was on is there no more. */
  async #focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    // Somebody may have gone elsewhere meanwhile.
    if (document.activeElement !== document.body) return;
    const element = [...this.renderRoot.querySelectorAll<HTMLElement>(selector)].at(-1);
    if (!element) return;
    element.tabIndex = -1;
    element.focus();
  }

  protected override render(): unknown {
    return this.#task.render({
      initial: () => html`<p class="empty">${words.chooseFilm}</p>`,
      pending: () =>
        this.#last
          ? html`<div class="stale" aria-busy="true">${this.#film(...this.#last)}</div>`
          : html`<p class="empty" role="status">${words.loading}</p>`,
      complete: ([film, copies]) => this.#film(film, copies),
      error: (error) => this.#failed(error),
    });
  }

  #failed(error: unknown): TemplateResult {
    const { sentence, advice, code } = failureOf(error);
    return html`${this.#back()}
      <div class="failed" role="alert">
        <p>${sentence}</p>
        <p>${advice}</p>
        ${
          code === 'not-found'
            ? nothing
            : html`<button class="button" @click=${() => this.reload()}>${words.tryAgain}</button>`
        }
      </div>`;
  }

  #back(): TemplateResult {
    return html`<button
      class="button quiet back"
      @click=${() => this.dispatchEvent(new FilmChosenEvent(undefined))}
    >
      ← ${words.backToFilms}
    </button>`;
  }

  #film(film: Film, copies: Copies): TemplateResult {
    const marked = (text: string) => highlight(text, searchWords(this.search));
    const { details } = words;
    return html`
      ${this.#back()}
      <h2>${marked(film.title)}</h2>
      <div class="facts">
        ${film.year === null ? nothing : html`<span>${film.year}</span>`}
        ${film.rating === null ? nothing : html`<span class="badge">${film.rating}</span>`}
        ${film.lengthMinutes === null ? nothing : html`<span>${formatLength(film.lengthMinutes)}</span>`}
        ${film.categories.map((category) => html`<span>${category}</span>`)}
      </div>
      ${film.description ? html`<p>${marked(film.description)}</p>` : nothing}
      <dl>
        <dt>${details.rental}</dt>
        <dd>${words.rental(film.rentalRate, film.rentalDays)}</dd>
        <dt>${details.replacement}</dt>
        <dd>${film.replacementCost}</dd>
        <dt>${details.language}</dt>
        <dd>${film.language}</dd>
        <dt>${details.features}</dt>
        <dd>${film.features.join(', ') || words.none}</dd>
        <dt>${details.actors}</dt>
        <dd class="actors">${this.#actors(film, marked)}</dd>
        <dt>${details.updated}</dt>
        <dd>${formatDay(film.updatedAt)}</dd>
      </dl>
      ${copies.total === 0 ? html`<p class="due">${words.noCopies}</p>` : this.#stores(film, copies)}
    `;
  }

  #actors({ actors }: Film, marked: (text: string) => unknown): unknown {
    if (actors.length === 0) return words.none;
    const shown = this.showsAllActors || actors.length <= fewActors + 1 ? actors : actors.slice(0, fewActors);
    const hidden = actors.length - shown.length;
    const names = shown.map(({ name }, index) => html`${index > 0 ? ', ' : ''}${marked(name)}`);
    return html`${names}${
      hidden === 0
        ? nothing
        : html` <button class="link" @click=${() => this.#showAllActors()}>
            ${words.moreActors(hidden)}
          </button>`
    }`;
  }

  #storeCount({ stores }: Film, store: number): unknown {
    const stock = stores.find((each) => each.store === store);
    return stock ? html`<span>${words.inOf(stock.in, stock.copies)}</span>` : nothing;
  }

  #stores(film: Film, shown: Copies): unknown {
    const { rows, total } = shown;
    const byStore = [...Map.groupBy(rows, ({ store }) => store)];
    byStore.sort(([one], [other]) => Number(other === this.deskStore) - Number(one === this.deskStore));
    return html`${byStore.map(
      ([store, copies]) => html`
        <h3>
          ${words.storeName(store, this.stores.find(({ id }) => id === store)?.name)}${
            store === this.deskStore ? words.here : ''
          }
          ${this.#storeCount(film, store)}
        </h3>
        <ul>
          ${copies.map(
            ({ id, status, dueAt }) =>
              html`<li>
                <span class="id">#${id}</span>
                <span class=${status}
                  >${{ in: words.copyIn, out: words.copyOut, late: words.copyLate }[status]}</span
                >
                <span class="due">${dueAt === null ? '' : words.due(dueAt)}</span>
              </li>`,
          )}
        </ul>
      `,
    )}
    ${
      total > rows.length
        ? html`<button class="link" @click=${() => this.#showMoreCopies(film, shown)}>
              ${words.moreCopies(total - rows.length)}
            </button>
            ${
              this.moreFailed
                ? html`<p role="alert">${this.moreFailed.sentence} ${this.moreFailed.advice}</p>`
                : nothing
            }`
        : nothing
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'film-details': FilmDetails;
  }
}
