import { plannedSource } from './planned.ts';

/** The titles of a collection, in the editors' order. */
export const collection = plannedSource('collection', ({ open }) => open);
