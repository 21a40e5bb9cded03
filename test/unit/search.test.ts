import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, searchWords } from '../../main/operations/search.ts';
import { foldWords, highlight } from '../../renderer/highlight.ts';

/** The text that `highlight` marks, piece by piece, read from its templates. */
function marked(text: string, search: string): string[] {
  const parts = highlight(text, foldWords(search));
  if (typeof parts === 'string') return [];
  return parts.filter(({ strings }) => strings[0] === '<mark>').map(({ values }) => String(values[0]));
}

describe('what search compares', () => {
  test.each([
    ['Crème Brûlée', 'creme brulee'],
    ['SØREN Łukasz Đorđe', 'soren lukasz dorde'],
    ['ΆΛΦΑΣ', 'αλφασ'],
    ['plain', 'plain'],
  ])('%s is folded to %s', (text, folded) => expect(fold(text)).toBe(folded));

  test('words come once each, however they are spaced', () =>
    expect(searchWords('  Dino \t dino\nAÇADEMY, x-ray ')).toEqual(['dino', 'academy', 'x', 'ray']));

  test('the page marks by the same folding as the search uses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect([...new Set(foldWords(text))]).toEqual(searchWords(text));
      }),
    );
  });
});

describe('what the page marks', () => {
  test('a match without its accents and case', () =>
    expect(marked('Café Étoile', 'ETO cafe')).toEqual(['Café', 'Éto']));
  test('every occurrence, and overlapping ones as one', () =>
    expect(marked('banana', 'ana nan')).toEqual(['anana']));
  test('nothing where nothing matches', () => expect(marked('Academy', 'zzz')).toEqual([]));
  test('letters outside the basic plane stay whole', () => expect(marked('𝒳 🎬 film', '🎬')).toEqual(['🎬']));
});
