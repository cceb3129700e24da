import type { FieldName } from './fields.ts';
import type { Operator } from './operators.ts';

/** A filter as parsed: what it means, without how it was spaced, quoted or bracketed. */
export type FilterTree = Combination | Negation | Test;

/** Two or more parts; none of them is a combination of the same kind. */
export interface Combination {
  readonly kind: 'and' | 'or';
  readonly parts: readonly FilterTree[];
}

export interface Negation {
  readonly kind: 'not';
  readonly part: FilterTree;
}

/** A field against values: one of them, or several after `in` and `not in`. */
export interface Test {
  readonly kind: 'test';
  readonly field: FieldName;
  readonly operator: Operator;
  readonly values: readonly FilterValue[];
}

/** `text` is how the value is printed. */
export type FilterValue = TextValue | RangeValue;

export interface TextValue {
  readonly text: string;
}

/**
 * What a number, a year or a time stands for: everything from `from` to `last`, both included. A year and a date are as long as they
 * are, all else is one point. `isRelative`: both count from now.
 */
export interface RangeValue {
  readonly text: string;
  readonly from: number;
  readonly last: number;
  readonly isRelative: boolean;
}
