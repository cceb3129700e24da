import { plannedSource } from './planned.ts';

/** What the audience may not see for long any more, the soonest to go first. */
export const leavingSoon = plannedSource('leaving-soon', ({ open }) => open);
