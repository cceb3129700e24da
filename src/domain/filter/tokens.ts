import { filterRefusal } from './filter-refusal.ts';

/** A piece of a filter. `at`: where it begins, in characters (UTF-16) from 0. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'sign' | 'end';
  /** Of a quoted text what stands between the quotes, with escapes undone. */
  readonly text: string;
  readonly at: number;
}

const SIGNS: readonly string[] = ['!=', '<=', '>=', '=', '<', '>', '(', ')', ','];
const ENDS_A_WORD = new Set('"\'()=!<>,');

/** In one pass; the last token is the end. Throws 'invalid-filter' where a quote is not closed or a sign means nothing. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const first = text[at]!;
    if (isSpace(first)) at++;
    else if (first === '"' || first === "'") at = readQuoted(first);
    else if (ENDS_A_WORD.has(first)) at = readSign();
    else at = readWord();
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;

  function readWord(): number {
    let end = at;
    while (end < text.length && !isSpace(text[end]!) && !ENDS_A_WORD.has(text[end]!)) end++;
    tokens.push({ kind: 'word', text: text.slice(at, end), at });
    return end;
  }

  function readSign(): number {
    const sign = SIGNS.find((one) => text.startsWith(one, at));
    if (sign === undefined)
      throw filterRefusal(at, 'expected !=, found a lone "!"; write not before what shall not hold');
    tokens.push({ kind: 'sign', text: sign, at });
    return at + sign.length;
  }

  function readQuoted(quote: string): number {
    let value = '';
    for (let next = at + 1; next < text.length; next++) {
      if (text[next] === quote) {
        tokens.push({ kind: 'quoted', text: value, at });
        return next + 1;
      }
      if (text[next] === '\\') next++;
      value += text[next] ?? '';
    }
    throw filterRefusal(at, `this ${quote} is never closed`);
  }
}

const isSpace = (character: string): boolean => character.trim() === '';
