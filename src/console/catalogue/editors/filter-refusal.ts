import { MarqueeProblem } from '../../../../clients/typescript/src/index.ts';

/** What is wrong with a filter, and where. */
export interface FilterRefusal {
  /** From 0, in the filter as it was sent. */
  readonly at: number;
  readonly sentence: string;
}

/** null: it is no refusal of a filter. */
export function refusalOf(error: unknown): FilterRefusal | null {
  if (!(error instanceof MarqueeProblem) || error.code !== 'invalid-filter') return null;
  return parseRefusal(error.message);
}

/** "createRule: filter, character 9: expected a value." -> at 8. Without a place it is of the whole filter. */
export function parseRefusal(detail: string): FilterRefusal {
  const [, character, sentence] = /filter, character (\d+): (.*)$/su.exec(detail) ?? [];
  if (character === undefined || sentence === undefined) return { at: 0, sentence: detail.replace(/^\w+: /, '') };
  return { at: Number(character) - 1, sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1) };
}

/** The filter around the place: what stands before, the word there, what comes after; cut where it is long. */
export function placeOf(filter: string, at: number): { before: string; there: string; after: string } {
  const rest = filter.slice(at);
  const there = /^(?:"[^"]*"?|'[^']*'?|[^\s()"',=<>!]+|.)/su.exec(rest)?.[0] ?? ' ';
  const [before, after] = [filter.slice(0, at), rest.slice(there.length)];
  return {
    before: before.length > AROUND ? `…${before.slice(-AROUND)}` : before,
    there,
    after: after.length > AROUND ? `${after.slice(0, AROUND)}…` : after,
  };
}

const AROUND = 40;
