import { html, type TemplateResult } from 'lit';
import { fold, isShort, separators } from '../main/contract/search-words.ts';

const foldLetter = (letter: string) => (letter < '\u0080' ? letter.toLowerCase() : fold(letter));

const separator = new RegExp(`\\s|${separators.source}`);

/** Text with every occurrence of the folded words in it marked. */
export function highlight(text: string, words: readonly string[]): string | TemplateResult[] {
  if (words.length === 0) return text;
  const letters = Array.from(text);
  let folded = '';
  /** For each code unit of `folded`, the letter of `text` that it comes from. */
  const origin: number[] = [];
  for (const [index, letter] of letters.entries()) {
    const plain = foldLetter(letter);
    for (let unit = 0; unit < plain.length; unit++) origin.push(index);
    folded += plain;
  }
  const marked = new Set<number>();
  for (const word of words) {
    const mustBegin = isShort(word);
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
      if (mustBegin && at > 0 && !separator.test(folded[at - 1]!)) continue;
      for (let unit = at; unit < at + word.length; unit++) marked.add(origin[unit]!);
    }
  }
  if (marked.size === 0) return text;
  const parts: TemplateResult[] = [];
  for (let start = 0; start < letters.length;) {
    let end = start + 1;
    while (end < letters.length && marked.has(end) === marked.has(start)) end++;
    const run = letters.slice(start, end).join('');
    parts.push(marked.has(start) ? html`<mark>${run}</mark>` : html`${run}`);
    start = end;
  }
  return parts;
}
