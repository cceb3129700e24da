import { DIMENSIONS, type DimensionName } from '../../src/reports/report.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * What a comparison has to have said: rows of the time asked for and of the one before, each asked alone, side by side. `laterDays`: what
 * is added to a day of the one before. null: the row was not there in one of them.
 */
export function besideEachOther(
  now: readonly Row[],
  before: readonly Row[],
  by: readonly DimensionName[],
  laterDays = 0,
) {
  const keyOf = (row: Row, days: number) =>
    JSON.stringify(by.map((name) => (name === 'day' ? dayLater(String(row.day), days) : row[DIMENSIONS[name]])));
  const earlier = new Map(before.map((row) => [keyOf(row, laterDays), row]));
  const later = new Map(now.map((row) => [keyOf(row, 0), row]));
  return new Map(
    [...new Set([...later.keys(), ...earlier.keys()])].map((key) => [
      key,
      { now: later.get(key) ?? null, before: earlier.get(key) ?? null },
    ]),
  );
}

const dayLater = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Throws unless `rows`, compared, say what the two times said alone: values, intervals, and changes where both have a value. */
export function expectBeside(
  rows: readonly Row[],
  pairs: ReturnType<typeof besideEachOther>,
  { by, metrics }: { readonly by: readonly DimensionName[]; readonly metrics: readonly string[] },
  expect: (actual: unknown) => { toEqual(expected: unknown): void },
): void {
  expect(rows.length).toEqual(pairs.size);
  for (const row of rows) {
    const { now, before } = pairs.get(JSON.stringify(by.map((name) => row[DIMENSIONS[name]])))!;
    for (const metric of metrics) {
      const of = (side: Row | null, name: string) => (side === null ? null : side[name]);
      const none = (value: unknown, side: Row | null) => (side === null && value === 0 ? null : value);
      expect([metric, none(row[metric], now), none(row[`previous_${metric}`], before)]).toEqual([
        metric,
        of(now, metric),
        of(before, metric),
      ]);
      if (!(`${metric}_change` in row)) continue;
      const [a, b] = [of(now, metric), of(before, metric)] as (number | null)[];
      const change = a === null || b === null ? null : a! - b!;
      expect([metric, row[`${metric}_change`]]).toEqual([metric, change]);
      const interval = row[`${metric}_change_ci95`] as readonly [number, number] | null | undefined;
      if (interval === undefined) continue;
      expect([metric, interval === null]).toEqual([metric, change === null]);
      if (interval !== null) expect([metric, interval[0] <= change! && change! <= interval[1]]).toEqual([metric, true]);
    }
  }
}
