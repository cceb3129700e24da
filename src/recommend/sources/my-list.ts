import { plannedSource } from './planned.ts';

/** What is on the user's list and not watched, the newest first; what has not begun too. */
export const myList = plannedSource('my-list', ({ allowed, announced }) =>
  announced.length === 0 ? allowed : allowed.map((word, at) => word | announced[at]!),
);
