import * as z from 'zod';
import * as connection from './connection.ts';
import * as films from './films.ts';
import * as indexes from './indexes.ts';
import * as share from './share.ts';
import * as shop from './shop.ts';

/**
 * A query reads; a command changes something, and is refused where the caller may only read. What concerns this
 * computer, as its connections and their passwords, is of kind `desk`: only the desktop window may ask for it.
 */
export type Kind = 'query' | 'command' | 'desk';

export interface Operation {
  kind: Kind;
  input: z.ZodType;
  output: z.ZodType;
  /** What long work reports while it goes on. */
  progress?: z.ZodType;
}

const query = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) =>
  ({ kind: 'query', input, output }) as const satisfies Operation;

const desk = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) =>
  ({ kind: 'desk', input, output }) as const satisfies Operation;

const reporting = <Its extends Operation, Progress extends z.ZodType>(
  operation: Its,
  progress: Progress,
) => ({
  ...operation,
  progress,
});

const nothing = z.strictObject({});

/** Everything that can be asked of Filmdesk. A new operation is a line here and a handler in `operations/`. */
export const contract = {
  /** Films that match, in order, at most 200 of them, with the exact total. */
  'films.list': query(
    films.filmQuery.extend({
      window: films.filmWindow,
      /** False leaves out `total`: rows come sooner, and `films.count` gives it beside them. */
      count: z.boolean().optional(),
    }),
    films.filmPage,
  ),
  /** How many films match. */
  'films.count': query(films.filmQuery.omit({ sort: true }), films.filmCount),
  /** Cursors throughout a list, one in a thousand rows, so that a jump to any place costs the same. */
  'films.places': query(films.filmQuery, films.filmPlaces),
  /** One film with its description and actors. Fails with `not-found`. */
  'films.get': query(z.strictObject({ id: films.id }), films.filmDetails),
  /** For each filter, its values and how many films each would leave, in the order to show them; and their copies. */
  'films.facets': query(films.filmQuery.omit({ sort: true }), films.filmFacets),
  /**
   * A film's copies by store and id, 200 at most, from the one behind the copy `after`: its store, whether it is in,
   * and when it is due. Fails with `not-found`.
   */
  'inventory.list': query(z.strictObject({ filmId: films.id, after: films.id.optional() }), shop.copyPage),
  /** What Filmdesk is connected to, as long as that answers: at the same small cost in a shop of any size. */
  'shop.pulse': query(nothing, shop.shopPulse),
  /** The same with more about it, and with what it holds: that is counted. */
  'shop.status': query(nothing, shop.shopStatus),
  /** Indexes that a large shop of another make lacks, and those that Filmdesk has made there. */
  'indexes.advise': query(nothing, indexes.indexAdvice),

  /**
   * Saves all films that match as CSV, where the user says. The path is null where they thought better of it. Fails with
   * `invalid-input` where the file can't be written.
   */
  'films.export': reporting(
    desk(films.filmQuery, z.object({ path: z.string().nullable(), rows: z.int() })),
    z.object({ rows: z.int() }),
  ),

  /** The versions of the program and of what it is made of. */
  'desk.about': desk(nothing, connection.aboutDesk),
  /** The shops that this desk knows, and which is open. */
  'shops.list': desk(nothing, connection.shopList),
  /** Keeps a shop, a new one where the draft has no id, and gives its id. Fails with `invalid-input`. */
  'shops.save': desk(connection.shopDraft, z.object({ id: z.string() })),
  /** Forgets a shop and its password; its database is left alone. */
  'shops.remove': desk(z.strictObject({ id: z.string() }), nothing),
  /** Puts the kept shops into another order. */
  'shops.order': desk(z.strictObject({ ids: z.array(z.string()).max(1000) }), nothing),
  /** Shows another shop from now on. Gives the name under which the page keeps what belongs to it. */
  'shops.open': desk(z.strictObject({ id: z.string() }), z.object({ page: z.string() })),
  /** Tries a connection, stage by stage. */
  'shops.test': reporting(desk(connection.shopDraft, connection.connectionReport), connection.stageReport),
  /**
   * Gives an empty database Filmdesk's schema, with a sample of so many films where that is more than 0. All or
   * nothing. Fails with `invalid-input` where the database is not empty.
   */
  'shops.fill': reporting(
    desk(z.strictObject({ id: z.string(), films: z.int().min(0).max(1_000_000) }), nothing),
    connection.workProgress,
  ),
  /** Gives an older schema of Filmdesk's own what it lacks. All or nothing. */
  'shops.migrate': reporting(desk(z.strictObject({ id: z.string() }), nothing), connection.workProgress),

  /**
   * Makes indexes without keeping anybody from working. All or none: what a failure or a cancel leaves half made is taken
   * away again. Fails with `not-found`, `wrong-login` or `forbidden`.
   */
  'indexes.make': reporting(desk(indexes.indexNames, nothing), indexes.indexProgress),
  /** Takes indexes away that Filmdesk has made. Fails as `indexes.make` does. */
  'indexes.remove': desk(indexes.indexNames, nothing),

  /** Whether the page is shared with browsers, how they come to it, and how many look. */
  'share.status': desk(nothing, share.shareStatus),
  /** Shares the page; anew, with another secret, where it was shared already. Fails with `invalid-input`. */
  'share.start': desk(share.shareRequest, share.shareStatus),
  'share.stop': desk(nothing, share.shareStatus),
} satisfies Record<string, Operation>;

export type Contract = typeof contract;
export type OperationName = keyof Contract;
export type Input<Name extends OperationName> = z.infer<Contract[Name]['input']>;
export type Output<Name extends OperationName> = z.infer<Contract[Name]['output']>;

/** What a handler gets beside its input. */
export interface CallContext {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Tells how far long work has come. */
  report(progress: unknown): void;
}

export type Progress<Name extends OperationName> = Contract[Name] extends {
  progress: infer Schema extends z.ZodType;
}
  ? z.infer<Schema>
  : never;

type NamesOf<Kinds extends Kind> = {
  [Name in OperationName]: Contract[Name]['kind'] extends Kinds ? Name : never;
}[OperationName];

export type HandlersOf<Names extends OperationName> = {
  [Name in Names]: (input: Input<Name>, context: CallContext) => Promise<Output<Name>>;
};

/** What is done on a shop's database, whoever asks. */
export type Handlers = HandlersOf<NamesOf<'query' | 'command'>>;

/** What is done on this computer. */
export type DeskHandlers = HandlersOf<NamesOf<'desk'>>;
