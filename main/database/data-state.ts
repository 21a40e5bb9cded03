import { type SQL, sql } from 'drizzle-orm';
import { executePrepared } from './prepared.ts';
import { gatheredTables, neededTables } from './profile.ts';
import type { Connected, Database } from './shop.ts';

/**
 * What the server's transactions have come to, as a text: where it is the same again, statements see the same rows of
 * tables that `changeByTransactions`. It names those that are over, those that are not, when the server was started, and
 * where tables are looked for. Null on a standby, which doesn't say which are not over. PostgreSQL has a newer name for
 * the snapshot from version 13 on; this one is in all.
 */
export const stateSeen: SQL = sql`case when not pg_is_in_recovery() then
  concat_ws(' ', txid_current_snapshot(), pg_postmaster_start_time(), current_database(), current_schemas(true)) end`;

/** The same, asked for by itself; undefined where it is null. */
export async function dataState(db: Database, connected: Connected): Promise<string | undefined> {
  const [row] = await executePrepared<{ state: string | null }>(
    db,
    connected,
    sql`select ${stateSeen} as state`,
  );
  return row?.state ?? undefined;
}

/**
 * Whether what the operations read are ordinary tables of PostgreSQL itself: a view may show other rows as time goes
 * by, row security as it is set, an unlogged table after a crash, one with children what another server has; and other
 * engines number transactions in other ways.
 */
export async function changeByTransactions(db: Database): Promise<boolean> {
  const { rows } = await db.execute<{ are: boolean | null }>(sql`
    select version() ~ '^PostgreSQL [0-9.]+[ ,(]' and version() !~ 'Greenplum|Cloudberry'
      and not exists (select from pg_extension where extname in ('citus', 'orioledb'))
      and has_function_privilege(to_regprocedure('txid_current_snapshot()'), 'execute')
      and has_function_privilege(to_regprocedure('pg_postmaster_start_time()'), 'execute')
      and (select bool_and(relkind = 'r' and relpersistence = 'p' and not relrowsecurity and not relhassubclass)
        from unnest(${sql.param([...neededTables, ...gatheredTables])}::text[]) as name
        join pg_class on pg_class.oid = to_regclass(name)) as are`);
  return rows[0]?.are ?? false;
}
