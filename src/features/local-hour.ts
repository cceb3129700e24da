/**
 * Hour of the day, 0 to below 24 with its minutes as a fraction, on a clock of the time zone (an IANA name). UTC where nobody knows the
 * zone.
 */
export function localHour(atMs: number, timeZone: string): number {
  const minutes =
    timeZone === 'UTC' ? Math.floor(atMs / 60_000) : Math.floor(atMs / 60_000) + offsetMinutes(atMs, timeZone);
  return (((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES) / 60;
}

const DAY_MINUTES = 24 * 60;
/** Zones change their offset at full quarters of an hour, if ever. */
const QUARTER_MS = 15 * 60_000;
/** Names of zones there are, and a few more for their spellings. */
const MOST_ZONES = 1_000;

/** A memory of pure answers: making a formatter takes longer than all other features of a page together. */
const formatters = new Map<string, Intl.DateTimeFormat | null>();
const offsets = new Map<string, { readonly quarter: number; readonly minutes: number }>();

function offsetMinutes(atMs: number, timeZone: string): number {
  const quarter = Math.floor(atMs / QUARTER_MS);
  const known = offsets.get(timeZone);
  if (known?.quarter === quarter) return known.minutes;
  const formatter = formatterOf(timeZone);
  if (formatter === null) return 0;
  const parts = Object.fromEntries(
    formatter.formatToParts(quarter * QUARTER_MS).map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute } = parts;
  const there = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  const minutes = Math.round((there - quarter * QUARTER_MS) / 60_000);
  offsets.set(timeZone, { quarter, minutes });
  return minutes;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  if (formatters.size >= MOST_ZONES) {
    formatters.clear();
    offsets.clear();
  }
  const formatter = newFormatter(timeZone);
  formatters.set(timeZone, formatter);
  return formatter;
}

function newFormatter(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    return null;
  }
}
