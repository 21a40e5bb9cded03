import { sql } from 'drizzle-orm';
import { executePrepared } from './prepared.ts';
import type { Connected, Database } from './shop.ts';

/**
 * What the server's transactions have come to, as a text: where it is the same again, every statement sees the same
 * rows, for it names all transactions that are over and all that are not, and when the server was started. Undefined
 * where rows may change in another way, as behind a view, or where it doesn't name all, as on a standby.
 */
export async function dataState(db: Database, connected: Connected): Promise<string | undefined> {
  if (!connected.profile.hasPlainTables) return undefined;
  // PostgreSQL has a newer name for the snapshot from version 13 on; this one is in all.
  const [row] = await executePrepared<{ state: string | null }>(
    db,
    connected,
    sql`select case when not pg_is_in_recovery() then
      txid_current_snapshot()::text || ' ' || pg_postmaster_start_time()::text end as state`,
  );
  return row?.state ?? undefined;
}
