import { MarqueeError } from '../errors.ts';

/** Characters of a filter that a refusal repeats. */
const MOST_QUOTED = 40;

/** What is wrong with a filter, where (characters from 1), and what is expected there. */
export function filterRefusal(at: number, sentence: string): MarqueeError {
  return new MarqueeError(
    'invalid-filter',
    `filter, character ${at + 1}: ${sentence}${sentence.endsWith('?') ? '' : '.'}`,
  );
}

/** A piece of a filter as a refusal names it. */
export function quoted(text: string): string {
  const pieces = [...text];
  return JSON.stringify(pieces.length > MOST_QUOTED ? `${pieces.slice(0, MOST_QUOTED).join('')}...` : text);
}

/** "a, b or c" */
export function listed(words: readonly string[], last: 'or' | 'and' = 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
