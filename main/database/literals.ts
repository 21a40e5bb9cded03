import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';

/** How statements are written: the schema’s names in snake case, as in `drizzle()`. */
export const dialect = new PgDialect({ casing: 'snake_case' });

/**
 * A statement as text, for those that take no parameters, as COPY and CREATE INDEX: each value is written as a literal,
 * as the driver escapes it.
 */
export function withLiterals(statement: SQL): string {
  const { sql, params } = dialect.sqlToQuery(statement);
  return sql.replaceAll(/\$(\d+)/g, (_, number: string) => literal(params[Number(number) - 1]));
}

const literal = (value: unknown) =>
  typeof value === 'number' ? String(value) : pg.escapeLiteral(String(value));
