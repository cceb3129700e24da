import { plannedSource } from './planned.ts';

/** What is played most in the request's region. */
export const popularHere = plannedSource('popular-here', ({ open }) => open);
