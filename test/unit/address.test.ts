import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFilmQuery, parseFilmPath, parseFilmQuery } from '../../main/contract/address.ts';
import { filmQuery, type FilmQuery, sortKey } from '../../main/contract/films.ts';

const parse = (address: string) => parseFilmQuery(new URLSearchParams(address));

test('an address restores its view', () =>
  expect(parse('q=dino&category=Horror&category=Sci-Fi&stock=in&length=70-145&sort=-length')).toEqual({
    search: 'dino',
    filters: { category: ['Horror', 'Sci-Fi'], stock: ['in'], lengthMinutes: { from: 70, to: 145 } },
    sort: { key: 'length', descending: true },
  }));

test('what can’t be understood is left out', () =>
  expect(parse('sort=constructor&year=2000-1990&store=x&stock=maybe&length=-&rating=')).toEqual({}));

test('of a search that is too long the beginning is searched for, down to a whole letter', () => {
  const long = 'a'.repeat(199);
  expect(parse(`q=${long}bc`)).toEqual({ search: `${long}b` });
  expect(parse(`q=${long}${encodeURIComponent('𝒳')}`)).toEqual({ search: long });
  expect(parse(`q=${long} ${'x'.repeat(9)}`)).toEqual({ search: long });
  expect(parse(`q=${long}b`)).toEqual({ search: `${long}b` });
});

test('what the contract would refuse of a text is left out', () => {
  const long = 'a'.repeat(201);
  expect(parse(`q=%00${long}&category=${long}&category=Horror&rating=%00`)).toEqual({
    filters: { category: ['Horror'] },
  });
  expect(parse('q=%00')).toEqual({});
});

test('a range may be open at either end', () => {
  expect(parse('year=1990-').filters).toEqual({ year: { from: 1990 } });
  expect(parse('year=-1990').filters).toEqual({ year: { to: 1990 } });
  expect(parse('year=1990').filters).toEqual({ year: { from: 1990, to: 1990 } });
});

test('every query survives its address', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), {
    minLength: 1,
    maxLength: 4,
  });
  const range = fc
    .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 9999 }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
  const queries: fc.Arbitrary<FilmQuery> = fc.record(
    {
      search: fc
        .string({ minLength: 1, maxLength: 40 })
        .map((text) => text.trim())
        .filter((text) => text !== ''),
      filters: fc
        .record(
          {
            category: names,
            rating: names,
            language: names,
            store: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1 }),
            stock: fc.constant<('in' | 'none')[]>(['in', 'none']),
            year: range,
            lengthMinutes: range,
          },
          { requiredKeys: [] },
        )
        .filter((filters) => Object.keys(filters).length > 0),
      sort: fc.constantFrom(...sortKey.options).map((key) => ({ key, descending: true })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(queries, (query) => {
      expect(parseFilmQuery(new URLSearchParams(formatFilmQuery(query).toString()))).toEqual(query);
    }),
  );
});

test('any address at all gives a query that the contract knows', () => {
  const keys = fc.constantFrom('q', 'category', 'store', 'stock', 'year', 'length', 'sort', 'rating');
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          keys,
          fc.string({ maxLength: 30 }).filter((text) => !text.includes('\0')),
        ),
      ),
      (pairs) => {
        expect(filmQuery.safeParse(parseFilmQuery(new URLSearchParams(pairs))).success).toBe(true);
      },
    ),
  );
});

test('a path names a film, or none', () => {
  expect(parseFilmPath('/films/42')).toBe(42);
  for (const path of [
    '/films',
    '/films/',
    '/films/0',
    '/films/4x',
    '/films/99999999999',
    '/films/42/copies',
  ]) {
    expect(parseFilmPath(path)).toBeUndefined();
  }
});
