import type { FilmDetails, FilmFilters, SortKey } from '../main/contract/films.ts';
import type { PageCommand } from '../main/contract/page-command.ts';
import type { ShareStatus } from '../main/contract/share.ts';
import type { ColumnLayout } from './columns.ts';
import type { FormDraft } from './shop-draft.ts';

/* What components tell the desk. Each event bubbles out of its shadow root. */

/** To set up an empty database, with so many films or none; or to bring one of an older Filmdesk up to date. */
export type DatabaseWork = { do: 'fill'; films: number } | { do: 'migrate' };

const outward = { bubbles: true, composed: true } as const;

/** A button asks of the page what its menu, or a link, may ask too. */
export class PageCommandEvent extends Event {
  static readonly type = 'page-command';
  readonly command: PageCommand;
  constructor(command: PageCommand) {
    super(PageCommandEvent.type, outward);
    this.command = command;
  }
}

/** Another film was chosen; undefined when none is. */
export class FilmChosenEvent extends Event {
  static readonly type = 'film-chosen';
  readonly filmId: number | undefined;
  constructor(filmId: number | undefined) {
    super(FilmChosenEvent.type, outward);
    this.filmId = filmId;
  }
}

/** A film was read: its row in the list may be older. */
export class FilmReadEvent extends Event {
  static readonly type = 'film-read';
  readonly film: FilmDetails;
  constructor(film: FilmDetails) {
    super(FilmReadEvent.type, outward);
    this.film = film;
  }
}

/** A film that was chosen does not exist, or no longer does. */
export class FilmGoneEvent extends Event {
  static readonly type = 'film-gone';
  readonly filmId: number;
  constructor(filmId: number) {
    super(FilmGoneEvent.type, outward);
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

/** The list is to be sorted by another column, or the other way; undefined by no column, but as it comes. */
export class SortChangedEvent extends Event {
  static readonly type = 'sort-changed';
  readonly sort: { key: SortKey; descending: boolean } | undefined;
  constructor(sort: { key: SortKey; descending: boolean } | undefined) {
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

/** Another shop is to be opened. */
export class ShopChosenEvent extends Event {
  static readonly type = 'shop-chosen';
  readonly shop: string;
  constructor(shop: string) {
    super(ShopChosenEvent.type, outward);
    this.shop = shop;
  }
}

/** The shops or one of them have changed. */
export class ShopsChangedEvent extends Event {
  static readonly type = 'shops-changed';
  constructor() {
    super(ShopsChangedEvent.type, outward);
  }
}

/** Another shop is to be shown in the dialog; undefined for a new one. */
export class ShopShownEvent extends Event {
  static readonly type = 'shop-shown';
  readonly shop: string | undefined;
  constructor(shop: string | undefined) {
    super(ShopShownEvent.type, outward);
    this.shop = shop;
  }
}

/** Somebody agreed to long work on a shop's database. */
export class WorkAgreedEvent extends Event {
  static readonly type = 'work-agreed';
  readonly work: DatabaseWork;
  constructor(work: DatabaseWork) {
    super(WorkAgreedEvent.type, outward);
    this.work = work;
  }
}

/** The form's draft changed. */
export class DraftChangedEvent extends Event {
  static readonly type = 'draft-changed';
  readonly draft: FormDraft;
  constructor(draft: FormDraft) {
    super(DraftChangedEvent.type, outward);
    this.draft = draft;
  }
}

/** Sharing was begun or ended. */
export class ShareChangedEvent extends Event {
  static readonly type = 'share-changed';
  readonly status: ShareStatus;
  constructor(status: ShareStatus) {
    super(ShareChangedEvent.type, outward);
    this.status = status;
  }
}

/** Indexes were made or removed, with what there is to say of it; undefined where it did not come to that. */
export class IndexesChangedEvent extends Event {
  static readonly type = 'indexes-changed';
  readonly outcome: string | undefined;
  constructor(outcome: string | undefined) {
    super(IndexesChangedEvent.type, outward);
    this.outcome = outcome;
  }
}

/** The hint at a faster list is not to be seen again. */
export class HintRefusedEvent extends Event {
  static readonly type = 'hint-refused';
  constructor() {
    super(HintRefusedEvent.type, outward);
  }
}

/** The file that is being written is not wanted any more. */
export class ExportCancelledEvent extends Event {
  static readonly type = 'export-cancelled';
  constructor() {
    super(ExportCancelledEvent.type, outward);
  }
}

declare global {
  interface HTMLElementEventMap {
    'page-command': PageCommandEvent;
    'share-changed': ShareChangedEvent;
    'shop-chosen': ShopChosenEvent;
    'shop-shown': ShopShownEvent;
    'work-agreed': WorkAgreedEvent;
    'shops-changed': ShopsChangedEvent;
    'draft-changed': DraftChangedEvent;
    'film-chosen': FilmChosenEvent;
    'film-read': FilmReadEvent;
    'search-changed': SearchChangedEvent;
    'filters-changed': FiltersChangedEvent;
    'sort-changed': SortChangedEvent;
    'columns-changed': ColumnsChangedEvent;
    'indexes-changed': IndexesChangedEvent;
    'hint-refused': HintRefusedEvent;
    'export-cancelled': ExportCancelledEvent;
  }
}
