import type { ConnectionStage, ShopColour } from '../main/contract/connection.ts';
import type { Failure } from '../main/contract/failures.ts';
import type { SortKey } from '../main/contract/films.ts';
import type { IndexObstacle, IndexUse } from '../main/contract/indexes.ts';
import type { Flavour, ShopStatus } from '../main/contract/shop.ts';

/* Every word that the page says, in one place. */

/** The key that the window's menu is asked with. */
const shortcutKey = globalThis.navigator?.userAgent.includes('Mac') ? '⌘' : 'Ctrl';

/** A whole number as `1,000,000`. By hand: the first rows would wait 5 ms for `Intl` to load what it needs. */
export const formatCount = (value: number) => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');

const count = (value: number, one: string, many: string) =>
  `${formatCount(value)} ${value === 1 ? one : many}`;

/** A time that something takes, as exactly as one wants to know it. */
function duration(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 100 ? `${Math.round(seconds)} s` : count(Math.round(seconds / 60), 'minute', 'minutes');
}

const megabytes = (bytes: number) =>
  bytes < 1e6 ? `${formatCount(Math.ceil(bytes / 1e3))} kB` : `${formatCount(Math.round(bytes / 1e6))} MB`;

/** Minutes as `1h 26m`. */
export function formatLength(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m` : `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
}

