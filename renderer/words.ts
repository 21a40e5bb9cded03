import type { SortKey } from '../main/contract/films.ts';
import type { ShopStatus } from '../main/contract/shop.ts';

/* Every word that the page says, in one place. */

const number = new Intl.NumberFormat('en');
const count = (value: number, one: string, many: string) =>
  `${number.format(value)} ${value === 1 ? one : many}`;

export const formatCount = (value: number) => number.format(value);

/** Minutes as `1h 26m`. */
export function formatLength(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m` : `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
}

/** A day as `Thu 27 Nov`, with its year where that is not the current one. */
export function formatDay(iso: string): string {
  const day = new Date(iso);
  const year = day.getFullYear() === new Date().getFullYear() ? '' : ` ${day.getFullYear()}`;
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options).format(day);
  return `${part({ weekday: 'short' })} ${day.getDate()} ${part({ month: 'short' })}${year}`;
}

export const words = {
  brand: 'Filmdesk',
  search: 'Search films',
  searchPlaceholder: 'Title, description, actor …',
  clearSearch: 'Clear search',
  columns: 'Columns',
  columnsReset: 'Reset columns',
  filters: 'Filters',
  help: 'Keyboard shortcuts',
  moveEarlier: (column: string) => `Move ${column} to the left`,
  moveLater: (column: string) => `Move ${column} to the right`,

  films: (total: number) => count(total, 'film', 'films'),
  copies: (all: number, shelved: number) => `${count(all, 'copy', 'copies')}, ${number.format(shelved)} in`,
  tally: ({ films, copies }: ShopStatus) =>
    `${count(films, 'film', 'films')}, ${count(copies, 'copy', 'copies')}`,

  column: {
    title: 'Title',
    id: 'ID',
    year: 'Year',
    category: 'Category',
    rating: 'Rating',
    length: 'Length',
    rate: 'Rate',
    stock: 'In stock',
    language: 'Language',
    replacement: 'Replacement',
    duration: 'Rental days',
    features: 'Features',
    updated: 'Last update',
  } satisfies Record<SortKey, string>,

  stock: (shelved: number, copies: number) => (copies === 0 ? 'no copies' : `${shelved} of ${copies}`),
  storeStock: (store: string, copies: number, shelved: number, late: number) =>
    `${store}: ${shelved} of ${copies} in${late > 0 ? `, ${late} late` : ''}`,
  store: (id: number) => `Store ${id}`,
  storeName: (id: number, name: string | undefined) => (name ? `Store ${id}, ${name}` : `Store ${id}`),

  facet: {
    stock: 'Availability',
    rating: 'Rating',
    category: 'Category',
    language: 'Language',
    store: 'Store',
    year: 'Year',
    lengthMinutes: 'Length',
  },
  availability: { in: 'In stock', out: 'All out', none: 'No copies' },
  facetValue: (name: string, films: number) => `${name}, ${count(films, 'film', 'films')}`,
  more: (hidden: number) => `${hidden} more`,
  fewer: 'Fewer',
  range: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
  removeFilter: (filter: string) => `Remove the filter ${filter}`,
  clear: 'Clear',
  clearFilters: 'Clear filters',

  noFilm: (search: string | undefined) => (search ? `No film matches “${search}”` : 'No film matches'),
  noFilmWith: (filters: string) => `with ${filters}.`,
  noFilmHint: 'Try fewer words, or another spelling.',
  emptyShop: 'This shop has no films yet.',

  failed: 'The films can’t be shown',
  tryAgain: 'Try again',
  trying: 'Trying again …',
  lost: 'Connection lost',
  notConnected: 'Not connected',
  serverGone: { sentence: 'Filmdesk’s server does not answer.', advice: 'The page tries again by itself.' },
  loading: 'Loading',

  chooseFilm: 'Choose a film to see its copies.',
  rental: (rate: string, days: number) => `${rate} for ${count(days, 'day', 'days')}`,
  details: {
    rental: 'Rental',
    replacement: 'Replacement',
    language: 'Language',
    features: 'Features',
    actors: 'Actors',
    updated: 'Updated',
  },
  none: 'None',
  moreActors: (hidden: number) => `and ${hidden} more`,
  noCopies: 'The shop has no copy of this film.',
  inOf: (shelved: number, copies: number) => `${shelved} of ${copies} in`,
  copyIn: 'In',
  copyOut: 'Out',
  copyLate: 'Late',
  due: (iso: string) => `due ${formatDay(iso)}`,
  moreCopies: (hidden: number) => `Show more of ${count(hidden, 'further copy', 'further copies')}`,
  backToFilms: 'Back to the films',

  embedded: 'on this computer',
  on: (server: string) => `on ${server}`,
  encryption: {
    local: 'Local',
    none: 'Not encrypted',
    encrypted: 'TLS, not verified',
    verified: 'TLS, verified',
  },
  server: (version: string) => `PostgreSQL ${version}`,
  latency: (milliseconds: number) => `${Math.max(1, Math.round(milliseconds))} ms`,
  latencyHint: 'How long the last answer took',
  readOnly: 'Read-only',

  shortcuts: [
    ['/', 'Search'],
    ['↓ ↑', 'Next or previous film'],
    ['Page Down, Page Up', 'A page of films further or back'],
    ['Home, End', 'First or last film'],
    ['Enter', 'Show the film, or sort by the column in focus'],
    ['Escape', 'Clear the search, or close what is open'],
    ['Shift + ← →', 'Change the width of the column in focus'],
    ['Alt + ← →', 'Move the column in focus'],
    ['?', 'This list'],
  ] as const,
};
