import type { CandidateSet } from '../candidate-set.ts';
import type { RowDraft } from '../row-draft.ts';

/** Standard deviation of the scores of the row's first round; 1 where they are all alike. */
export function rowSpread({ pool, roundEnds }: RowDraft, { score, allowed }: CandidateSet): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < (roundEnds[0] ?? 0); at++) {
    const position = pool[at]!;
    if (allowed[position] === 0) continue;
    const value = score[position] || 0;
    count++;
    sum += value;
    squares += value * value;
  }
  const variance = count === 0 ? 0 : squares / count - (sum / count) ** 2;
  return variance > 1e-12 ? Math.sqrt(variance) : 1;
}
