import type { StoredItem } from '../../src/domain/item.ts';
import type { ItemExposure } from '../../src/domain/item-exposure.ts';
import { sourceNo } from '../../src/domain/page.ts';
import { DEFAULT_TEMPLATES, type PageTemplate, withoutChance } from '../../src/domain/page-template.ts';
import type { Stored } from '../../src/domain/ports/editorial-store.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import type { StoredPin } from '../../src/domain/ports/pin-store.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { RowAffinity } from '../../src/domain/row-affinity.ts';
import type { Rule } from '../../src/domain/rule.ts';
import type { Switch } from '../../src/domain/switches.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { createCandidateSet } from '../../src/recommend/candidate-set.ts';
import { markEligible } from '../../src/recommend/eligibility.ts';
import { type PageContext, pageContext } from '../../src/recommend/page-context.ts';
import { byPrecedence } from '../../src/recommend/pins-for.ts';
import { addToPool, createRowDraft, NOBODY, type RowDraft, type RowPlan } from '../../src/recommend/row-draft.ts';
import { createRulesFor } from '../../src/recommend/rules/page-rules.ts';
import { createSelect } from '../../src/recommend/select/select.ts';
import type { SelectionTrace } from '../../src/recommend/select/selection-trace.ts';
import { aRequest, aSnapshot } from './pages.ts';

/** A row and what was proposed for it, by item numbers, in the order of proposal; more than one list: a round each. */
export interface GivenRow extends Partial<Omit<RowPlan, 'rowId'>> {
  readonly rowId: string;
  readonly proposed: readonly number[] | readonly (readonly number[])[];
  readonly hasMore?: boolean;
  readonly newcomers?: readonly number[];
}

/** Rows and scores by hand: the selection alone, without sources and ranker. */
export interface GivenSelection {
  readonly items: readonly StoredItem[];
  readonly rows: readonly GivenRow[];
  /** By item number; 0 when left out. */
  readonly scores?: Readonly<Record<number, number>> | ((itemNo: number) => number);
  readonly scored?: boolean;
  readonly template?: Partial<PageTemplate>;
  readonly request?: Partial<PageRequest>;
  readonly state?: UserState;
  readonly pins?: readonly StoredPin[];
  readonly exposure?: ItemExposure;
  readonly rowAffinity?: RowAffinity;
  readonly switches?: readonly Switch[];
  readonly rules?: readonly Stored<Rule>[];
  readonly trace?: SelectionTrace;
}

export interface SelectedSlot {
  readonly itemNo: number;
  readonly propensity: number;
  readonly explored: boolean;
  readonly pinNo: number;
  readonly displaced: number;
  /** Number of the source; null: who proposed it first. */
  readonly placedBy: number | null;
  /** A boost put it there. */
  readonly lifted: boolean;
}

export interface SelectedRow {
  readonly rowId: string;
  readonly slots: readonly SelectedSlot[];
}

/** A template without chance, likeness, mix and caps: what a test does not name does nothing. */
export const PLAIN: PageTemplate = {
  ...withoutChance(DEFAULT_TEMPLATES).tv,
  diversity: 0,
  calibration: 0,
  rowDiversity: 0,
  lookahead: 0,
  perPerson: 0,
  mostIgnored: 0,
};

const select = createSelect();

export function selected(given: GivenSelection): readonly SelectedRow[] & { readonly dry: readonly string[] } {
  const context = contextOf(given);
  const candidates = createCandidateSet();
  candidates.reset(context.catalogue.size, 0);
  const propose = (itemNo: number, source: 'genre' | 'new-item'): number =>
    candidates.propose(context.catalogue.denseOfItemNo(itemNo), sourceNo(source));
  const drafts = given.rows.map((row) => draftOf(row, context, propose));
  const pinned = given.pins?.map(({ pin }) => context.catalogue.denseOfItemId(pin.itemId)) ?? [];
  for (const dense of pinned) candidates.propose(dense, sourceNo('pin'));
  markEligible(context, candidates);
  const scoreOf =
    typeof given.scores === 'function' ? given.scores : (no: number) => (given.scores as never)?.[no] ?? 0;
  const noAt = (position: number): number => context.catalogue.itemNo[candidates.dense[position]!]!;
  for (let position = 0; position < candidates.count; position++) candidates.score[position] = scoreOf(noAt(position));

  const { rows, dry } = select(context, drafts, candidates, given.scored ?? true);
  const chosen = rows.map((row) => ({
    rowId: row.plan.rowId,
    slots: Array.from({ length: row.slotCount }, (_, slot) => ({
      itemNo: noAt(row.slots[slot]!),
      propensity: row.propensity[slot]!,
      explored: row.explored[slot] === 1,
      pinNo: row.pinNo[slot]!,
      displaced: row.displacedItemNo[slot]!,
      placedBy: row.placedBy[slot] === NOBODY ? null : row.placedBy[slot]!,
      lifted: row.lifted[slot] === 1,
    })),
  }));
  return Object.assign(chosen, { dry: dry.map(({ plan }) => plan.rowId) });
}

/** By row: the item numbers in their slots. */
export const numbersOf = (rows: readonly SelectedRow[]): Record<string, number[]> =>
  Object.fromEntries(rows.map(({ rowId, slots }) => [rowId, slots.map(({ itemNo }) => itemNo)]));

function contextOf(given: GivenSelection): PageContext {
  const made = aSnapshot({ items: given.items });
  const template = { ...PLAIN, ...given.template };
  const snapshot = {
    ...made,
    templates: { tv: template, web: template, mobile: template },
    exposure: given.exposure ?? made.exposure,
    rowAffinity: given.rowAffinity ?? made.rowAffinity,
    switches: given.switches ?? made.switches,
  };
  const due = byPrecedence(given.pins ?? []);
  const context = pageContext(aRequest(given.request), snapshot, given.state ?? EMPTY_STATE, {
    due,
    nextMs: Number.POSITIVE_INFINITY,
    rules: createRulesFor(SILENT_LOGGER)({ ...snapshot, rules: given.rules ?? [] }, aRequest(given.request)),
  });
  return given.trace === undefined ? context : { ...context, trace: given.trace as NonNullable<PageContext['trace']> };
}

function draftOf(
  { rowId, proposed, hasMore = false, newcomers = [], ...plan }: GivenRow,
  { request, catalogue }: PageContext,
  propose: (itemNo: number, source: 'genre' | 'new-item') => number,
): RowDraft {
  const draft = createRowDraft({ ...A_PLAN, family: rowId.split(':')[0]!, ...plan, rowId }, request.items);
  const rounds = (Array.isArray(proposed[0]) ? proposed : [proposed]) as readonly (readonly number[])[];
  for (const round of rounds) {
    for (const itemNo of round) addToPool(draft, propose(itemNo, 'genre'));
    draft.roundEnds.push(draft.poolCount);
  }
  draft.hasMore = hasMore;
  draft.newcomers = Int32Array.from(newcomers, (itemNo) => propose(itemNo, 'new-item'));
  draft.newcomerCount = newcomers.length;
  if (catalogue.size === 0) throw new Error('A selection needs items');
  return draft;
}

const A_PLAN: RowPlan = {
  rowId: '',
  kind: 'genre',
  title: '',
  titleKey: '',
  titleParams: {},
  sources: ['genre'],
  reserve: null,
  order: 'score',
  minimum: 1,
  firstLook: 4,
  family: '',
  atMost: Number.POSITIVE_INFINITY,
  atFirst: Number.POSITIVE_INFINITY,
  place: 'free',
  precedence: 0,
  titles: null,
  seed: -1,
  genre: -1,
  onDemand: false,
};
