import { plannedSource } from './planned.ts';

/** What is on the user's list and not watched, the newest first. */
export const myList = plannedSource('my-list', ({ allowed }) => allowed);
