import type { Metric } from '../../../clients/typescript/src/index.ts';

/** [low, high]: where the true value lies, 19 times in 20. */
export type Interval = readonly [number, number];

/** How a metric's numbers are written. */
export type FigureKind = 'count' | 'share' | 'number';

export function kindOf({ kind, isShare }: Pick<Metric, 'kind' | 'isShare'>): FigureKind {
  if (kind === 'count') return 'count';
  return kind === 'ratio' && isShare === true ? 'share' : 'number';
}

/** "1,234", "2.31%", "0.84"; what is not known is a dash. `near` sets how exact: of an interval its width. */
export function figureText(value: number | null, kind: FigureKind, near: number | null = value): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (kind === 'count') return value.toLocaleString('en');
  if (kind === 'share') return `${plain(value * 100, digitsOf((near ?? value) * 100))}%`;
  return plain(value, digitsOf(near ?? value));
}

/** "2.25–2.37%" of one unit, as exact as the value beside it. */
export function intervalText(interval: Interval | null, kind: FigureKind, near: number | null): string {
  if (interval === null) return '';
  const [low, high] = interval.map((end) => figureText(end, kind, near)) as [string, string];
  return kind === 'share' ? `${low.slice(0, -1)}–${high}` : `${low}–${high}`;
}

/** The number of a column, null where there is none. Numbers beyond 2^53 come as texts. */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) return Number(value);
  return null;
}

export function intervalIn(value: unknown): Interval | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [low, high] = value.map(numberIn);
  return low === null || high === null ? null : [low!, high!];
}

/** 1234 -> "1.2 k": for axes and where there is little room. */
export function shortText(value: number, kind: FigureKind): string {
  if (kind === 'share') return `${plain(value * 100, value !== 0 && Math.abs(value) < 0.1 ? 1 : 0)}%`;
  const size = Math.abs(value);
  if (size >= 1e6) return `${trimmed(value / 1e6)} M`;
  if (size >= 1e4) return `${trimmed(value / 1e3)} k`;
  return value.toLocaleString('en', { maximumFractionDigits: size < 10 ? 2 : 0 });
}

/** Three digits that say something, and never more than two after the point for what is not tiny. */
const digitsOf = (size: number): number => {
  const magnitude = Math.abs(size);
  if (magnitude >= 100) return 0;
  if (magnitude >= 10) return 1;
  return magnitude >= 0.1 || magnitude === 0 ? 2 : 3;
};
const plain = (value: number, digits: number): string =>
  value
    .toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace(/^-(?=[0.]*$)/, '')
    .replace('-', '−');
const trimmed = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });
