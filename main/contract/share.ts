import * as z from 'zod';
import { port } from './connection.ts';

/** Who can reach the shared page: programs on this computer only, or the whole network. */
export const shareScope = z.enum(['computer', 'network']);

export const shareRequest = z.strictObject({ scope: shareScope, port: port.optional() });

export const shareStatus = z.object({
  /** Null where the page is not shared. */
  scope: shareScope.nullable(),
  /** Addresses that open the page; each bears the secret that lets in. */
  links: z.array(z.string()),
  /** How many have looked within the last minute. */
  viewers: z.int(),
});

export type ShareScope = z.infer<typeof shareScope>;
export type ShareStatus = z.infer<typeof shareStatus>;
