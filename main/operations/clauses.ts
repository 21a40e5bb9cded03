import { type Column, type SQL, sql } from 'drizzle-orm';
import { dialect } from '../database/literals.ts';

/** Values or parts of a statement with commas between. */
export const list = (values: readonly (string | number | SQL)[]) =>
  sql.join(
    values.map((value) => (typeof value === 'object' ? value : sql`${value}`)),
    sql`, `,
  );

/** Whether one of several conditions is true. */
export const anyOf = (conditions: readonly SQL[]) => sql`(${sql.join([...conditions], sql` or `)})`;

/** A WHERE clause, or nothing. */
export const where = (parts: readonly SQL[]) =>
  parts.length === 0 ? sql`` : sql`where ${sql.join([...parts], sql` and `)}`;

/**
 * Whether a column has the id of a film of the CTE `page`. An array, since of one the planner expects few: for a join it may
 * read the whole table.
 */
export const isOnPage = (filmId: Column) => sql`${filmId} = any (array(select film_id from page))`;

/** A part without values of a statement that is sent again and again: it is put together here, and not for each. */
export const constant = (part: SQL): SQL => sql.raw(dialect.sqlToQuery(part).sql);
