import type { FilmDetails, FilmQuery } from '../contract/films.ts';
import type { Copy } from '../contract/shop.ts';
import type { Failure } from '../contract/failures.ts';
import { formatFilmQuery } from '../contract/address.ts';
import { hasMoreWords, mostWords } from '../contract/search-words.ts';
import type { FilmLines } from './film-lines.ts';
import { html, type Html } from './html.ts';
import { headings, hours, type PlainColumn, plainColumns } from './plain-columns.ts';

export interface FilmList {
  lines: FilmLines;
  /** How many films match, on this page or another. */
  total: number;
  /** From 1. */
  page: number;
  pages: number;
}

const filmCount = (count: number) => (count === 1 ? '1 film' : `${count.toLocaleString('en')} films`);

export const tableHead = (columns: readonly PlainColumn[]) =>
  `<table class="films"><thead><tr>${columns.map((column) => `<th>${headings[column]}</th>`).join('')}</tr></thead><tbody>`;
export const tableFoot = '</tbody></table>';

/** A list as it is shown. */
export interface PlainView {
  query: FilmQuery;
  columns: readonly PlainColumn[];
  /** What was searched for, where nothing has that and the query is the likest. */
  typed?: string | undefined;
}

/** The columns for an address; undefined where all are shown anyway. */
const namesOf = (columns: readonly PlainColumn[]) =>
  columns === plainColumns ? undefined : columns.join(',');

/** What else a query asks for than its search, by name and value as in an address. */
const othersOf = ({ filters, sort }: FilmQuery) => [
  ...formatFilmQuery({ ...(filters && { filters }), ...(sort && { sort }) }),
];

/** Which films are left out, and the way back to them. */
function filtersOf({ query: { search, filters, sort }, columns }: PlainView): Html {
  const names = othersOf({ ...(filters && { filters }) }).map(([name, value]) => `${name} ${value}`);
  if (names.length === 0) return html``;
  const address = formatFilmQuery({ ...(search && { search }), ...(sort && { sort }) });
  if (namesOf(columns)) address.set('columns', namesOf(columns)!);
  return html`Only ${names.join(', ')}. <a href="/films?${address.toString()}">Without that</a>`;
}

export const noFilm = html`No film matches. <a href="/films">Show all films</a>`;

/** The heading and search form above the table, and how many films there are where they were counted. */
export const listHead = (view: PlainView, total?: number): Html => {
  const { query, columns, typed } = view;
  const found = html`${total === 0 ? noFilm : total && filmCount(total)}
  ${typed === undefined ? '' : `with “${query.search}”; none has “${typed}”`}
  ${query.search && hasMoreWords(query.search) ? `with its first ${mostWords} words` : ''}`;
  const csv = total === 0 ? html`` : html`<a href="/films.csv?${formatFilmQuery(query).toString()}">CSV</a>`;
  const pieces = [found, filtersOf(view), csv].filter(({ text }) => text.trim() !== '');
  return html`<h1>Films</h1>
    <form action="/films" role="search">
      ${othersOf(query).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <input
        type="search"
        name="q"
        aria-label="Search films"
        placeholder="Title, description, actor &hellip;"
        value="${query.search ?? ''}"
      />${namesOf(columns) ? html`<input type="hidden" name="columns" value="${namesOf(columns)}" />` : ''}
      <button>Search</button>
    </form>
    <p>${pieces.map((piece, place) => html`${place === 0 ? '' : ' · '}${piece}`)}</p>`;
};

/** A page of the list in three pieces: the table’s lines, which are much the longest, and what is before and after them. */
export function filmListPage(
  view: PlainView,
  list: FilmList,
): [before: string, lines: string, after: string] {
  const isEmpty = list.lines.count === 0;
  return [
    `<main>${listHead(view, list.total).text}${isEmpty ? '' : tableHead(view.columns)}`,
    list.lines.html,
    `${isEmpty ? '' : tableFoot}${pageLinks(view, list).text}</main>`,
  ];
}

function pageLinks({ query, columns }: PlainView, { page, pages, lines: { first, last } }: FilmList): Html {
  if (pages <= 1) return html``;
  const link = (to: number | 'all', text: string, rel?: 'prev' | 'next') => {
    const address = formatFilmQuery(query);
    const names = namesOf(columns);
    if (names) address.set('columns', names);
    address.set('page', String(to));
    if (rel === 'next' && last) address.set('after', last);
    if (rel === 'prev' && first) address.set('before', first);
    return html`<a href="/films?${address.toString()}" ${rel ? html` rel="${rel}"` : ''}>${text}</a> `;
  };
  return html`<nav aria-label="Pages">
    ${page > 1 ? [link(1, 'First'), link(page - 1, 'Previous', 'prev')] : ''} Page ${page} of
    ${pages.toLocaleString('en')}
    ${page < pages ? [link(page + 1, 'Next', 'next'), link(pages, 'Last')] : ''}${link('all', 'All on one page')}
  </nav>`;
}

export const filmPage = (film: FilmDetails, copies: readonly Copy[]): Html =>
  html`<main>
    <p><a href="/films">All films</a></p>
    <h1>${film.title}</h1>
    <p>
      ${[film.year, film.rating, hours(film.lengthMinutes), film.categories.join(', ')].filter(Boolean).join(' · ')}
    </p>
    <p>${film.description}</p>
    <dl>
      <dt>Rental</dt>
      <dd>${film.rentalRate} for ${film.rentalDays} days</dd>
      <dt>Replacement</dt>
      <dd>${film.replacementCost}</dd>
      <dt>Language</dt>
      <dd>${film.language}</dd>
      <dt>Features</dt>
      <dd>${film.features.join(', ') || 'none'}</dd>
      <dt>Actors</dt>
      <dd>${film.actors.map(({ name }) => name).join(', ') || 'none'}</dd>
    </dl>
    <h2>${film.copies === 0 ? 'No copies' : `${film.inStock} of ${film.copies} copies in stock`}</h2>
    ${
      copies.length === 0
        ? ''
        : html`<table>
            <thead>
              <tr>
                <th class="number">Copy</th>
                <th class="number">Store</th>
                <th>State</th>
              </tr>
            </thead>
            <tbody>
              ${copies.map(copyRow)}
            </tbody>
          </table>`
    }
    ${copies.length < film.copies ? html`<p>These are the first ${copies.length} of ${film.copies} copies.</p>` : ''}
  </main>`;

const copyRow = ({ id, store, status, dueAt }: Copy) =>
  html`<tr>
    <td class="number">${id}</td>
    <td class="number">${store}</td>
    <td>
      ${status === 'in' ? 'in' : `${status === 'late' ? 'late, was due' : 'out, due'} ${dueAt?.slice(0, 10) ?? ''}`}
    </td>
  </tr>`;

/** What the desk itself shows to whoever runs no scripts. */
export const withoutScript = html`<noscript>
  <main>
    <h1>Filmdesk</h1>
    <p>The desk needs JavaScript. Without it there is a <a href="/films">plain list of the films</a>.</p>
  </main>
</noscript>`;

export const failurePage = ({ sentence, advice }: Failure): Html =>
  html`<main>
    <h1>${sentence}</h1>
    <p>${advice}</p>
    <p><a href="/films">All films</a></p>
  </main>`;
