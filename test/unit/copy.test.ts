import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { copiedColumns } from '../../main/database/copy.ts';

const text = String.raw`1	Søren \\ und\tdie	\N
2	映画\nzwei\r	
3	\\N	\N
`;

test.each([1, 2, 3, 7, 1000])('reads the text of a COPY in pieces of %i bytes', async (size) => {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const rows: unknown[] = [];
  for await (const { columns, count } of copiedColumns(Readable.from(pieces), ['id', 'title', 'note']))
    for (let row = 0; row < count; row++) rows.push([columns.id[row], columns.title[row], columns.note[row]]);
  expect(rows).toEqual([
    ['1', 'Søren \\ und\tdie', null],
    ['2', '映画\nzwei\r', ''],
    ['3', String.raw`\N`, null],
  ]);
});
