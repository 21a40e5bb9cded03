/*
 * What a search is made of, as the page marks it and the operations look it up. Plain code without imports at run time,
 * so that the page may have it without the schemas.
 */

const combiningMarks = /[\u0300-\u036f]+/g;

/** Letters whose stroke or missing dot is no accent to Unicode, and what search takes them for. */
export const strokedLetters = 'øđłħı';
export const plainLetters = 'odlhi';

/** Text as search compares it: no accents, no case. `filmdesk_fold` does the same in PostgreSQL. */
export function fold(value: string): string {
  return (
    value
      .normalize('NFD')
      .replaceAll(combiningMarks, '')
      // Letter by letter, as PostgreSQL does: a whole word would get a final sigma.
      .replaceAll(/./gsu, (letter) => letter.toLowerCase())
      .replaceAll(/[øđłħı]/g, (letter) => plainLetters[strokedLetters.indexOf(letter)]!)
  );
}

/** What only printed text has between words: its blanks, quotation marks, dashes and dots, as escapes. */
export const printedSeparators = String.raw`\u00a0\u00a1\u00ab\u00b4\u00b7\u00bb\u00bf\u2007\u2009\u2010\u2011\u2013\u2014\u2015\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u2022\u2026\u202f\u2039\u203a`;

/** What stands between words, beside blanks. Only these: what counts as a letter differs from server to server. */
export const separators = new RegExp(
  `[\\n\\t\\r!"#$%&'()*+,\\-./:;<=>?@[\\\\\\]^_\`{|}~${printedSeparators}]`,
  'g',
);

/** Text as search reads it: folded, with a blank before and after each word. `filmdesk_words` does the same. */
export const wordsOf = (value: string) => ` ${fold(value).replaceAll(separators, ' ')} `;

/** Words shorter than this match at the beginning of a word only: anywhere else they are in nearly everything. */
const leastInside = 3;

export const isShort = (word: string) => Array.from(word).length < leastInside;

/** So many words of a search are looked for; each takes its time. Who pastes a sentence finds it by these. */
export const mostWords = 10;

const allWords = (search: string) => [
  ...new Set(
    wordsOf(search)
      .split(/\s+/)
      .filter((word) => word !== ''),
  ),
];

/** The words of a search that are looked for, each once. None of them has a sign that means something to LIKE. */
export const searchWords = (search: string | undefined): string[] =>
  allWords(search ?? '').slice(0, mostWords);

/** Whether a search has more words than are looked for. */
export const hasMoreWords = (search: string) => allWords(search).length > mostWords;
