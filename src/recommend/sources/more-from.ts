import { plannedSource } from './planned.ts';

/** Titles of a person, or of the people of a series. */
export const moreFrom = plannedSource('more-from', ({ open }) => open);
