import * as z from 'zod';
import { longestSearch } from './address.ts';

/** Ids are PostgreSQL integers, from 1. */
export const id = z.int().min(1).max(2_147_483_647);

/** Text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
const text = z.string().refine((value) => !value.includes('\0') && value.isWellFormed(), {
  error: 'has characters that no text in the database can have',
});

const name = text.min(1).max(100);
const names = z.array(name).max(100);

/** From and to, both included; either end may be open. */
const range = (least: number, most: number) =>
  z
    .strictObject({
      from: z.int().min(least).max(most).optional(),
      to: z.int().min(least).max(most).optional(),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      error: 'ends before it begins',
    });

/** `in`: a copy stands on a shelf; `out`: there are copies, all with customers; `none`: the shop has no copy. */
export const availability = z.enum(['in', 'out', 'none']);

/** Values within one filter are alternatives; the filters narrow one another. */
export const filmFilters = z.strictObject({
  category: names.optional(),
  rating: names.optional(),
  language: names.optional(),
  /** Ids of stores: films of which one of them owns a copy; `stock` then looks at their copies only. */
  store: z.array(id).max(100).optional(),
  stock: z.array(availability).max(3).optional(),
  year: range(0, 9999).optional(),
  lengthMinutes: range(0, 32_767).optional(),
});

export const sortKey = z.enum([
  'title',
  'id',
  'year',
  'category',
  'rating',
  'length',
  'rate',
  'stock',
  'language',
  'replacement',
  'duration',
  'features',
  'updated',
]);

export const filmQuery = z.strictObject({
  /**
   * Words that must all occur in title, description or actors, whatever their case and accents; those of one or two
   * letters at the beginning of a word. Of more than `mostWords` (search-words.ts) the first are looked for.
   */
  search: text.max(longestSearch).optional(),
  filters: filmFilters.optional(),
  /**
   * Nulls come last either way; equal films are in the order of their ids. Left out, films are by title, and those of
   * a search by how well they match: in the title before anywhere else, whole words before beginnings and parts.
   */
  sort: z.strictObject({ key: sortKey, descending: z.boolean().optional() }).optional(),
});

export const mostRows = 200;

const limit = z.int().min(1).max(mostRows);

/** Where a row stands in one sort order; as opaque to the page as it looks. */
export const cursor = z.string().max(2000).brand<'cursor'>();

/**
 * A window beside a cursor costs the same everywhere; `skip` leaves out rows at its beginning. One by position costs
 * more the deeper it lies: far into a long list, go by the nearest cursor of `films.places`.
 */
export const filmWindow = z.union([
  z.strictObject({ position: z.int().min(0).max(2_147_483_647), limit }),
  z.strictObject({ after: cursor, skip: z.int().min(0).max(1000).optional(), limit }),
  z.strictObject({ before: cursor, limit }),
]);

/** Copies of one film in one store: all, those on the shelf, and those that are late. */
export const storeStock = z.object({ store: id, copies: z.int(), in: z.int(), late: z.int() });

/** A row of the film table. Money is a decimal string in the shop's currency, times are ISO 8601. */
export const filmRow = z.object({
  id,
  title: z.string(),
  year: z.int().nullable(),
  categories: z.array(z.string()),
  rating: z.string().nullable(),
  lengthMinutes: z.int().nullable(),
  rentalRate: z.string(),
  copies: z.int(),
  inStock: z.int(),
  stores: z.array(storeStock),
  language: z.string(),
  replacementCost: z.string(),
  rentalDays: z.int(),
  features: z.array(z.string()),
  updatedAt: z.string(),
});

export const filmDetails = filmRow.extend({
  description: z.string().nullable(),
  actors: z.array(z.object({ id, name: z.string() })),
});

export const filmPage = z.object({
  rows: z.array(filmRow),
  /** Of the first and the last row; null where there is no row. */
  first: cursor.nullable(),
  last: cursor.nullable(),
  /** Every match, not only this window; null where it was not asked for. */
  total: z.int().nullable(),
  /** Where nothing holds the words of the search: the search nearest to it that finds something, and was read instead. */
  likened: z.string().nullable(),
});

export const filmCount = z.object({ total: z.int() });

export const filmPlaces = z.object({
  every: z.int(),
  /** Of the last row before each multiple of `every`: after the first of them comes row number `every`, from 0. */
  cursors: z.array(cursor),
});

/** One value of a filter and how many films it would leave, the other filters applied. */
export const facet = <Value extends z.ZodType>(value: Value) => z.array(z.object({ value, films: z.int() }));

const bounds = z.object({ least: z.int(), most: z.int() }).nullable();

export const filmFacets = z.object({
  /** Of all films that match, and those that are in. */
  copies: z.object({ all: z.int(), in: z.int() }),
  stock: facet(availability),
  category: facet(z.string()),
  rating: facet(z.string()),
  language: facet(z.string()),
  store: facet(id),
  /** Over the whole shop, so that a slider keeps its ends. Null where no film has one. */
  year: bounds,
  lengthMinutes: bounds,
});

export type Availability = z.infer<typeof availability>;
export type FilmFilters = z.infer<typeof filmFilters>;
export type FilmQuery = z.infer<typeof filmQuery>;
export type FilmWindow = z.infer<typeof filmWindow>;
export type SortKey = z.infer<typeof sortKey>;
export type Cursor = z.infer<typeof cursor>;
export type StoreStock = z.infer<typeof storeStock>;
export type FilmRow = z.infer<typeof filmRow>;
export type FilmDetails = z.infer<typeof filmDetails>;
export type FilmPage = z.infer<typeof filmPage>;
export type FilmFacets = z.infer<typeof filmFacets>;
