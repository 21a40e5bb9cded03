import { Readable } from 'node:stream';
import type { SQL } from 'drizzle-orm';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withLiterals } from './literals.ts';

/** Long enough for any file; the driver has no way to say “never”. */
const longestMs = 2_147_483_647;

/**
 * `csv` has a heading, and an empty cell for a NULL. `lines` are the texts of the only column as they are, a line each,
 * which must hold no backslash, tab or end of a line.
 */
export type CopyFormat = 'csv' | 'lines';

const formats: Record<CopyFormat, string> = { csv: 'FORMAT csv, HEADER', lines: 'FORMAT text' };

/** The rows of a SELECT as text, as PostgreSQL itself writes it. */
export function copyOut(client: pg.PoolClient, select: SQL, format: CopyFormat): Readable {
  const copying = copyTo(`COPY (${withLiterals(select)}) TO STDOUT WITH (${formats[format]})`, {
    highWaterMark: 1 << 18,
  });
  return client.query(Object.assign(copying, { query_timeout: longestMs }));
}

/** The same for a database whose protocol lacks COPY, at once: the embedded shop's, which is small. */
export async function readOut(client: pg.PoolClient, select: SQL, format: CopyFormat): Promise<Readable> {
  const { fields, rows } = await client.query<(string | null)[]>({
    text: withLiterals(select),
    rowMode: 'array',
    types: { getTypeParser: () => (value: string) => value },
  });
  const line = (cells: readonly (string | null)[]) => `${cells.map(cell).join(',')}\n`;
  if (format === 'lines') return Readable.from(rows.map(([text]) => Buffer.from(`${text}\n`)));
  return Readable.from(
    [line(fields.map(({ name }) => name)), ...rows.map(line)].map((text) => Buffer.from(text)),
  );
}

const cell = (value: string | null) => {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
