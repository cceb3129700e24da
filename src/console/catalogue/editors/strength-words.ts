/** What a strength does to a title that stands in the middle of what a row chooses from, where its scores are spread as by the normal law. */
export function strengthWords(action: 'boost' | 'bury', strength: number): string {
  if (strength === 0) return 'Moves nothing.';
  const share = 1 - normalShareBelow(strength);
  const [end, side] = action === 'boost' ? (['best', 'up'] as const) : (['last', 'down'] as const);
  if (strength >= 2.8) return `Takes nearly anything to the ${action === 'boost' ? 'front' : 'end'}.`;
  return `Takes a title of the middle ${side} to about the ${end} ${shareText(share)} of what a row chooses from.`;
}

/** What a limit says: how much of a screen boosts may take. */
export function limitWords(limit: number): string {
  if (limit === 0) return 'No slot may be lifted: the boost does nothing.';
  if (limit === 1) return 'All that is seen before scrolling may be lifted there: the page can drown.';
  return `At most ${shareText(limit)} of what is seen before scrolling is lifted there by boosts, all rules together.`;
}

/** The share of a normal distribution below `deviations` standard deviations above its middle, to 1e-7 (Abramowitz and Stegun 26.2.17). */
export function normalShareBelow(deviations: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(deviations));
  const density = Math.exp((-deviations * deviations) / 2) / Math.sqrt(2 * Math.PI);
  const tail =
    density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return deviations >= 0 ? 1 - tail : tail;
}

const shareText = (share: number): string => `${share < 0.02 ? (share * 100).toFixed(1) : Math.round(share * 100)}%`;
