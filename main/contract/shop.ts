import * as z from 'zod';
import { id } from './films.ts';

/** Which of the schemas in use this is; `filmdesk` has the search table and indexes of our own migrations. */
export const flavour = z.enum(['filmdesk', 'dvdrental', 'sakila', 'pagila', 'other']);

export const shopStatus = z.object({
  /** The embedded shop's database has no server; `server` is then null. */
  embedded: z.boolean(),
  database: z.string(),
  server: z.string().nullable(),
  /** As `18.4`. */
  serverVersion: z.string(),
  flavour,
  encryption: z.enum(['local', 'none', 'encrypted', 'verified']),
  readOnly: z.boolean(),
  films: z.int(),
  copies: z.int(),
  stores: z.array(z.object({ id, name: z.string() })),
  /** One question and its answer, in milliseconds. */
  latencyMs: z.number(),
});

export const shopPulse = shopStatus.pick({ database: true, server: true, readOnly: true });

export const copy = z.object({
  id,
  store: id,
  status: z.enum(['in', 'out', 'late']),
  /** When a copy that is out must be back, ISO 8601; null where it is in. */
  dueAt: z.string().nullable(),
});

export const mostCopies = 200;

/** Copies by store and id, `mostCopies` at most; `total` counts all of the film's. Never says who has one. */
export const copyPage = z.object({ rows: z.array(copy), total: z.int() });

export type Flavour = z.infer<typeof flavour>;
export type ShopStatus = z.infer<typeof shopStatus>;
export type ShopPulse = z.infer<typeof shopPulse>;
export type Copy = z.infer<typeof copy>;
export type CopyPage = z.infer<typeof copyPage>;
