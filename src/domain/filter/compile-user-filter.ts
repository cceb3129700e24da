import type { AudienceFacts } from '../audience.ts';
import { speaksOneOf } from '../audience.ts';
import { MATURITIES } from '../item.ts';
import type { FilterTree, RangeValue, Test } from './filter-tree.ts';
import { holds, type Operator } from './operators.ts';
import { parseFilter } from './parse-filter.ts';
import { USER_VOCABULARY, type UserFieldName, type UserNumberField, type UserSetField } from './user-fields.ts';

/** What a filter on users asks of one; nothing is looked up before it is asked for. null: not known. */
export interface UserFacts extends Omit<AudienceFacts, 'isInSegment' | 'arms'> {
  numberOf(field: UserNumberField): KnownRange | null;
  /** Whether the user has the value, in any case of its letters where the value is a name. */
  has(field: UserSetField, value: string): boolean | null;
}

/** Where a number lies for certain, both ends included: where only the latest events are kept, the count of all is open above. */
export interface KnownRange {
  readonly from: number;
  readonly to: number;
}

/** Whether a user meets a filter. null: what is known of the user does not say. */
export type UserFilter = (user: UserFacts) => boolean | null;

/**
 * A filter on users from its text. What is not known meets no test and no opposite of one: three-valued logic (Kleene 1952, strong
 * tables), in which `not` leaves null as it is, false decides an `and`, true an `or`. Throws MarqueeError 'invalid-filter'.
 */
export function compileUserFilter(text: string): UserFilter {
  return compile(parseFilter(text, USER_VOCABULARY));
}

/** The tests of a filter on users. Throws as compileUserFilter. */
export function testsOf(text: string): readonly Test<UserFieldName>[] {
  const tests: Test<UserFieldName>[] = [];
  const visit = (tree: FilterTree<UserFieldName>): void => {
    if (tree.kind === 'test') tests.push(tree);
    else if (tree.kind === 'not') visit(tree.part);
    else for (const part of tree.parts) visit(part);
  };
  visit(parseFilter(text, USER_VOCABULARY));
  return tests;
}

function compile(tree: FilterTree<UserFieldName>): UserFilter {
  switch (tree.kind) {
    case 'test':
      return compileTest(tree);
    case 'not':
      return opposite(compile(tree.part));
    case 'and':
      return decidedBy(false, tree.parts.map(compile));
    case 'or':
      return decidedBy(true, tree.parts.map(compile));
  }
}

const opposite =
  (filter: UserFilter): UserFilter =>
  (user) => {
    const met = filter(user);
    return met === null ? null : !met;
  };

/** One part that is `decisive` decides; else one that is not known leaves it open. */
function decidedBy(decisive: boolean, parts: readonly UserFilter[]): UserFilter {
  return (user) => {
    let all: boolean | null = !decisive;
    for (const part of parts) {
      const met = part(user);
      if (met === decisive) return decisive;
      if (met === null) all = null;
    }
    return all;
  };
}

function compileTest({ field, operator, values }: Test<UserFieldName>): UserFilter {
  if (operator === '!=') return opposite(compileTest({ kind: 'test', field, operator: '=', values }));
  if (operator === 'not in') return opposite(compileTest({ kind: 'test', field, operator: 'in', values }));
  const texts = values.map(({ text }) => text);
  switch (field) {
    case 'region':
      return ({ region }) => (region === null ? null : texts.includes(region));
    case 'surface':
      return ({ surface }) => texts.includes(surface);
    case 'language':
      return ({ language }) => (language === null ? null : speaksOneOf(texts, language));
    case 'newUser':
      return ({ isNewUser = null }) => (isNewUser === null ? null : texts.includes(String(isNewUser)));
    case 'maturity': {
      const ranks = (texts as readonly string[]).map((text) => (MATURITIES as readonly string[]).indexOf(text));
      return ({ maturity }) => {
        const rank = MATURITIES.indexOf(maturity);
        return ranks.some((wanted) => holds(operator, rank, wanted, wanted));
      };
    }
    case 'label':
    case 'likedGenre':
    case 'watched':
    case 'myList':
      return decidedBy(
        true,
        texts.map((text) => (user) => user.has(field, text)),
      );
    default:
      return decidedBy(
        true,
        (values as readonly RangeValue[]).map((value) => (user) => {
          const number = user.numberOf(field);
          return number === null ? null : compares(operator, number, value);
        }),
      );
  }
}

/** null: some of the numbers that it may be meet it, others do not. */
function compares(operator: Operator, { from, to }: KnownRange, value: RangeValue): boolean | null {
  const atLeast = holds(operator, from, value.from, value.last);
  if (from === to) return atLeast;
  const atMost = holds(operator, to, value.from, value.last);
  if (operator !== '=' && operator !== 'in') return atLeast === atMost ? atLeast : null;
  if (atLeast && atMost) return true;
  return to < value.from || from > value.last ? false : null;
}
