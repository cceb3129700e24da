import { splitRowId } from '../../domain/row-id.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { BoostedTitles, RowDraft } from '../row-draft.ts';
import type { RuleEffect } from '../rules/rule-effect.ts';
import { rowSpread } from './row-spread.ts';

/**
 * Lays the editors' rules on rows whose pools are in the order of their scores: what is buried sinks to where its score less the bury
 * puts it; what is boosted is listed when the row is filled (listBoosted), for the slots that a boost may still win. Scores stay as they are.
 */
export function moveByRules(rows: readonly RowDraft[], candidates: CandidateSet, { rules }: PageContext): void {
  for (const row of rows) {
    row.moved = null;
    if (row.plan.order !== 'score') continue;
    const effect = rules.effectOn(splitRowId(row.plan.rowId)[0]);
    if (effect === null) continue;
    const scale = rowSpread(row, candidates);
    if (effect.hasBuries) sinkBuried(row, candidates, effect, scale);
    row.moved = { effect, scale, boosted: null };
  }
}

/** Candidates of one round and what they are worth with the rules, in the order of that; of equals as they were. */
interface Ranked {
  readonly position: number;
  readonly value: number;
}

const byValue = (a: Ranked, b: Ranked): number => b.value - a.value;

/** The buried are few: they alone are sorted, and merged into the others. */
function sinkBuried(row: RowDraft, { dense, score }: CandidateSet, { strength }: RuleEffect, scale: number): void {
  let from = 0;
  for (const to of row.roundEnds) {
    const buried: Ranked[] = [];
    let end = from;
    for (let at = from; at < to; at++) {
      const position = row.pool[at]!;
      const by = strength[dense[position]!]!;
      if (by < 0) buried.push({ position, value: (score[position] || 0) / scale + by });
      else row.pool[end++] = position;
    }
    buried.sort(byValue);
    // From behind, so that what is not buried moves along in place.
    for (let at = to - 1; buried.length > 0; at--) {
      const other = end > from ? row.pool[end - 1]! : -1;
      const isBuried = other < 0 || buried.at(-1)!.value <= (score[other] || 0) / scale;
      row.pool[at] = isBuried ? buried.pop()!.position : row.pool[--end]!;
    }
    from = to;
  }
}

/** What is boosted of a row that rules move. */
export function listBoosted(row: RowDraft, { dense, score, allowed }: CandidateSet): BoostedTitles {
  const { effect, scale } = row.moved!;
  const positions: number[] = [];
  const roundEnds: number[] = [];
  let from = 0;
  for (const to of effect.hasBoosts ? row.roundEnds : []) {
    const found: Ranked[] = [];
    for (let at = from; at < to; at++) {
      const position = row.pool[at]!;
      const by = effect.strength[dense[position]!]!;
      if (by > 0 && allowed[position] === 1) found.push({ position, value: (score[position] || 0) / scale + by });
    }
    for (const { position } of found.sort(byValue)) positions.push(position);
    roundEnds.push(positions.length);
    from = to;
  }
  return { positions: Int32Array.from(positions), roundEnds };
}