/** A day as `Thu 27 Nov`, with its year where that is not the current one. */
export function formatDay(iso: string): string {
  const day = new Date(iso);
  // PostgreSQL's `infinity`.
  if (Number.isNaN(day.getTime())) return iso;
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
  uncounted: 'The films can’t be counted by these filters now.',
  help: 'Keyboard shortcuts',
  moveEarlier: (column: string) => `Move ${column} to the left`,
  moveLater: (column: string) => `Move ${column} to the right`,

  films: (total: number) => count(total, 'film', 'films'),
  firstWords: (count: number) => `with the first ${count} words of the search`,
  noWord: (search: string) => `“${search}” has no word to search for`,
  exportCsv: 'Export CSV',
  exporting: (rows: number) => (rows === 0 ? 'Exporting …' : `Exporting … ${count(rows, 'film', 'films')}`),
  exported: (rows: number) => `${count(rows, 'film', 'films')} exported.`,
  exportedTo: (path: string) => `They are in ${path}.`,
  exportCancelled: { sentence: 'The export was cancelled.', advice: 'No file was written.' },
  cancel: 'Cancel',
  close: 'Close',
  likened: (typed: string, likened: string) => `with “${likened}”; none has “${typed}”`,
  copies: (all: number, shelved: number) => `${count(all, 'copy', 'copies')}, ${formatCount(shelved)} in`,
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
  noFilmWith: (filters: readonly string[]) => `with ${filters.join(' and ')}.`,
  noFilmHint: 'Try fewer words, or another spelling.',
  emptyShop: 'This shop has no films yet.',

  failed: 'The films can’t be shown',
  tryAgain: 'Try again',
  trying: 'Trying again …',
  lost: 'Connection lost',
  notConnected: 'Not connected',
  serverGone: { sentence: 'Filmdesk’s server does not answer.', advice: 'The page tries again by itself.' },
  loading: 'Loading',
  opening: 'Opening the shop …',

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
  here: ' · this desk',
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

  shortcutKey,

  shops: {
    menu: 'Shops',
    openShop: (name: string | undefined) => (name ? `${name}: open another shop` : 'Open another shop'),
    manage: 'Shops and connections …',
    open: 'Open',
    isOpen: 'Open now',
    title: 'Shops and connections',
    add: 'New shop',
    duplicate: 'Duplicate',
    undo: 'Undo changes',
    clear: 'Clear',
    copyOf: (name: string) => `${name} (copy)`,
    remove: 'Remove',
    removeQuestion: (name: string) =>
      `Remove “${name}” from this desk? Its password is forgotten; its database is left alone.`,
    keep: 'Keep it',
    earlier: 'Move up',
    later: 'Move down',
    sample: 'On this computer, made for trying things out. A shop’s real records belong on a server.',
    environment: 'From DATABASE_URL or the PG* variables, for as long as they are set. It is not kept.',
    unreadable: 'The variables can’t be read; opening the shop says why.',
    newIsUnsaved: {
      code: 'invalid-input',
      sentence: 'A new shop is being written already.',
      advice: 'Save or clear it under “New shop”, then duplicate this one.',
    } satisfies Failure,
    whileExporting: {
      code: 'overloaded',
      sentence: 'The CSV is still being written.',
      advice: 'Open the shop when that has ended, or cancel it first.',
    } satisfies Failure,
    whileWorking: {
      code: 'overloaded',
      sentence: 'This shop’s database is still being worked on.',
      advice: 'Open the other shop when that has ended, or cancel it first.',
    } satisfies Failure,
  },

  connect: {
    string: 'Connection string',
    stringHint: 'Paste what your host gave you. The fields below follow, and the other way round.',
    stringPlaceholder: 'postgres://user:password@server:5432/database',
    maskedPassword: 'the password is masked; type a new one into its own field',
    name: 'Name',
    colour: 'Colour',
    /** In the order to show them. */
    colours: {
      blue: 'Blue',
      green: 'Green',
      amber: 'Amber',
      red: 'Red',
      violet: 'Violet',
      grey: 'Grey',
    } satisfies Record<ShopColour, string>,
    server: 'Server',
    port: 'Port',
    database: 'Database',
    user: 'User',
    password: 'Password',
    passwordKept: 'Kept; type to change it',
    passwordHint: 'Kept in this computer’s key store, encrypted.',
    passwordSession:
      'This computer has no safe place for passwords: it is kept until Filmdesk is closed, and asked for again.',
    encryption: 'Encryption',
    tls: {
      off: 'Off',
      prefer: 'If offered',
      encrypt: 'Encrypt, don’t check who answers',
      'verify-full': 'Encrypt and check',
    },
    tlsHint: {
      off: () =>
        'Everything can be read on the way, the password too. Only for this computer and networks that you trust.',
      allow: () => 'Encrypted only where the server insists, and nobody checks who answers.',
      prefer: () => 'Encrypted where the server offers it. Nobody checks who answers.',
      encrypt: () => 'Nobody can read along, but somebody in between could pretend to be the server.',
      'verify-ca': () => 'Somebody who is trusted must vouch for the server, under whatever name.',
      'verify-full': (host: string) => `The server must prove that it is ${host || 'the one named above'}.`,
    },
    certificates: 'Certificates',
    rootCertificate: 'Root certificate',
    rootHint: 'A PEM file. Left empty, those whom this computer trusts.',
    clientCertificate: 'Client certificate',
    clientKey: 'Client key',
    choose: 'Choose …',
    anyName: 'The certificate may be for another name',
    readOnly: 'Read-only',
    readOnlyHint: 'The server refuses every write.',
    store: 'This desk stands in',
    noStore: 'No store in particular',
    needed: 'Needed',
    wrongPort: 'A number from 1 to 65535',
    test: 'Test connection',
    testAgain: 'Test again',
    cancel: 'Cancel',
    save: 'Save',
    saveAndOpen: 'Connect',
    /** In the order in which they are tried. */
    stage: {
      name: 'Find the server',
      port: 'Reach the port',
      tls: 'Encryption',
      login: 'Log in',
      database: 'Database',
      schema: 'Schema',
      permissions: 'Permissions',
    } satisfies Record<ConnectionStage, string>,
    stageState: {
      waiting: 'waiting',
      running: 'under way',
      done: 'done',
      failed: 'failed',
      unneeded: 'not needed',
    },
    milliseconds: (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`,
    flavour: {
      filmdesk: 'Filmdesk’s own schema',
      dvdrental: 'a dvdrental database',
      sakila: 'a Sakila database',
      pagila: 'a Pagila database',
      other: 'a rental shop of another make',
    } satisfies Record<Flavour, string>,
    works: (flavour: string, films: number, copies: number, milliseconds: string) =>
      `The connection works: ${flavour}, ${count(films, 'film', 'films')}, ${count(copies, 'copy', 'copies')}, ${milliseconds} away.`,
    missing: (features: string) => `Not there: ${features}. Everything else works.`,
    lookOnly: 'This role may look, but change nothing.',
    empty: (database: string, server: string) => `The database ${database} on ${server} is empty.`,
    emptyOffer: 'Filmdesk can set up its tables there, with or without an invented shop to try things out.',
    fillSample: 'Set up with a sample',
    fillEmpty: 'Set up without films',
    fillQuestion: (database: string, server: string, films: number) =>
      `Make Filmdesk’s tables in ${database} on ${server}${films > 0 ? `, and fill them with ${count(films, 'film', 'films')}` : ''}?`,
    outdated: (database: string, server: string) =>
      `The shop in ${database} on ${server} was made by an older Filmdesk. It can be brought up to date.`,
    migrate: 'Bring it up to date',
    migrateQuestion: (database: string, server: string) =>
      `Change the tables of ${database} on ${server} to Filmdesk’s present schema? Nothing in them is lost.`,
    yes: 'Yes, do it',
    no: 'No',
    filling: (step: string, rows: number) => `${step}${rows > 0 ? `: ${formatCount(rows)} rows` : ' …'}`,
    filled: 'Done. The shop can be opened now.',
  },

  share: {
    title: 'Share the page',
    intro:
      'Browsers see the films and copies of the shop that is open here, read-only, and never who has a copy.',
    computer: 'With programs on this computer',
    network: 'With everybody on this network who has the link',
    port: 'Port',
    start: 'Share',
    question:
      'Whoever gets the link can look at this shop from any computer on the network, and others on it could read along. Share it?',
    yes: 'Share on the network',
    no: 'No',
    stop: 'Stop sharing',
    link: 'Link',
    copy: 'Copy link',
    copied: 'Copied',
    viewers: (viewers: number) =>
      viewers === 0 ? 'Nobody is looking' : `${count(viewers, 'person is', 'people are')} looking`,
    badge: (viewers: number) => `Shared, ${viewers} looking`,
  },

  indexes: {
    title: 'Indexes',
    intro:
      'With an index PostgreSQL finds rows without reading a whole table. It takes room on the disk and a moment with each change; films, copies and rentals stay as they are.',
    nobodyWaits: 'While one is made, everybody can go on working.',
    none: 'This database has every index that Filmdesk gains from.',
    hint: (milliseconds: number, search: boolean) =>
      `${search ? 'This search' : 'This list'} took ${duration(milliseconds / 1000)}. With an index in the database it would take milliseconds.`,
    show: 'Show how …',
    notNow: 'Don’t say this again',
    use: (use: IndexUse) => {
      if (use === 'search') return 'Searching';
      if (use === 'rows') return 'Copies, categories and actors of a film';
      return `Sorting by ${use === 'id' ? 'ID' : words.column[use].toLowerCase()}`;
    },
    forThis: 'For this list',
    brings: {
      search: 'Words that few films have are found at once, however many films there are.',
      rows: 'Each row of the list needs them.',
      sort: 'The first rows come without sorting all films.',
    },
    cost: (seconds: number, bytes: number) =>
      `About ${duration(seconds)} to make, about ${megabytes(bytes)} on the disk.`,
    made: (bytes: number) => `Made by Filmdesk: ${megabytes(bytes)} on the disk.`,
    statements: 'Statements',
    copy: 'Copy',
    copied: 'Copied',
    make: 'Make it',
    remove: 'Remove',
    removing: 'Removing …',
    obstacle: {
      'read-only': 'This connection is read-only; who may change the database can send the statements.',
      owner: 'Your role does not own the tables; their owner can send the statements.',
      extension: 'The extension pg_trgm is not there, and your role may not add it; an administrator can.',
      'under-way': 'It is being made just now.',
    } satisfies Record<IndexObstacle, string>,
    step: {
      waiting: 'Waiting for others to end what they began',
      reading: 'Reading the table',
      writing: 'Writing the index',
      checking: 'Checking what was changed meanwhile',
    },
    progress: (step: string, part: number | null) =>
      part === null ? `${step} …` : `${step} … ${Math.floor(part * 100)} %`,
    gain: (seconds: number, before: number | undefined, after: number | undefined) => {
      const made = `Made in ${duration(seconds)}.`;
      if (before === undefined || after === undefined) return made;
      return `${made} The list took ${duration(before / 1000)} before, and takes ${duration(after / 1000)} now.`;
    },
    removed: 'Removed.',
  },

  about: {
    title: 'About Filmdesk',
    claim: 'The desk of a film-rental shop, on its PostgreSQL database.',
    version: 'Version',
    licence: 'Filmdesk is free software under the MIT licence.',
    madeWith:
      'It is made with Electron, Lit, Web Awesome, Drizzle, node-postgres, PGlite, Fastify and Inter, each under a free licence of its own.',
  },

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
  /** What the desktop window's menu adds. */
  deskShortcuts: [
    [`${shortcutKey} + 1 … 9`, 'Open a shop by its place'],
    ['Ctrl + Tab', 'Next shop'],
    [`${shortcutKey} + Shift + O`, 'Shops and connections'],
    [`${shortcutKey} + Shift + E`, 'Export as CSV'],
    [`${shortcutKey} + F`, 'Search'],
    [`${shortcutKey} + R, F5`, 'Reload the data'],
    [`${shortcutKey} + +, −, 0`, 'Zoom'],
    ['F11', 'Full screen'],
  ] as const,
};
