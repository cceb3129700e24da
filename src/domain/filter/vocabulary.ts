import type { Operator } from './operators.ts';

/** What conditions may be about: the fields by name, each with what its values look like. */
export interface Vocabulary<Name extends string> {
  readonly fields: Readonly<Record<Name, FieldShape>>;
  /** Other spellings of them. */
  readonly otherNames: Readonly<Record<string, Name>>;
}

/** All of a field that matters to who reads a filter. */
export type FieldShape =
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  /** Words in their order: they can be compared. */
  | { readonly kind: 'ranked'; readonly words: readonly string[] }
  | { readonly kind: 'genre' | 'names' | 'language' | 'title' | 'id' | 'year' | 'time' | 'number' };

/** null: there is no such field. */
export function fieldNamed<Name extends string>({ fields, otherNames }: Vocabulary<Name>, name: string): Name | null {
  if (Object.hasOwn(fields, name)) return name as Name;
  return Object.hasOwn(otherNames, name) ? otherNames[name]! : null;
}

const SAMENESS: readonly Operator[] = ['=', '!=', 'in', 'not in'];
const ORDER: readonly Operator[] = ['<', '<=', '>', '>='];

export function operatorsOf({ kind }: FieldShape): readonly Operator[] {
  if (kind === 'title') return [...SAMENESS, 'contains'];
  return kind === 'one-of' || kind === 'genre' || kind === 'names' || kind === 'language' || kind === 'id'
    ? SAMENESS
    : [...SAMENESS, ...ORDER];
}
