import pg from 'pg';
import { runSql } from './postgres.ts';

/* What PostgreSQL is busy with, and what it keeps waiting because of a transaction that a test holds open. */

/** How many connections to a server are at statements that begin so. */
export async function busyWith(port: number, start: string): Promise<number> {
  const [row] = await runSql<{ count: number }>(
    port,
    'postgres',
    `select count(*)::int as count from pg_stat_activity where state = 'active' and starts_with(query, $1)`,
    [start],
  );
  return row!.count;
}

/** Runs something while a transaction has locked a table, so that nobody reads it: until its end, or until `holder` ends it. */
export async function whileLocked<Value>(
  connectionString: string,
  table: string,
  run: (holder: pg.Client) => Promise<Value>,
): Promise<Value> {
  const holder = new pg.Client({ connectionString });
  await holder.connect();
  try {
    await holder.query(`begin; lock table ${table}`);
    return await run(holder);
  } finally {
    await holder.end();
  }
}

/**
 * Resolves once somebody waits for what `holder`'s transaction has locked; rejects after 20 seconds. The server itself
 * looks, in `pg_locks`: a transaction goes on seeing the `pg_stat_activity` that it saw first.
 */
export const somebodyWaitsFor = (holder: pg.Client): Promise<void> => untilWaits(holder, true, '20 s');

/** Resolves once nobody waits for it any more; rejects after two seconds, before who waits gives up by itself. */
export const nobodyWaitsFor = (holder: pg.Client): Promise<void> => untilWaits(holder, false, '2 s');

async function untilWaits(holder: pg.Client, somebody: boolean, patience: string): Promise<void> {
  await holder.query(`do $$
    declare
      until constant timestamptz := clock_timestamp() + interval '${patience}';
    begin
      while ${somebody} <>
        exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))) loop
        if clock_timestamp() > until then
          raise exception '${somebody ? 'nobody waits' : 'some still wait'} for the lock';
        end if;
        perform pg_sleep(0.01);
      end loop;
    end $$`);
}
