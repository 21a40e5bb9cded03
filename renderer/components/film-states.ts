import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '../../main/contract/failures.ts';
import type { FilmQuery } from '../../main/contract/films.ts';
import { filterChips } from '../filters.ts';
import { words } from '../words.ts';

/* What stands in the place of the films where there are none to show. Its looks are in the desk's styles. */

const skeletonRows = 40;

/** While the first rows are on their way; where that takes a moment, it is said. */
export const loadingFilms = (): TemplateResult =>
  html`<div class="skeleton" role="status" aria-label=${words.loading}>
    <p>${words.opening}</p>
    ${Array.from({ length: skeletonRows }, () => html`<i></i>`)}
  </div>`;

/** Where the films could not be read. `chooseShop` is undefined where there are no other shops to choose from. */
export const unreadFilms = (
  { sentence, advice }: Failure,
  retry: () => void,
  chooseShop: (() => void) | undefined,
): TemplateResult =>
  html`<div class="state">
    <h2>${words.failed}</h2>
    <p>${sentence} ${advice}</p>
    <div class="actions">
      <button class="button" @click=${retry}>${words.tryAgain}</button>
      ${
        chooseShop
          ? html`<button class="button quiet" @click=${chooseShop}>${words.shops.manage}</button>`
          : nothing
      }
    </div>
  </div>`;

/** Where a query finds nothing, or the shop has no films; with the ways back. */
export function noFilms(
  { search, filters = {} }: FilmQuery,
  { clearFilters, clearSearch }: { clearFilters: () => void; clearSearch: () => void },
): TemplateResult {
  const chips = filterChips(filters);
  const isFiltered = chips.length > 0;
  if (!search && !isFiltered) return html`<div class="state"><h2>${words.emptyShop}</h2></div>`;
  return html`<div class="state">
    <h2>${words.noFilm(search)}</h2>
    <p>${isFiltered ? words.noFilmWith(chips.map(({ text }) => text)) : words.noFilmHint}</p>
    <div class="actions">
      ${
        isFiltered
          ? html`<button class="button" @click=${clearFilters}>${words.clearFilters}</button>`
          : nothing
      }
      ${
        search
          ? html`<button class="button ${isFiltered ? 'quiet' : ''}" @click=${clearSearch}>
              ${words.clearSearch}
            </button>`
          : nothing
      }
    </div>
  </div>`;
}
