import type { KeyboardCoordinateGetter } from '@dnd-kit/core';

/** Arrow keys take what is carried to the next place of a list above or below it, however high the places are. */
export const stepCoordinates: KeyboardCoordinateGetter = (event, { context, currentCoordinates }) => {
  const step = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0;
  const { collisionRect, droppableRects } = context;
  if (step === 0 || collisionRect === null) return undefined;
  event.preventDefault();
  const tops = [...droppableRects.values()].map(({ top }) => top);
  const next = nextTop(tops, collisionRect.top, step);
  return next === null ? undefined : { ...currentCoordinates, y: currentCoordinates.y + next - collisionRect.top };
};

/** The nearest of the tops beyond where one is; null: there is none. Half a pixel is no difference. */
export function nextTop(tops: readonly number[], top: number, step: 1 | -1): number | null {
  const beyond = tops.filter((one) => (one - top) * step > 0.5);
  if (beyond.length === 0) return null;
  return step > 0 ? Math.min(...beyond) : Math.max(...beyond);
}
