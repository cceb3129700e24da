import type { TimelineBar, TimelineRow } from './timeline-layout.ts';

/** The bar an arrow key leads to: before or after it in its slot, or the nearest in time one slot up or down. null: there is none. */
export function nextBar(rows: readonly TimelineRow[], key: string, arrow: string): TimelineBar | null {
  const slots = rows.flatMap((row) => row.slots);
  const at = slots.findIndex(({ bars }) => bars.some((bar) => bar.key === key));
  if (at < 0) return null;
  const { bars } = slots[at]!;
  const index = bars.findIndex((bar) => bar.key === key);
  if (arrow === 'ArrowRight') return bars[index + 1] ?? null;
  if (arrow === 'ArrowLeft') return bars[index - 1] ?? null;
  if (arrow === 'Home') return slots[0]!.bars[0]!;
  if (arrow === 'End') return slots.at(-1)!.bars.at(-1)!;
  const other = arrow === 'ArrowDown' ? slots[at + 1] : arrow === 'ArrowUp' ? slots[at - 1] : undefined;
  if (other === undefined) return null;
  const middleMs = middleOf(bars[index]!);
  return other.bars.reduce((best, bar) =>
    Math.abs(middleOf(bar) - middleMs) < Math.abs(middleOf(best) - middleMs) ? bar : best,
  );
}

const middleOf = ({ fromMs, untilMs }: TimelineBar): number => (fromMs + untilMs) / 2;
