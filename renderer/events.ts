import type { FilmFilters, SortKey } from '../main/contract/films.ts';
import type { ColumnLayout } from './columns.ts';

/* What components tell the desk. Each event bubbles out of its shadow root. */

const outward = { bubbles: true, composed: true } as const;

/** Another film was chosen; undefined when none is. */
export class FilmChosenEvent extends Event {
  static readonly type = 'film-chosen';
  readonly filmId: number | undefined;
  constructor(filmId: number | undefined) {
    super(FilmChosenEvent.type, outward);
    this.filmId = filmId;
  }
}

/** The search field's text changed. */
export class SearchChangedEvent extends Event {
  static readonly type = 'search-changed';
  readonly search: string;
  constructor(search: string) {
    super(SearchChangedEvent.type, outward);
    this.search = search;
  }
}

/** The filters changed; these are all of them. */
export class FiltersChangedEvent extends Event {
  static readonly type = 'filters-changed';
  readonly filters: FilmFilters;
  constructor(filters: FilmFilters) {
    super(FiltersChangedEvent.type, outward);
    this.filters = filters;
  }
}

/** The list is to be sorted by another column, or the other way. */
export class SortChangedEvent extends Event {
  static readonly type = 'sort-changed';
  readonly sort: { key: SortKey; descending: boolean };
  constructor(sort: { key: SortKey; descending: boolean }) {
    super(SortChangedEvent.type, outward);
    this.sort = sort;
  }
}

/** Columns were shown, hidden, moved or resized. */
export class ColumnsChangedEvent extends Event {
  static readonly type = 'columns-changed';
  readonly layout: ColumnLayout;
  constructor(layout: ColumnLayout) {
    super(ColumnsChangedEvent.type, outward);
    this.layout = layout;
  }
}

/** Somebody pressed the button that tries again what failed. */
export class RetryEvent extends Event {
  static readonly type = 'retry';
  constructor() {
    super(RetryEvent.type, outward);
  }
}

declare global {
  interface HTMLElementEventMap {
    'film-chosen': FilmChosenEvent;
    'search-changed': SearchChangedEvent;
    'filters-changed': FiltersChangedEvent;
    'sort-changed': SortChangedEvent;
    'columns-changed': ColumnsChangedEvent;
    retry: RetryEvent;
  }
}
