import { Readable } from 'node:stream';
import type { SQL } from 'drizzle-orm';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withLiterals } from './literals.ts';

/** Long enough for any file; the driver has no way to say “never”. */
const longestMs = 2_147_483_647;

/** `csv` has a heading, and an empty cell for a NULL. `text` is for programs: `copiedColumns` reads it. */
export type CopyFormat = 'csv' | 'text';

const formats: Record<CopyFormat, string> = { csv: 'FORMAT csv, HEADER', text: 'FORMAT text' };

/** What the driver gives to a query whose time is limited, and calls at the end of any but a COPY. */
type Timed = Readable & { callback?(): void };

/** The rows of a SELECT as text, as PostgreSQL itself writes it. */
export function copyOut(client: pg.PoolClient, select: SQL, format: CopyFormat): Readable {
  const copying = copyTo(`COPY (${withLiterals(select)}) TO STDOUT WITH (${formats[format]})`, {
    highWaterMark: 1 << 18,
  });
  const timed: Timed = client.query(Object.assign(copying, { query_timeout: longestMs }));
  // What ends the driver's timer, which would hold on to all of this for weeks.
  return timed.once('close', () => timed.callback?.());
}

/** The same for a database whose protocol lacks COPY, at once: the embedded shop's, which is small. */
export async function readOut(client: pg.PoolClient, select: SQL, format: CopyFormat): Promise<Readable> {
  const { fields, rows } = await client.query<(string | null)[]>({
    text: withLiterals(select),
    rowMode: 'array',
    types: { getTypeParser: () => (value: string) => value },
  });
  const lines =
    format === 'text'
      ? rows.map((cells) => cells.map(textCell).join('\t'))
      : [fields.map(({ name }) => name), ...rows].map((cells) => cells.map(csvCell).join(','));
  return Readable.from(lines.map((line) => Buffer.from(`${line}\n`)));
}

const csvCell = (value: string | null) => {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};

/** Signs that COPY's text writes as a backslash and a letter, and that letter. */
const letterOf: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
  '\\': '\\',
};
const signOf = Object.fromEntries(Object.entries(letterOf).map(([sign, letter]) => [letter, sign]));

const nullCell = String.raw`\N`;

const textCell = (value: string | null) =>
  value === null ? nullCell : value.replaceAll(/[\b\f\n\r\t\v\\]/g, (sign) => `\\${letterOf[sign]}`);

function readCell(cell: string): string | null {
  if (!cell.includes('\\')) return cell;
  return cell === nullCell
    ? null
    : cell.replaceAll(/\\(.)/g, (_, letter: string) => signOf[letter] ?? letter);
}

const endOfRow = 10;

/** The rows of a COPY as text, some at a time as they come: of each column, by the names of the SELECT’s, what every row has. */
export async function* copiedColumns<Name extends string>(
  copy: Readable,
  names: readonly Name[],
): AsyncGenerator<{ columns: Record<Name, (string | null)[]>; count: number }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of copy as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // A row may be cut anywhere, also within a letter.
    const end = bytes.lastIndexOf(endOfRow);
    rest = bytes.subarray(end + 1);
    if (end < 0) continue;
    const rows = bytes.toString('utf8', 0, end).split('\n');
    const columns = names.map((): (string | null)[] => []);
    for (const row of rows)
      for (const [index, cell] of row.split('\t').entries()) columns[index]!.push(readCell(cell));
    yield {
      columns: Object.fromEntries(names.map((name, index) => [name, columns[index]!])) as Record<
        Name,
        (string | null)[]
      >,
      count: rows.length,
    };
  }
}
