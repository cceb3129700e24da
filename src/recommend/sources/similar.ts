import { seededSource } from './seeded.ts';

export const similar = seededSource('similar');
