import { entryOf, type RowTemplate } from '../../domain/page-template.ts';
import { kindOfRow, rowIdOfKind, splitRowId } from '../../domain/row-id.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isOff } from '../../domain/switches.ts';
import type { PageContext } from '../page-context.ts';
import type { RowPlan } from '../row-draft.ts';
import { FAMILIES } from './families.ts';
import { type PlannedRow, placedAlone, planOf, type RowFamily, rowIdOf } from './row-family.ts';

/** Rows of a family that are planned beyond those that may stand at first, for the selection to choose among. */
const SPARE = 2;

/**
 * The rows this page may have, in the template's order: of each entry a few more than may stand. With rowIds only those, in their order
 * and whatever the template says. What is turned off is planned nowhere, nor is what the chain of pages has given, unless it is the row
 * that goes on. Whether there is enough to fill a row is seen when it is filled. Rows that pins insert are planned too.
 */
export function planRows(context: PageContext): RowPlan[] {
  const { rowIds } = context.request;
  const plans = rowIds === null ? templateRows(context, firstRows(context)) : askedRows(context, rowIds);
  return withInserted(context, plans, insertedRow);
}

/**
 * The rows that are left when the page, or the chain of pages it goes on, has used up the others: what families have beyond their first
 * few. Planned only then, and chosen only after all others, so that a page is the same whether they were planned or not.
 */
export function planFurtherRows(context: PageContext): RowPlan[] {
  if (context.request.rowIds !== null) return [];
  return templateRows(context, (family, key, { atMost, inAll }) => {
    if (key !== '' || inAll <= atMost) return [];
    const first = new Set(family.plan(context, atMost + SPARE).map((row) => row.key));
    return family.plan(context, inAll + SPARE).filter((row) => !first.has(row.key));
  }).map((plan) => ({ ...plan, atFirst: 0 }));
}

/** The rows of a page made without the user: what is popular. null when nobody knows. */
export function planPopularRow(context: PageContext): RowPlan[] | null {
  const family = FAMILIES.get('popular')!;
  const row = isTurnedOff(context, family) ? null : family.planOne(context, '');
  if (row === null) return null;
  return withInserted(context, [planOf(family, row, { ...placedAlone('popular'), onDemand: false })], pinnedRow);
}

/** The rows of a page made when nothing else is known: the editors' own. */
export function planEditorsRow(context: PageContext): RowPlan[] {
  const family = FAMILIES.get('collection')!;
  const said = { key: 'editors-list', title: 'Our selection', sources: ['fallback'] } as const;
  const row = planOf(family, said, { ...placedAlone('collection'), onDemand: false });
  return withInserted(context, isTurnedOff(context, family) ? [] : [row], pinnedRow);
}

/** Whether some user may have a row of this name: of a kind that is made here, of a genre or a title that there is. */
export function canBeRow(snapshot: Snapshot, rowId: string): boolean {
  const [family, key] = splitRowId(rowId);
  if (rowId.endsWith(':')) return false;
  return FAMILIES.get(family)?.canBe(snapshot, key) ?? false;
}

const firstRows =
  (context: PageContext): PlanEntry =>
  (family, key, { atMost }) =>
    key === '' ? family.plan(context, atMost + SPARE) : [family.planOne(context, key)];

/** The rows of an entry of the template, which names its family or, by its key, one row of it. */
type PlanEntry = (family: RowFamily, key: string, entry: RowTemplate) => readonly (PlannedRow | null)[];

function templateRows(context: PageContext, planEntry: PlanEntry): RowPlan[] {
  const entries = inOrderOfKnowledge(context, context.template.rows);
  const given = context.request.shown?.rowIds ?? [];
  return entries.flatMap((entry) => {
    const { row, place } = entry;
    const [name, key] = splitRowId(row);
    const family = FAMILIES.get(name);
    if (family === undefined || isTurnedOff(context, family)) return [];
    const stood = given.filter((rowId) => entryOf(entries, rowId) === entry).length;
    const atMost = entry.inAll - stood;
    if (atMost < 1) return [];
    return planEntry(family, key, entry)
      .filter((one): one is PlannedRow => one !== null && entryOf(entries, rowIdOf(family, one.key)) === entry)
      .filter((one) => !given.includes(rowIdOf(family, one.key)))
      .map((one) =>
        planOf(family, one, { family: row, atMost, atFirst: entry.atMost - stood, place, onDemand: false }),
      );
  });
}

