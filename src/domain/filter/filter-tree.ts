import type { FieldName } from './fields.ts';
import type { Operator } from './operators.ts';

/** A filter as parsed: what it means, without how it was spaced, quoted or bracketed. `Name`: the fields it may be about. */
export type FilterTree<Name extends string = FieldName> = Combination<Name> | Negation<Name> | Test<Name>;

/** Two or more parts; none of them is a combination of the same kind. */
export interface Combination<Name extends string = FieldName> {
  readonly kind: 'and' | 'or';
  readonly parts: readonly FilterTree<Name>[];
}

export interface Negation<Name extends string = FieldName> {
  readonly kind: 'not';
  readonly part: FilterTree<Name>;
}

/** A field against values: one of them, or several after `in` and `not in`. */
export interface Test<Name extends string = FieldName> {
  readonly kind: 'test';
  readonly field: Name;
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
