import { DIMENSIONS, type DimensionName } from '../../src/reports/report.ts';
import type { ReportQuestion } from '../../src/reports/run-report.ts';
import type { Shown } from './report-log.ts';

/** How long film-1 is; the others have no length. */
export const FILM_S = 5_000;
/** A completion says .95 of it. */
const WATCHED_S = 4_750;

/** Counts by group, of rows as they are answered. */
export function countsOf(rows: readonly Readonly<Record<string, unknown>>[], by: readonly DimensionName[]) {
  const names = ['served', 'clicked', 'previous_served', 'previous_clicked'];
  return Object.fromEntries(
    rows.map((row) => [
      JSON.stringify(by.map((name) => row[DIMENSIONS[name]])),
      names.map((name) => row[name] ?? null),
    ]),
  );
}

/** Seconds watched by group, of hours as they are answered; and the same from what was made. */
export function secondsOf(rows: readonly Readonly<Record<string, unknown>>[], by: readonly DimensionName[]) {
  return Object.fromEntries(
    rows.map((row) => [
      JSON.stringify(by.map((name) => row[DIMENSIONS[name]])),
      ['watched_hours', 'previous_watched_hours'].map((name) =>
        row[name] === undefined ? null : Math.round((row[name] as number) * 3_600_000) / 1_000,
      ),
    ]),
  );
}

export function watched(shown: readonly Shown[], question: ReportQuestion, by: readonly DimensionName[]) {
  const films = counted(
    shown.map((one) => ({ ...one, clicked: one.completed && one.item === 'film-1' })),
    question,
    by,
  );
  return Object.fromEntries(
    Object.entries(films).map(([key, [, now, , before]]) => [
      key,
      [now, before].map((count) => (count === null ? null : count! * WATCHED_S)),
    ]),
  );
}

/** The same from what was made, one impression after the other. */
export function counted(shown: readonly Shown[], question: ReportQuestion, by: readonly DimensionName[]) {
  const { tz, origin, compare } = question;
  const [fromMs, toMs] = [question.fromMs!, question.toMs!];
  const lengthMs = toMs - fromMs;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' });
  const groups: Record<string, (number | null)[]> = {};
  for (const one of shown) {
    const isNow = one.atMs >= fromMs && one.atMs < toMs;
    const isBefore = compare !== null && one.atMs >= fromMs - lengthMs && one.atMs < fromMs;
    if (one.origin !== origin || !(isNow || isBefore)) continue;
    const arms = Object.entries(one.arms).map(([experiment, arm]) => `${experiment}:${arm}`);
    for (const arm of by.includes('arm') && arms.length > 0 ? arms : [null]) {
      const values = { ...one, arm, pin: null, day: format.format(one.atMs + (isNow ? 0 : lengthMs)) };
      const key = JSON.stringify(by.map((name) => values[name]));
      groups[key] ??= compare === null ? [0, 0, null, null] : [0, 0, 0, 0];
      const at = isNow ? 0 : 2;
      groups[key][at]!++;
      if (one.clicked) groups[key][at + 1]!++;
    }
  }
  return groups;
}
