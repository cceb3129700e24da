import { editDistance } from '../edit-distance.ts';
import { ITEM_VOCABULARY } from './fields.ts';
import { filterRefusal, listed, quoted } from './filter-refusal.ts';
import type { Combination, FilterTree, FilterValue } from './filter-tree.ts';
import { OPERATORS, type Operator } from './operators.ts';
import { readValue } from './read-value.ts';
import { readTokens, type Token } from './tokens.ts';
import { fieldNamed, operatorsOf, type Vocabulary } from './vocabulary.ts';

/** Bounds of a filter, so that none takes long: characters; brackets and nots within each other; tests; values of all tests. */
export const FILTER_LIMITS = { length: 2000, depth: 20, tests: 50, values: 200 } as const;

/** Words that stand for themselves nowhere but in quotes. */
export const KEYWORDS: readonly string[] = ['and', 'or', 'not', 'in', 'contains'];

/**
 * The one grammar of filters, for requests, rules and collections over the fields of an item, and for segments over those of a user
 * (docs/filters.md):
 *
 *     filter = all { "or" all }
 *     all    = one { "and" one }
 *     one    = "not" one | "(" filter ")" | test
 *     test   = field operator value | field ["not"] "in" "(" value { "," value } ")"
 *
 * Keywords in any case; a value is a bare word or stands in quotes, single or double, with \ before a quote or a \. Throws MarqueeError
 * 'invalid-filter' that says where and what is expected. Takes time by the length of the text and no more.
 */
export function parseFilter(text: string): FilterTree;
export function parseFilter<Name extends string>(text: string, vocabulary: Vocabulary<Name>): FilterTree<Name>;
export function parseFilter(text: string, vocabulary: Vocabulary<string> = ITEM_VOCABULARY): FilterTree<string> {
  const { fields } = vocabulary;
  if (text.length > FILTER_LIMITS.length) {
    throw filterRefusal(FILTER_LIMITS.length, `a filter has at most ${FILTER_LIMITS.length} characters`);
  }
  const tokens = readTokens(text);
  let next = 0;
  let tests = 0;
  let values = 0;

  const tree = readAlternatives(0);
  if (tokens[next]!.kind !== 'end') throw unexpected('and, or, or the end');
  return tree;

  function readAlternatives(depth: number): FilterTree<string> {
    const parts = [readConjunction(depth)];
    while (takeKeyword('or')) parts.push(readConjunction(depth));
    return combined('or', parts);
  }

  function readConjunction(depth: number): FilterTree<string> {
    const parts = [readOne(depth)];
    while (takeKeyword('and')) parts.push(readOne(depth));
    return combined('and', parts);
  }

  function readOne(depth: number): FilterTree<string> {
    const { at } = tokens[next]!;
    if (depth > FILTER_LIMITS.depth)
      throw filterRefusal(at, `more than ${FILTER_LIMITS.depth} ( and not within each other`);
    if (takeKeyword('not')) return { kind: 'not', part: readOne(depth + 1) };
    if (!takeSign('(')) return readTest();
    const tree = readAlternatives(depth + 1);
    if (!takeSign(')')) throw unexpected('and, or, or ")"');
    return tree;
  }

  function readTest(): FilterTree<string> {
    const { at } = tokens[next]!;
    if (++tests > FILTER_LIMITS.tests) throw filterRefusal(at, `more than ${FILTER_LIMITS.tests} tests in one filter`);
    const field = readField();
    const operator = readOperator(field);
    if (operator === 'in' || operator === 'not in') return { kind: 'test', field, operator, values: readList(field) };
    return { kind: 'test', field, operator, values: [readOneValue(field)] };
  }

  function readField(): string {
    const token = tokens[next]!;
    const known = token.kind === 'word' && !isKeyword(token) ? fieldNamed(vocabulary, token.text) : null;
    if (known !== null) {
      next++;
      return known;
    }
    if (token.kind !== 'word' || isKeyword(token)) throw unexpected('a field, not or "("');
    const names = Object.keys(fields);
    const near = names.find((name) => editDistance(name.toLowerCase(), token.text.toLowerCase(), 2) <= 2);
    const hint = near === undefined ? `there are ${listed(names, 'and')}` : `did you mean ${near}?`;
    throw filterRefusal(token.at, `there is no field ${quoted(token.text)}: ${hint}`);
  }

  function readOperator(field: string): Operator {
    const { at } = tokens[next]!;
    const taken = operatorsOf(fields[field]!);
    const operator = takeOperator();
    if (operator === null) throw unexpected(`${listed(taken)} after ${field}`);
    if (taken.includes(operator)) return operator;
    throw filterRefusal(at, `${field} takes ${listed(taken, 'and')}, not ${operator}`);
  }

  function takeOperator(): Operator | null {
    if (takeKeyword('in')) return 'in';
    if (takeKeyword('contains')) return 'contains';
    if (takeKeyword('not')) {
      if (takeKeyword('in')) return 'not in';
      throw unexpected('in after not');
    }
    const { kind, text: sign } = tokens[next]!;
    if (kind !== 'sign' || !(OPERATORS as readonly string[]).includes(sign)) return null;
    next++;
    return sign as Operator;
  }

  function readList(field: string): FilterValue[] {
    if (!takeSign('(')) throw unexpected('"(" and a list of values');
    const list = [readOneValue(field)];
    while (takeSign(',')) list.push(readOneValue(field));
    if (!takeSign(')')) throw unexpected('"," or ")"');
    return list;
  }

  function readOneValue(field: string): FilterValue {
    const token = tokens[next]!;
    if (token.kind === 'word' && isKeyword(token)) throw unexpected('a value; put it in quotes if it is one');
    if (token.kind !== 'word' && token.kind !== 'quoted') throw unexpected('a value');
    if (++values > FILTER_LIMITS.values) {
      throw filterRefusal(token.at, `more than ${FILTER_LIMITS.values} values in one filter`);
    }
    next++;
    return readValue(field, fields[field]!, token);
  }

  function takeKeyword(word: string): boolean {
    const { kind, text: found } = tokens[next]!;
    if (kind !== 'word' || found.toLowerCase() !== word) return false;
    next++;
    return true;
  }

  function takeSign(sign: string): boolean {
    const { kind, text: found } = tokens[next]!;
    if (kind !== 'sign' || found !== sign) return false;
    next++;
    return true;
  }

  function unexpected(expected: string) {
    const { kind, text: found, at } = tokens[next]!;
    return filterRefusal(at, `expected ${expected}, found ${kind === 'end' ? 'the end' : quoted(found)}`);
  }
}

const isKeyword = ({ text }: Token): boolean => KEYWORDS.includes(text.toLowerCase());

/** Brackets that change nothing leave no trace: `a and (b and c)` is `a and b and c`. */
function combined(kind: Combination['kind'], parts: readonly FilterTree<string>[]): FilterTree<string> {
  if (parts.length === 1) return parts[0]!;
  return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
}
