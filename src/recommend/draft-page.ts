import { isOff } from '../domain/switches.ts';
import { featureWidth } from '../features/schema.ts';
import { createCandidateSet } from './candidate-set.ts';
import { markEligible } from './eligibility.ts';
import { orderByRelevance } from './order-by-relevance.ts';
import type { PageContext } from './page-context.ts';
import type { Run, Rungs } from './pipeline.ts';
import { createRowDraft, type RowDraft, type RowPlan } from './row-draft.ts';
import { createRankerScore, scoreByOrder } from './score.ts';
import { createSelect, type PageDraft } from './select/select.ts';
import { createProposer } from './sources/propose.ts';

/**
 * From a plan to the chosen rows. null when the plan is: there is no page to be had this way. Uses one candidate set for all, so a
 * draft is good until the next one is made.
 */
export type DraftPage = (
  run: Run,
  context: PageContext,
  plan: Planner,
  planFurther?: FurtherPlanner,
) => PageDraft | null;
export type Planner = (context: PageContext) => readonly RowPlan[] | null;
/** Rows for a page that the planned ones do not fill. */
type FurtherPlanner = (context: PageContext) => readonly RowPlan[];

/**
 * Titles asked of a source: for most rows enough for all they show, what other rows take and the ranker puts aside. The same however many
 * are asked for, as what is chosen among must not depend on how much of it is shown.
 */
const FIRST_REACH = 60;
/** A row that runs dry asks this much further. */
const REACH_GROWTH = 5;

export function createDraftPage(): DraftPage {
  const propose = createProposer();
  const scoreByRanker = createRankerScore();
  const candidates = createCandidateSet();
  const select = createSelect();

  return (run, context, plan, planFurther = () => []) => {
    const { items } = context.request;
    const plans = run.stage('plan', () => plan(context));
    if (plans === null) return null;
    // A row that the pages before gave has had its turn, whatever it could still show.
    const given = context.request.shown?.rowIds ?? [];
    const rows: RowDraft[] = [];
    candidates.reset(context.catalogue.size, featureWidth);

    const draft = withRows(plans);
    if (!isShort(draft)) return { ...draft, hasFurther: () => furtherRows().length > 0 };
    const further = run.stage('plan', furtherRows);
    return further.length === 0 ? draft : withRows(further);

    function furtherRows(): readonly RowPlan[] {
      return planFurther(context).filter(({ rowId }) => !given.includes(rowId));
    }

    function withRows(more: readonly RowPlan[]): PageDraft {
      const added = more.filter(({ rowId }) => !given.includes(rowId)).map((row) => createRowDraft(row, items));
      for (const row of added) row.reach = FIRST_REACH;
      rows.push(...added);
      let draft = fill(added);
      // Rows that ran dry and need not ask again. What they take then may run others dry; beyond the catalogue nobody has more.
      for (let dry = mayAskAgain(draft); dry.length > 0; dry = mayAskAgain(draft)) {
        for (const row of dry) row.reach *= REACH_GROWTH;
        draft = fill(dry);
      }
      return draft;
    }

    /** Or filled with what is better chosen among more. */
    function isShort({ rows: chosen, usesFurther }: PageDraft): boolean {
      return chosen.length < context.request.rows || usesFurther;
    }

    function mayAskAgain({ dry }: PageDraft): readonly RowDraft[] {
      return dry.filter(({ reach }) => reach < context.catalogue.size);
    }

    function fill(asked: readonly RowDraft[]): PageDraft {
      run.stage('sources', () => propose(run, context, asked, candidates));
      run.stage('eligibility', () => markEligible(context, candidates));
      run.stage('score', () => run.descend('score', scorersFor(context)));
      orderByRelevance(asked, candidates, run.rung < 'R3');
      return run.stage('select', () => select(context, rows, candidates, run.rung < 'R3'));
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
