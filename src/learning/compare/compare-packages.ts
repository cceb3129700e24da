/** One row of a page: its items from the top, with the scores they were given. */
export interface ComparedRow {
  readonly rowId: string;
  readonly items: readonly { readonly itemId: string; readonly score: number }[];
}

/** The answers of two packages to one question. */
export interface ComparedPages {
  readonly a: readonly ComparedRow[];
  readonly b: readonly ComparedRow[];
}

export interface PackageComparison {
  readonly pages: number;
  readonly k: number;
  /**
   * Of the first k items of the top list of one package, those that are among the first k of the other: |A and B| / max(|A|, |B|), page by
   * page. null: no page had the list.
   */
  readonly overlap: Distribution | null;
  /** Score by B minus score by A, item by item, of those that both top lists hold. null: they share none. */
  readonly scoreShift: Distribution | null;
  readonly rows: {
    /** Rows that both pages of a pair have, by rowId. */
    readonly inBoth: number;
    /** Of those, the ones that hold other items or the same in another order. */
    readonly changed: number;
    readonly onlyInA: number;
    readonly onlyInB: number;
  };
  /** Pages that are the same in every row and slot. */
  readonly samePages: number;
}

export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** The row that is ranked by nothing but the package. */
export const TOP_LIST = 'top-picks';

/** How far the pages of two packages differ, over all pairs. */
export function comparePackages(pairs: readonly ComparedPages[], k: number): PackageComparison {
  const overlaps: number[] = [];
  const shifts: number[] = [];
  const rows = { inBoth: 0, changed: 0, onlyInA: 0, onlyInB: 0 };
  let samePages = 0;
  for (const { a, b } of pairs) {
    const [topA, topB] = [topOf(a, k), topOf(b, k)];
    const scoresOfA = new Map(topA.map(({ itemId, score }) => [itemId, score]));
    const shared = topB.filter(({ itemId }) => scoresOfA.has(itemId));
    if (topA.length + topB.length > 0) overlaps.push(shared.length / Math.max(topA.length, topB.length));
    for (const { itemId, score } of shared) shifts.push(score - scoresOfA.get(itemId)!);

    const rowsOfB = new Map(b.map((row) => [row.rowId, row]));
    const inBoth = a.filter(({ rowId }) => rowsOfB.has(rowId));
    const changed = inBoth.filter((row) => !haveSameItems(row, rowsOfB.get(row.rowId)!));
    rows.inBoth += inBoth.length;
    rows.changed += changed.length;
    rows.onlyInA += a.length - inBoth.length;
    rows.onlyInB += b.length - inBoth.length;
    const sameRows = a.length === b.length && a.every(({ rowId }, at) => b[at]!.rowId === rowId);
    if (sameRows && changed.length === 0) samePages++;
  }
  return {
    ...{ pages: pairs.length, k, rows, samePages },
    overlap: distributionOf(overlaps),
    scoreShift: distributionOf(shifts),
  };
}

const topOf = (rows: readonly ComparedRow[], k: number): ComparedRow['items'] =>
  rows.find(({ rowId }) => rowId === TOP_LIST)?.items.slice(0, k) ?? [];

const haveSameItems = (one: ComparedRow, other: ComparedRow): boolean =>
  one.items.length === other.items.length && one.items.every(({ itemId }, at) => other.items[at]!.itemId === itemId);

/** Quantiles between two values lie on the line between them (Hyndman & Fan 1996, definition 7). */
function distributionOf(values: readonly number[]): Distribution | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const quantile = (share: number): number => {
    const at = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
    return low + (high - low) * (at - Math.floor(at));
  };
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    ...{ p5: quantile(0.05), p25: quantile(0.25), p50: quantile(0.5), p75: quantile(0.75), p95: quantile(0.95) },
  };
}
