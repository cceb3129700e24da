import type { GoodFigure } from '../parts/good-figure.ts';

/** What is told of the people who watch, in its order; each is drawn by day, too. */
export const VIEWERS_FIGURES: readonly GoodFigure[] = [
  { name: 'viewers', good: 'Good: it grows, or holds against the same weeks before.' },
  { name: 'hours', good: 'Good: it grows with viewers or faster. What is watched again is not counted again.' },
  {
    name: 'hours_per_viewer_week',
    good: 'Good: it holds or rises. Less: each of them watches less.',
  },
  { name: 'titles_per_viewer', good: 'Good: it holds or rises. 1: each came for one title and found no other.' },
  { name: 'day7_return', good: 'Good: it holds or rises. Less: people came once and not a week later.' },
  { name: 'day28_return', good: 'Good: it holds or rises. It shows what becomes of habits, later than all others.' },
];

/** What a metric means where it is told by day. */
export function dayNote(name: string): string {
  if (/^day\d+_return$/.test(name)) {
    const days = name === 'day7_return' ? 7 : 28;
    return `Of those who watched ${days} days before the day, the share who watched on it. Days that are not all in this time are not looked at.`;
  }
  if (name === 'hours_per_viewer_week') return 'Of each day the hours of who watched on it: less than those of a week.';
  if (name === 'hours') return 'Days add up to the time.';
  return 'A viewer counts once each day: days do not add up to the time.';
}
