import { SIMILAR_BLEND } from './like-titles.ts';
import { seededSource } from './seeded.ts';

export const createSimilar = () => seededSource('similar', SIMILAR_BLEND);
