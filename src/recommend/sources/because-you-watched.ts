import { SEEDED_BLEND } from './like-titles.ts';
import { seededSource } from './seeded.ts';

export const createBecauseYouWatched = () => seededSource('because-you-watched', SEEDED_BLEND);
