import type { RowKind } from '../domain/page.ts';
import { NO_AFFINITY, type RowAffinity } from '../domain/row-affinity.ts';
import type { RowCount } from '../domain/row-counts.ts';
import { kindOfRow, splitRowId } from '../domain/row-id.ts';

/** Weeks, not days: a row keeps its place over a weekend, and loses it to what people do now. */
export const AFFINITY_HALF_LIFE_DAYS = 14;

/** Touches that have to be expected before a row's own count as much as what is known of its kind. */
const PRIOR = 20;
/** A row may be worth three times what its candidates say, or three tenths of it: never nothing, or nobody would see it again. */
const LEAST = 0.3;
const MOST = 3;
/** Impressions by other rows in a place that make it half as telling as it can be. */
const TELLING = 200;
/** Views are sent by a surface's apps where at least so much of what they were served was viewed. */
const LEAST_VIEWED = 0.01;

/** Observed and expected touches. */
interface Touches {
  observed: number;
  expected: number;
}

/**
 * How much more or less rows are touched than their places would lead one to expect: the ratio of observed touches to expected ones.
 * A touch is an impression that was clicked or played. What is expected of an impression is the rate of touches of all *other* rows in
 * the same place of the same surface: among those viewed in the same position, where views are sent, and among those served in the
 * same row and position of the page, where none are (a position-based model: Craswell, Zoeter, Taylor and Ramsey, "An experimental
 * comparison of click position-bias models", 2008; clicks over expected clicks: Zhang and Jones 2007). A place counts by n / (n + 200)
 * where n impressions of others say what is usual there: a row that is alone in its place is neither good nor bad for it.
 *
 * Ratios of few touches are drawn to the next known thing by a gamma prior of the Poisson rate, of mean `next` and weight 20:
 * (observed + 20 next) / (expected + 20) (Clayton and Kaldor, "Empirical Bayes estimates of age-standardized relative risks", 1987).
 * The chain is 1, the other rows of the kind, the row on other surfaces, the row on this one. Bounded to .3 .. 3.
 */
export function rowAffinityOf(counts: readonly RowCount[]): RowAffinity {
  const touches = touchesByRow(counts);
  if (touches.size === 0) return NO_AFFINITY;
  const ofRow = new Map<string, Touches>();
  const ofKind = new Map<RowKind, Touches>();
  for (const [rowId, bySurface] of touches) {
    const own = none();
    for (const one of bySurface.values()) add(own, one);
    ofRow.set(rowId, own);
    const kind = kindOfRow(rowId);
    if (kind === null) continue;
    const all = ofKind.get(kind) ?? none();
    ofKind.set(kind, add(all, own));
  }

  return {
    of(rowId, kind, surface) {
      const known = ofRow.has(rowId) ? rowId : splitRowId(rowId)[0];
      const own = ofRow.get(known) ?? NONE;
      const here = touches.get(known)?.get(surface) ?? NONE;
      const kindred = shrunk(less(ofKind.get(kind) ?? NONE, kindOfRow(known) === kind ? own : NONE), 1);
      const elsewhere = shrunk(less(own, here), kindred);
      return Math.min(MOST, Math.max(LEAST, shrunk(here, elsewhere)));
    },
  };
}

/** By row and surface. */
function touchesByRow(counts: readonly RowCount[]): Map<string, Map<string, Touches>> {
  const withViews = surfacesWithViews(counts);
  const places = new Map<string, { seen: number; touched: number }>();
  const rowsAt = new Map<string, RowCount & { seen: number; place: string }>();
  for (const count of counts) {
    const { surface, rowId, rowIndex, position, served, viewed, touched } = count;
    const place = withViews.has(surface) ? `${surface} ${position}` : `${surface} ${rowIndex} ${position}`;
    // Whoever touched it saw it, whether or not the app said so.
    const seen = withViews.has(surface) ? Math.max(viewed, touched) : served;
    const all = places.get(place) ?? { seen: 0, touched: 0 };
    places.set(place, { seen: all.seen + seen, touched: all.touched + touched });
    const key = `${rowId} ${place}`;
    const at = rowsAt.get(key);
    rowsAt.set(key, { ...count, place, seen: (at?.seen ?? 0) + seen, touched: (at?.touched ?? 0) + touched });
  }

  const rows = new Map<string, Map<string, Touches>>();
  for (const { rowId, surface, place, seen, touched } of rowsAt.values()) {
    const all = places.get(place)!;
    const others = all.seen - seen;
    if (others <= 0) continue;
    const telling = others / (others + TELLING);
    const expected = (seen * (all.touched - touched)) / others;
    const bySurface = rows.get(rowId) ?? new Map<string, Touches>();
    rows.set(rowId, bySurface);
    bySurface.set(
      surface,
      add(bySurface.get(surface) ?? none(), { observed: telling * touched, expected: telling * expected }),
    );
  }
  return rows;
}

function surfacesWithViews(counts: readonly RowCount[]): Set<string> {
  const sums = new Map<string, { served: number; viewed: number }>();
  for (const { surface, served, viewed } of counts) {
    const sum = sums.get(surface) ?? { served: 0, viewed: 0 };
    sums.set(surface, { served: sum.served + served, viewed: sum.viewed + viewed });
  }
  const sending = [...sums].filter(([, { served, viewed }]) => viewed > LEAST_VIEWED * served);
  return new Set(sending.map(([surface]) => surface));
}

const none = (): Touches => ({ observed: 0, expected: 0 });
const NONE: Readonly<Touches> = none();

function add(to: Touches, { observed, expected }: Readonly<Touches>): Touches {
  to.observed += observed;
  to.expected += expected;
  return to;
}

const less = (from: Readonly<Touches>, part: Readonly<Touches>): Touches => ({
  observed: Math.max(0, from.observed - part.observed),
  expected: Math.max(0, from.expected - part.expected),
});

const shrunk = ({ observed, expected }: Readonly<Touches>, next: number): number =>
  (observed + PRIOR * next) / (expected + PRIOR);
