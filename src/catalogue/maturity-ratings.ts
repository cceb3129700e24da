import type { Maturity } from '../domain/item.ts';

const KIDS = ['TV-Y', 'TV-Y7', 'TV-Y7-FV', 'TV-G', 'G'];
const TEEN = ['TV-PG', 'PG', 'PG-13', 'TV-14'];

/** American film and television ratings as maturity levels. What is unknown is for adults: a missing rating never opens a door. */
export function maturityOfRating(rating: unknown): Maturity {
  const name = typeof rating === 'string' ? rating.trim().toUpperCase() : '';
  if (KIDS.includes(name)) return 'kids';
  return TEEN.includes(name) ? 'teen' : 'adult';
}
