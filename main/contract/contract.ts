import * as z from 'zod';
import * as films from './films.ts';
import * as shop from './shop.ts';

/** A query reads; a command changes something, and is refused where the caller may only read. */
export type Kind = 'query' | 'command';

export interface Operation {
  kind: Kind;
  input: z.ZodType;
  output: z.ZodType;
}

const query = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) =>
  ({ kind: 'query', input, output }) as const satisfies Operation;

/** Everything that can be asked of Filmdesk. A new operation is a line here and a handler in `operations/`. */
export const contract = {
  /** Films that match, in order, at most 200 of them, with the exact total. */
  'films.list': query(
    films.filmQuery.extend({
      window: films.filmWindow,
      /** False leaves out `total` and `copies`, for a window of a list that was counted before. */
      count: z.boolean().optional(),
    }),
    films.filmPage,
  ),
  /** Cursors throughout a list, one in a thousand rows, so that a jump to any place costs the same. */
  'films.places': query(films.filmQuery, films.filmPlaces),
  /** One film with its description and actors. Fails with `not-found`. */
  'films.get': query(z.strictObject({ id: films.id }), films.filmDetails),
  /** For each filter, its values and how many films each would leave, in the order to show them. */
  'films.facets': query(films.filmQuery.omit({ sort: true }), films.filmFacets),
  /**
   * A film's copies by store and id, 200 at most, from the one behind the copy `after`: its store, whether it is in,
   * and when it is due. Fails with `not-found`.
   */
  'inventory.list': query(z.strictObject({ filmId: films.id, after: films.id.optional() }), shop.copyPage),
  /** What Filmdesk is connected to. */
  'shop.status': query(z.strictObject({}), shop.shopStatus),
} satisfies Record<string, Operation>;

export type Contract = typeof contract;
export type OperationName = keyof Contract;
export type Input<Name extends OperationName> = z.infer<Contract[Name]['input']>;
export type Output<Name extends OperationName> = z.infer<Contract[Name]['output']>;

/** What a handler gets beside its input. */
export interface CallContext {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

export type Handlers = {
  [Name in OperationName]: (input: Input<Name>, context: CallContext) => Promise<Output<Name>>;
};
