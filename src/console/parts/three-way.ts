import { isSame } from '../pins/pin-fields.ts';

/** A field that one of two editors changed, or both. */
export interface FieldConflict {
  readonly field: string;
  readonly was: unknown;
  readonly theirs: unknown;
  readonly yours: unknown;
  /** Both changed it, and not to the same. */
  readonly isBoth: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** What two who began at `was` made of it, field by field; those that both changed first. */
export function threeWay(was: Fields, theirs: Fields, yours: Fields): readonly FieldConflict[] {
  const fields = [...new Set([...Object.keys(yours), ...Object.keys(theirs)])];
  return fields
    .filter((field) => !isSame(was[field], theirs[field]) || !isSame(was[field], yours[field]))
    .map((field) => ({
      field,
      was: was[field],
      theirs: theirs[field],
      yours: yours[field],
      isBoth:
        !isSame(was[field], theirs[field]) && !isSame(was[field], yours[field]) && !isSame(theirs[field], yours[field]),
    }))
    .sort((a, b) => Number(b.isBoth) - Number(a.isBoth));
}

/** Theirs, with the fields that you changed as you changed them: nothing of theirs is put back unseen. */
export function putOver<T extends object>(was: T, theirs: T, yours: T): T {
  const changed = Object.entries(yours).filter(([field, value]) => !isSame((was as Fields)[field], value));
  return { ...theirs, ...Object.fromEntries(changed) };
}
