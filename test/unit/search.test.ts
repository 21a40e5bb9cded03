import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, hasMoreWords, mostWords, searchWords } from '../../main/contract/search-words.ts';
import { highlight } from '../../renderer/highlight.ts';

/** The text that `highlight` marks, piece by piece, and what it leaves, read from its templates. */
function pieces(text: string, search: string): { marked: string[]; left: string[] } {
  const parts = highlight(text, searchWords(search));
  if (typeof parts === 'string') return { marked: [], left: [parts] };
  const of = (isMarked: boolean) =>
    parts
      .filter(({ strings }) => (strings[0] === '<mark>') === isMarked)
      .map(({ values }) => String(values[0]));
  return { marked: of(true), left: of(false) };
}

const marked = (text: string, search: string) => pieces(text, search).marked;

describe('what search compares', () => {
  test.each([
    ['Crème Brûlée', 'creme brulee'],
    ['SØREN Łukasz Đorđe', 'soren lukasz dorde'],
    ['ΆΛΦΑΣ', 'αλφασ'],
    ['plain', 'plain'],
  ])('%s is folded to %s', (text, folded) => expect(fold(text)).toBe(folded));

  test('words come once each, however they are spaced', () =>
    expect(searchWords('  Dino \t dino\nAÇADEMY, x-ray ')).toEqual(['dino', 'academy', 'x', 'ray']));

  test('of a sentence the first words are looked for', () => {
    const sentence = 'a-b/c,d e f g h i j k';
    expect(searchWords(sentence)).toEqual('abcdefghij'.split(''));
    expect(hasMoreWords(sentence)).toBe(true);
    expect(hasMoreWords('a b c d e f g h i j a')).toBe(false);
  });

  test('the page marks by the same folding as the search uses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2 * mostWords }), (text) => {
        // A text that is its own search has no word that is left unmarked.
        expect(pieces(text, text).left.flatMap(searchWords)).toEqual([]);
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
