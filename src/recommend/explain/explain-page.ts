import type { ExplainedPage, PageExplanation, PassedOverRow, RowExplanation } from '../../domain/explanation.ts';
import type { Page, Rung } from '../../domain/page.ts';
import { namesOff } from '../../domain/switches.ts';
import type { RowDraft } from '../row-draft.ts';
import type { PageDraft } from '../select/select.ts';
import type { RowChoice } from '../select/selection-trace.ts';
import { contributionsOf } from './contributions.ts';
import { explainSlot, type RowFacts } from './explain-slot.ts';
import type { PageTrace } from './page-trace.ts';

/**
 * The page with its reasons beside it: what was noted while it was made, and what the ranker says when it is asked again. Changes nothing of
 * the page. For pages whose context has a trace, while the draft is good; the ranker scores some ten rows a slot.
 */
export function explainPage(page: Page, draft: PageDraft, rung: Rung): ExplainedPage {
  const { context, rows, candidates } = draft;
  const trace = context.trace!;
  const shown = rows.flatMap((row) => [...row.slots.subarray(0, row.slotCount)]);
  // Below that what stands as a score is the order of the proposals.
  const contributions = rung < 'R3' ? contributionsOf(context, candidates, shown) : new Map();
  const rowOf = createRowOf(draft);
  return {
    ...page,
    explanation: explanationOf(draft, trace),
    rows: page.rows.map((row, at) => {
      const own = rows[at]!;
      const facts = { row: own, trace: trace.of(own), rowOf, ...rankedByScore(own, draft) };
      return {
        ...row,
        explanation: explainRow(facts),
        items: row.items.map((slot, position) => ({
          ...slot,
          explanation: explainSlot(draft, facts, position, contributions.get(own.slots[position]!) ?? null),
        })),
      };
    }),
  };
}

function explainRow({ row, trace, byScore }: RowFacts): RowExplanation {
  return {
    chosen: trace.choice === null ? null : worthParts(trace.choice),
    order: row.plan.order,
    candidates: { proposed: row.poolCount, allowed: byScore.length },
  };
}

function explanationOf({ context, rows, withheld, candidates }: PageDraft, trace: PageTrace): PageExplanation {
  const passedOver = trace
    .rows()
    .filter(([row]) => !rows.includes(row))
    .map(
      ([{ plan }, choice]): PassedOverRow => ({
        ...{ rowId: plan.rowId, kind: plan.kind },
        ...worthParts(choice),
        // It was chosen, and a pin needed its place.
        reason: choice.passedOver ?? 'gave-way',
      }),
    );
  return {
    passedOver,
    switchedOff: namesOff(context.snapshot.switches, context.nowMs),
    withheldPins: withheld,
    candidates: {
      proposed: candidates.count,
      allowed: candidates.allowed.subarray(0, candidates.count).reduce((sum, allowed) => sum + allowed, 0),
      scored: candidates.scoredCount,
    },
  };
}

const worthParts = ({ worth, affinity, likeness, value }: RowChoice) => ({ worth, affinity, likeness, value });

/** Of equal scores what was proposed first comes first, as in the selection. */
function rankedByScore({ pool, poolCount }: RowDraft, { candidates }: PageDraft) {
  const { allowed, score } = candidates;
  const byScore = [...pool.subarray(0, poolCount)]
    .filter((position) => allowed[position] === 1)
    .sort((a, b) => score[b]! - score[a]! || a - b);
  return { byScore, rankOf: new Map(byScore.map((position, rank) => [position, rank])) };
}

function createRowOf({ context: { catalogue }, rows, candidates }: PageDraft): RowFacts['rowOf'] {
  const titleAt = (position: number): number => catalogue.titleOf[candidates.dense[position]!]!;
  const rowOfTitle = new Map<number, RowDraft>();
  for (const row of rows) {
    for (let slot = 0; slot < row.slotCount; slot++) rowOfTitle.set(titleAt(row.slots[slot]!), row);
  }
  return (position) => rowOfTitle.get(titleAt(position));
}
