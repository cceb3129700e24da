import { isOff } from '../domain/switches.ts';
import { featureWidth } from '../features/schema.ts';
import { createCandidateSet } from './candidate-set.ts';
import { markEligible } from './eligibility.ts';
import type { PageContext } from './page-context.ts';
import type { Run, Rungs } from './pipeline.ts';
import { createRowDraft, type RowDraft, type RowPlan } from './row-draft.ts';
import { createRankerScore, scoreByOrder } from './score.ts';
import { type PageDraft, select } from './select/select.ts';
import { createProposer } from './sources/propose.ts';
import { createStamps } from './stamps.ts';

/**
 * From a plan to the chosen rows. null when the plan is: there is no page to be had this way. Uses one candidate set for all, so a
 * draft is good until the next one is made.
 */
export type DraftPage = (run: Run, context: PageContext, plan: Planner) => PageDraft | null;
export type Planner = (context: PageContext) => readonly RowPlan[] | null;

/** Titles asked of a source per slot of a row: enough for what other rows take and the ranker puts aside. */
const REACH_PER_SLOT = 3;

export function createDraftPage(): DraftPage {
  const propose = createProposer();
  const scoreByRanker = createRankerScore();
  const candidates = createCandidateSet();
  const taken = createStamps();

  return (run, context, plan) => {
    const { items, rows: mostRows } = context.request;
    const plans = run.stage('plan', () => plan(context));
    if (plans === null) return null;
    // A row that the pages before gave has had its turn, whatever it could still show.
    const given = context.request.shown?.rowIds ?? [];
    const rows = plans.filter(({ rowId }) => !given.includes(rowId)).map((row) => createRowDraft(row, items));
    candidates.reset(context.catalogue.size, featureWidth);

    let draft = fill(rows, REACH_PER_SLOT * items);
    // A row that ran dry and need not asks again, once: as many proposals as the page has slots, and one row more, cannot all be
    // taken. What it takes then may run a row below it dry.
    for (let again = 0; again < rows.length && draft.dry.length > 0; again++) {
      draft = fill(draft.dry, (mostRows + 1) * items);
    }
    return draft;

    function fill(asked: readonly RowDraft[], reach: number): PageDraft {
      run.stage('sources', () => propose(run, context, asked, reach, candidates));
      run.stage('eligibility', () => markEligible(context, candidates));
      run.stage('score', () => run.descend('score', scorersFor(context)));
      return run.stage('select', () => select(context, rows, candidates, taken));
    }
  };

  function scorersFor(context: PageContext): Rungs<() => void> {
    const byOrder = () => scoreByOrder(context, candidates);
    if (context.snapshot.models === null) return [['R4', byOrder]];
    // Turned off is no failure: nothing is counted, and the rung says what the page is made of.
    if (isOff(context.snapshot.switches, 'ranker', context.nowMs)) return [['R3', byOrder]];
    return [
      ['R0', () => scoreByRanker(context, candidates)],
      ['R3', byOrder],
    ];
  }
}
