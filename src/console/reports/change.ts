import { type FigureKind, figureText, type Interval } from './figures.ts';

/** What became of a number since another time. */
export interface Change {
  /** Of a count: as a share of what it was. Of any other metric: the difference. */
  readonly by: number;
  readonly interval: Interval | null;
  /** A count is as it was counted: there is nothing to estimate, and it has no interval. */
  readonly isCount: boolean;
  readonly kind: FigureKind;
  /** 'unclear': the interval has 0 in it, so that chance would do as an explanation. */
  readonly verdict: 'higher' | 'lower' | 'same' | 'unclear';
}

/** Two values of a metric and their intervals; null where either is not known, or a count began at 0. */
export function changeOf(
  now: number | null,
  before: number | null,
  kind: FigureKind,
  intervals: { readonly now: Interval | null; readonly before: Interval | null } | null,
): Change | null {
  if (now === null || before === null) return null;
  if (intervals === null) {
    if (before === 0) return now === 0 ? { by: 0, interval: null, isCount: true, kind, verdict: 'same' } : null;
    const by = now / before - 1;
    return { by, interval: null, isCount: true, kind, verdict: by > 0 ? 'higher' : by < 0 ? 'lower' : 'same' };
  }
  return differenceChange(now - before, differenceInterval(now, intervals.now, before, intervals.before), kind);
}

/** A difference as the API tells it, with its interval. */
export function differenceChange(by: number | null, interval: Interval | null, kind: FigureKind): Change | null {
  if (by === null) return null;
  const verdict = interval === null || (interval[0] <= 0 && interval[1] >= 0) ? 'unclear' : by > 0 ? 'higher' : 'lower';
  return { by, interval, isCount: false, kind, verdict };
}

/** Of independent estimates from their own intervals (Zou and Donner 2008): what difference_ci95 of the analysts' schema does. */
export function differenceInterval(
  now: number,
  nowInterval: Interval | null,
  before: number,
  beforeInterval: Interval | null,
): Interval | null {
  if (nowInterval === null || beforeInterval === null) return null;
  const by = now - before;
  return [
    by - Math.hypot(now - nowInterval[0], beforeInterval[1] - before),
    by + Math.hypot(nowInterval[1] - now, before - beforeInterval[0]),
  ];
}

/** "+4.2%" of a count, "+0.31 pts" of a share, "−0.12" of what else there is. */
export function changeText({ by, kind, isCount }: Change): string {
  if (isCount) return signed(`${(Math.abs(by) * 100).toLocaleString('en', ONE_DIGIT)}%`, by);
  return signed(unitless(Math.abs(by), kind, by), by) + unitOf(kind);
}

/** "−0.05 to +0.67 pts"; '' where there is none. */
export function changeIntervalText({ interval, kind, by }: Change): string {
  if (interval === null) return '';
  const near = Math.max(Math.abs(by), (interval[1] - interval[0]) / 2);
  const [low, high] = interval.map((end) => signed(unitless(Math.abs(end), kind, near), end));
  return `${low} to ${high}${unitOf(kind)}`;
}

export const VERDICTS: Readonly<Record<Change['verdict'], string>> = {
  higher: 'higher',
  lower: 'lower',
  same: 'the same',
  unclear: 'no clear change',
};

/** Whether it is good news: only what is clear is, and of metrics that are better one way. A count says nothing of chance, and is no news. */
export function isGood({ verdict, isCount }: Change, direction: 'up' | 'down' | 'neutral'): boolean | null {
  if (isCount || direction === 'neutral' || verdict === 'same' || verdict === 'unclear') return null;
  return (verdict === 'higher') === (direction === 'up');
}

/** Two digits at least: a third would say more than any interval does. */
const unitless = (size: number, kind: FigureKind, near: number): string =>
  figureText(size, kind, Math.max(Math.abs(near), kind === 'share' ? 0.001 : 0.1)).replace('%', '');
const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
const unitOf = (kind: FigureKind): string => (kind === 'share' ? ' pts' : '');
const signed = (text: string, value: number): string =>
  /^[0.]*%?$/.test(text) ? text : `${value < 0 ? '−' : '+'}${text}`;
