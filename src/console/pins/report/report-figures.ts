import type { PinReport } from '../../../../clients/typescript/src/index.ts';

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
