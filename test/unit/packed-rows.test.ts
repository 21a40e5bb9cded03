import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FilmPage, FilmRow } from '../../main/contract/films.ts';
import { packReply, unpackReply } from '../../main/contract/packed-rows.ts';

const count = fc.nat(9);
/** Few, so that films share some; none of them with what no text in PostgreSQL has. */
const text = fc.constantFrom('', 'PG', 'Sci-Fi', 'a\nb', 'a,b', '"', 'null', '0', 'Söul', '🎞');
const texts = fc.array(text, { maxLength: 3 });
const row: fc.Arbitrary<FilmRow> = fc.record({
  id: count,
  title: text,
  year: fc.option(count),
  categories: texts,
  rating: fc.option(text),
  lengthMinutes: fc.option(count),
  rentalRate: text,
  copies: count,
  inStock: count,
  stores: fc.array(fc.record({ store: count, copies: count, in: count, late: count }), { maxLength: 3 }),
  language: text,
  replacementCost: text,
  rentalDays: count,
  features: texts,
  updatedAt: text,
});

test('a list of films comes to the window as it was sent', () => {
  fc.assert(
    fc.property(fc.array(row), fc.option(count), (rows, total) => {
      const value = { rows, total, likened: null } as unknown as FilmPage;
      const sent = { ok: true as const, value };
      expect(unpackReply('films.list', packReply('films.list', sent))).toEqual(sent);
    }),
  );
});

test('failures, and what other operations answer, come as they were sent', () => {
  const failure = { code: 'timed-out' as const, sentence: 'It took too long.', advice: 'Ask for less.' };
  for (const [name, reply] of [
    ['films.list', { ok: false as const, error: failure }],
    ['films.count', { ok: true as const, value: { total: 3 } }],
  ] as const)
    expect(unpackReply(name, packReply(name, reply))).toEqual(reply);
});
