import type { FeatureContribution, SlotExplanation, SlotRule } from '../../domain/explanation.ts';
import { sourceNo } from '../../domain/page.ts';
import { NOBODY, type RowDraft } from '../row-draft.ts';
import type { PageDraft } from '../select/select.ts';
import type { SlotChoice } from '../select/selection-trace.ts';
import type { RowTrace } from './page-trace.ts';

/** What explains the slots of a row: who stands where on the page, and what was told of the row. */
export interface RowFacts {
  readonly row: RowDraft;
  readonly trace: RowTrace;
  /** Candidates of the row that may be shown, the best score first; and the rank of each. */
  readonly byScore: readonly number[];
  readonly rankOf: ReadonlyMap<number, number>;
  /** Candidate -> the row of the page that shows its title. */
  readonly rowOf: (position: number) => RowDraft | undefined;
}

/** Better titles that are named for standing elsewhere, or for a cap. */
const MOST_NAMED = 5;

export function explainSlot(
  draft: PageDraft,
  facts: RowFacts,
  slot: number,
  contributions: readonly FeatureContribution[] | null,
): SlotExplanation {
  const { row, trace, rankOf } = facts;
  const position = row.slots[slot]!;
  const isPinned = row.pinNo[slot] !== 0;
  const choice = isPinned ? undefined : trace.slots.get(position);
  const byScore = row.plan.order === 'score' && choice !== undefined;
  const pinsBefore = row.pinNo.subarray(0, slot).reduce((count, pinNo) => count + (pinNo === 0 ? 0 : 1), 0);
  return {
    proposedBy: proposalsOf(facts, position),
    ranks: {
      byScore: rankOf.get(position) ?? null,
      amongFree: byScore ? choice.rankByScore : null,
      byValue: byScore ? choice.rankByValue : null,
      chosen: isPinned ? null : slot - pinsBefore,
      slot,
    },
    chosenBy: byScore
      ? {
          value: choice.value,
          likeness: choice.likeness,
          overTaste: choice.overTaste,
          wishes: draft.candidates.bonus[position]!,
          rules: choice.moved,
        }
      : null,
    rules: isPinned ? [pinRule(draft, row, slot)] : rulesOf(draft, facts, slot, choice),
    contributions,
  };
}

function proposalsOf({ row, trace }: RowFacts, position: number): SlotExplanation['proposedBy'] {
  const proposals = [...trace.proposals].flatMap(([source, rankOf]) => {
    const rank = rankOf.get(position);
    return rank === undefined ? [] : [{ source, rank }];
  });
  const newcomer = row.newcomers.subarray(0, row.newcomerCount).indexOf(position);
  return newcomer < 0 ? proposals : [...proposals, { source: 'new-item', rank: newcomer }];
}

function pinRule({ context: { pins, catalogue } }: PageDraft, row: RowDraft, slot: number): SlotRule {
  const displaced = catalogue.denseOfItemNo(row.displacedItemNo[slot]!);
  return {
    rule: 'pinned',
    pinId: pins.find(({ pinNo }) => pinNo === row.pinNo[slot])!.pin.pinId,
    displaced: row.displacedItemNo[slot] === 0 || displaced < 0 ? null : catalogue.itemId[displaced]!,
  };
}

function rulesOf(
  { context: { catalogue }, candidates }: PageDraft,
  { row, byScore, rankOf, rowOf }: RowFacts,
  slot: number,
  choice: SlotChoice | undefined,
): SlotRule[] {
  const position = row.slots[slot]!;
  const itemAt = (of: number): string => catalogue.itemId[candidates.dense[of]!]!;
  const rules: SlotRule[] = [];
  if (row.placedBy[slot] !== NOBODY && row.placedBy[slot] === sourceNo('new-item')) rules.push({ rule: 'new-item' });
  if (choice !== undefined && choice.best !== position) rules.push({ rule: 'chance', instead: itemAt(choice.best) });
  rules.push(...editorsRules(row, slot, candidates.dense[position]!));
  for (const { position: of, cap } of choice?.capped.slice(0, MOST_NAMED) ?? []) {
    rules.push({ rule: 'capped', itemId: itemAt(of), cap });
  }
  if (row.plan.order !== 'score') return rules;
  const elsewhere = byScore.slice(0, rankOf.get(position) ?? 0).flatMap((of): SlotRule[] => {
    const other = rowOf(of);
    if (other === undefined || other === row) return [];
    return [{ rule: 'stands-elsewhere', itemId: itemAt(of), rowId: other.plan.rowId }];
  });
  return [...rules, ...elsewhere.slice(0, MOST_NAMED)];
}

function editorsRules({ moved, lifted }: RowDraft, slot: number, dense: number): SlotRule[] {
  return (moved?.effect.rulesOf(dense) ?? []).map(({ stored: { id: ruleId }, rule }): SlotRule => {
    const strength = rule.strength!;
    if (rule.action === 'bury') return { rule: 'buried', ruleId, strength };
    return { rule: 'boosted', ruleId, strength, lifted: lifted[slot] === 1 };
  });
}
