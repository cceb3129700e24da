import type { RowKind } from '../../domain/page.ts';
import { splitRowId } from '../../domain/row-id.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { PageContext } from '../page-context.ts';
import type { RowPlan } from '../row-draft.ts';

/** One family of rows: 'trending', or all of 'genre:...'. Its file says when there is evidence for one, and what it is made from. */
export interface RowFamily {
  /** What the ids of its rows begin with. */
  readonly name: string;
  readonly kind: RowKind;
  /**
   * Rows of the family that there is evidence for, the likeliest first, about `most` of them. Follows from the user and the snapshot alone,
   * not from what a chain of pages has shown, so that the second page chooses among the same rows as one long page would.
   */
  plan(context: PageContext, most: number): readonly PlannedRow[];
  /** The one of that key, '' for none; null without evidence for it. */
  planOne(context: PageContext, key: string): PlannedRow | null;
  /** Whether any user may have one of that key. */
  canBe(snapshot: Snapshot, key: string): boolean;
}

/** What a family says of a row; the rest follows from the template and the request (plan-rows.ts). */
export type PlannedRow = Pick<RowPlan, 'title' | 'sources'> &
  Partial<Omit<RowPlan, 'rowId' | 'kind' | 'title' | 'sources' | Exclude<keyof Placed, 'place'>>> & {
    /** What tells it from others of the family; '' where there is one alone. */
    readonly key: string;
  };

/** What the template says of a row. */
type Placed = Pick<RowPlan, 'family' | 'atMost' | 'atFirst' | 'place' | 'onDemand'>;

/** A family of one row. `canBe`: unless every catalogue has it. */
export function singleRow(
  name: string,
  kind: RowKind,
  planned: (context: PageContext) => Omit<PlannedRow, 'key'> | null,
  canBe: (snapshot: Snapshot) => boolean = () => true,
): RowFamily {
  const planOne = (context: PageContext, key: string): PlannedRow | null => {
    const row = key === '' ? planned(context) : null;
    return row && { ...row, key };
  };
  return {
    name,
    kind,
    plan: (context, most) => (most < 1 ? [] : [planOne(context, '')].filter((row) => row !== null)),
    planOne,
    canBe: (snapshot, key) => key === '' && canBe(snapshot),
  };
}

export const rowIdOf = (family: Pick<RowFamily, 'name'>, key: string): string =>
  key === '' ? family.name : `${family.name}:${key}`;

/** A row as the template places it, unless its family knows better; what the family does not say is as for most rows. */
export function planOf(
  family: Pick<RowFamily, 'name' | 'kind'>,
  { key, ...said }: PlannedRow,
  placed: Placed,
): RowPlan {
  return {
    rowId: rowIdOf(family, key),
    kind: family.kind,
    titleKey: `row.${family.name}`,
    titleParams: {},
    reserve: null,
    order: 'proposed',
    minimum: 1,
    firstLook: FIRST_LOOK,
    seed: -1,
    genre: -1,
    titles: null,
    precedence: 0,
    ...placed,
    ...said,
  };
}

/** How the row of an id stands that is in no template: by itself. */
export const placedAlone = (rowId: string) =>
  ({ family: splitRowId(rowId)[0], atMost: 1, atFirst: 1, place: 'free' }) as const;

/** Slots a row fills before the rows below it choose: about what a screen shows of it. */
const FIRST_LOOK = 4;
