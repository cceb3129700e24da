import type { PinCost, PinReport, PinValue } from '../../../../clients/typescript/src/index.ts';

/** One line of a report: a count, and what it is a part of. */
export interface Figure {
  readonly name: string;
  readonly count: number;
  /** 0..1 of what the bar is measured against; null: there is nothing to measure against. */
  readonly share: number | null;
}

/** What came of the impressions: each as a share of those served. */
export function outcomeFigures({ served, viewed, clicked, played }: PinReport): readonly Figure[] {
  return [
    { name: 'Served', count: served },
    { name: 'Viewed', count: viewed },
    { name: 'Clicked', count: clicked },
    { name: 'Played', count: played },
  ].map((figure) => ({ ...figure, share: served === 0 ? null : figure.count / served }));
}

/** Pages on which the pin was due and did not stand, the most frequent reason first, each as a share of all pages on which it was due. */
export function withheldFigures({ served, withheld }: PinReport): readonly Figure[] {
  const total = Object.values(withheld).reduce((sum, count) => sum + count, 0);
  const due = served + total;
  return Object.entries(withheld)
    .map(([reason, count]) => ({ name: REASONS[reason as keyof typeof REASONS] ?? reason, count, share: count / due }))
    .sort((a, b) => b.count - a.count);
}

export const withheldTotal = ({ withheld }: PinReport): number =>
  Object.values(withheld).reduce((sum, count) => sum + count, 0);

/** "1,234 · 12%"; no share where there is none. */
export function figureText({ count, share }: Figure): string {
  const number = count.toLocaleString('en');
  return share === null ? number : `${number} · ${shareText(share)}`;
}

function shareText(share: number): string {
  if (share > 0 && share < 0.001) return 'under 0.1%';
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)}%`;
}

/** What the report says of the pin as a whole; by clicks, of which there are most. */
export function costVerdict({ clicks: { net, ci95 } }: PinCost): string {
  if (net === null || ci95 === null) return 'There is not enough to tell what it brought or cost.';
  const [low, high] = ci95;
  if (low! > 0) return 'It brought more clicks than it cost.';
  if (high! < 0) return 'It cost more clicks than it brought.';
  return 'It cannot be told whether it brought or cost clicks: the interval has 0 in it.';
}

/** The parts of a value, and what they come to: of 1,000 impressions for which something gave way. Signs say what each does to the sum. */
export function valueParts({
  gained,
  recovered,
  expected,
  movedDown,
  net,
  ci95,
}: PinValue): readonly [string, string][] {
  const interval = ci95 === null ? '' : ` (${signed(ci95[0]!)} to ${signed(ci95[1]!)})`;
  const minus = (value: number | null) => (value === null ? null : -value);
  return [
    ['Came of the slot with the pin', signedOr(gained)],
    ['The displaced items brought where they stood instead', signedOr(recovered)],
    ['They would have brought in the slot', signedOr(minus(expected))],
    ['The others of the row lost as they moved down', signedOr(minus(movedDown))],
    ['In all', net === null ? '–' : signed(net) + interval],
  ];
}

/** "+12 to +40" of a total, as far as it can be told. */
export function totalText({ total, totalCi95 }: PinValue): string {
  if (total === null) return '–';
  return totalCi95 === null ? signed(total) : `${signed(total)} (${signed(totalCi95[0]!)} to ${signed(totalCi95[1]!)})`;
}

const signedOr = (value: number | null): string => (value === null ? '–' : signed(value));

function signed(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : 1;
  const text = Math.abs(value).toLocaleString('en', { maximumFractionDigits: digits });
  return text === '0' ? text : `${value < 0 ? '−' : '+'}${text}`;
}

const REASONS: Readonly<Record<keyof PinReport['withheld'], string>> = {
  'not-eligible': 'The item might not be shown there',
  watched: 'The viewer had watched it',
  hidden: 'The viewer had hidden it',
  'row-absent': 'The page had no such row',
  'lost-to-pin': 'Another pin had the slot',
  'shown-above': 'It stood further up already',
  filtered: 'The page was asked for without such items',
  'blocked-by-rule': 'A rule blocked it',
};
