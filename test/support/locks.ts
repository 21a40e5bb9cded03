import type pg from 'pg';

/* What PostgreSQL keeps waiting because of a transaction that a test holds open. */

/**
 * Resolves once somebody waits for what `holder`'s transaction has locked; rejects after 20 seconds. The server itself
 * looks, in `pg_locks`: a transaction goes on seeing the `pg_stat_activity` that it saw first.
 */
export async function somebodyWaitsFor(holder: pg.Client): Promise<void> {
  await holder.query(`do $$
    declare
      patience constant timestamptz := clock_timestamp() + interval '20 s';
    begin
      while not exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))) loop
        if clock_timestamp() > patience then
          raise exception 'nobody waits for the lock';
        end if;
        perform pg_sleep(0.01);
      end loop;
    end $$`);
}
