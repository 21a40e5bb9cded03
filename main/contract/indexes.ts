import * as z from 'zod';
import { sortKey } from './films.ts';

/** What an index makes fast: searching, the copies and categories in every row, or sorting by a column. */
export const indexUse = z.union([z.enum(['search', 'rows']), sortKey]);

/** Why Filmdesk can't make an index: another has to, it is being made already, or nobody can. */
export const indexObstacle = z.enum(['read-only', 'owner', 'extension', 'under-way']);

/** An index that a shop of another make gains from: one that it lacks, or one that Filmdesk has made there. */
export const advisedIndex = z.object({
  name: z.string(),
  table: z.string(),
  use: indexUse,
  /** How many rows the table has, about. */
  rows: z.int(),
  /** What makes it, as it is sent to PostgreSQL. */
  statements: z.array(z.string()),
  isMade: z.boolean(),
  /** What it takes on the disk: measured where it is made, else about. */
  bytes: z.int(),
  /** How long making it takes, about. */
  seconds: z.number(),
  obstacle: indexObstacle.nullable(),
});

export const indexAdvice = z.object({ indexes: z.array(advisedIndex) });

/** Names that `indexes.advise` has given. */
export const indexNames = z.strictObject({ names: z.array(z.string().max(63)).min(1).max(20) });

/** How far the making of an index has come: what PostgreSQL is at, and how much of that is done, from 0 to 1. */
export const indexProgress = z.object({
  name: z.string(),
  step: z.enum(['waiting', 'reading', 'writing', 'checking']),
  part: z.number().nullable(),
});

export type IndexUse = z.infer<typeof indexUse>;
export type IndexObstacle = z.infer<typeof indexObstacle>;
export type AdvisedIndex = z.infer<typeof advisedIndex>;
export type IndexProgress = z.infer<typeof indexProgress>;