/** Of a user of whom nothing is known no row speaks before what is true for everyone. */
function inOrderOfKnowledge({ history }: PageContext, entries: readonly RowTemplate[]): readonly RowTemplate[] {
  const popular = entries.findLastIndex(({ row }) => row === 'popular');
  const personal = entries.findIndex(({ row }) => row === 'top-picks');
  if (history.length > 0 || personal < 0 || personal > popular) return entries;
  return entries.toSpliced(popular + 1, 0, entries[personal]!).toSpliced(personal, 1);
}

function askedRows(context: PageContext, rowIds: readonly string[]): RowPlan[] {
  const { shown = null } = context.request;
  const goesOn = shown !== null && shown.countInRow > 0;
  return [...new Set(rowIds)]
    .filter((rowId) => goesOn || !shown?.rowIds.includes(rowId))
    .map((rowId) => plannedByName(context, rowId))
    .filter((plan) => plan !== null)
    .map((plan) => ({
      ...plan,
      // Nothing but the caller's order decides.
      place: 'top',
      // What is left of a row that goes on is never too little.
      minimum: goesOn ? 1 : plan.minimum,
    }));
}

/** null: there is no evidence for it, or it is turned off. */
function plannedByName(context: PageContext, rowId: string): RowPlan | null {
  const [name, key] = splitRowId(rowId);
  const family = FAMILIES.get(name);
  if (family === undefined || isTurnedOff(context, family)) return null;
  const row = family.planOne(context, key);
  return row && planOf(family, row, { ...placedAlone(rowId), onDemand: false });
}

/** With the rows that pins may insert, each behind those of its kind. */
function withInserted(
  context: PageContext,
  plans: readonly RowPlan[],
  planned: (context: PageContext, rowId: string) => RowPlan | null,
): RowPlan[] {
  const { rowIds } = context.request;
  const wanted = context.pins
    .filter(({ pin }) => pin.ifRowAbsent === 'insert')
    .map(({ pin }) => pin.rowId ?? rowIdOfKind(pin.rowKind!))
    .filter((rowId) => rowIds === null || rowIds.includes(rowId));
  const all = [...plans];
  for (const rowId of new Set(wanted)) {
    if (all.some((plan) => plan.rowId === rowId)) continue;
    const row = planned(context, rowId);
    if (row !== null) all.splice(placeOf(context, row, all), 0, row);
  }
  return all;
}

/** Behind the last row that the template, or the caller, has before it or in the same place. */
function placeOf({ template, request }: PageContext, row: RowPlan, plans: readonly RowPlan[]): number {
  const rank = (rowId: string): number => {
    if (request.rowIds !== null) return request.rowIds.indexOf(rowId);
    const entry = entryOf(template.rows, rowId);
    return entry === undefined ? template.rows.length : template.rows.indexOf(entry);
  };
  return plans.findLastIndex(({ rowId }) => rank(rowId) <= rank(row.rowId)) + 1;
}

/** A row with its own titles where there is evidence for it, else with nothing but pins. */
function insertedRow(context: PageContext, rowId: string): RowPlan | null {
  const row = plannedByName(context, rowId);
  return row === null ? pinnedRow(context, rowId) : { ...row, onDemand: true };
}

/** No evidence of its own: its title must not claim any ("Because you watched ..."). */
function pinnedRow(context: PageContext, rowId: string): RowPlan | null {
  const kind = kindOfRow(rowId);
  if (kind === null || kind === 'similar' || kind === 'search' || isTurnedOff(context, { kind })) return null;
  const [name, key] = splitRowId(rowId);
  const said = { key, title: 'Selected for you', titleKey: 'row.pinned', sources: [] };
  return planOf({ name, kind }, said, { ...placedAlone(rowId), onDemand: true });
}

const isTurnedOff = ({ snapshot, nowMs }: PageContext, { kind }: Pick<RowFamily, 'kind'>): boolean =>
  isOff(snapshot.switches, `row:${kind}`, nowMs);
