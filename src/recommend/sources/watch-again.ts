import { plannedSource } from './planned.ts';

/** Watched before: no other source proposes what is not new to the user. */
export const watchAgain = plannedSource('watch-again', ({ allowed }) => allowed);
