/** The report of one pin takes so many days at most. */
export const MOST_DAYS = 31;

/** What of a time a pin's report can be of: its last days, where it is longer. */
export function pinTime({ from, to }: { readonly from: string; readonly to: string }): {
  readonly from: string;
  readonly to: string;
  readonly isCut: boolean;
} {
  const earliest = Date.parse(to) - MOST_DAYS * DAY_MS;
  if (Date.parse(from) >= earliest) return { from, to, isCut: false };
  return { from: new Date(earliest).toISOString(), to, isCut: true };
}

const DAY_MS = 86_400_000;
