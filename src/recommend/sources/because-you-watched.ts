import { seededSource } from './seeded.ts';

export const becauseYouWatched = seededSource('because-you-watched');
