import type { Pin, PinAnswer, Reach } from '../../../clients/typescript/src/index.ts';
import { WEEKDAYS, type Weekday } from './pin-fields.ts';

/** A repeat in words: "Fri to Sun, 18:00–24:00 (Europe/Berlin)". */
export function repeatText(repeat: NonNullable<Pin['repeat']>, timeZone: string): string {
  const { days, from, until } = repeat;
  const nextDay = until < from ? ' of the next day' : '';
  return `${daysText(days)}, ${from}–${until}${nextDay} (${timeZone})`;
}

/** "Every day", "Mon to Fri", "Tue and Thu". */
export function daysText(days: readonly Weekday[]): string {
  const at = WEEKDAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  if (at.length === 7) return 'Every day';
  const names = at.map((index) => DAY_NAMES[WEEKDAYS[index]!]);
  const isRun = at.length > 2 && at.at(-1)! - at[0]! === at.length - 1;
  if (isRun) return `${names[0]} to ${names.at(-1)}`;
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** From when to when by clocks of the zone, the year only where it is not this one: "Fri 27 Nov, 18:00 – Mon 30 Nov, 00:00". */
export function timeText(from: string, until: string, timeZone: string, nowMs: number): string {
  const year = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric' });
  const thisYear = year.format(nowMs);
  const [fromYear, untilYear] = [year.format(new Date(from)), year.format(new Date(until))];
  const format = (instant: string, withYear: boolean) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(withYear && { year: 'numeric' }),
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .format(new Date(instant))
      .replace(/^(\w+), /, '$1 ');
  return `${format(from, fromYear !== thisYear)} – ${format(until, untilYear !== thisYear || untilYear !== fromYear)}`;
}

/** How many see it, honestly: what was, and that it is no forecast. */
export function reachText(reach: Reach | null): string {
  if (reach === null) return 'How many viewers that is, is not known yet.';
  const { users, ofUsers, share, rowShare, days, sampleShare, unknown, fewerThan } = reach;
  const about =
    fewerThan !== undefined ? 'Fewer than ' : sampleShare < 1 ? 'About ' : unknown.length > 0 ? 'At most ' : '';
  const number = (count: number) => count.toLocaleString('en');
  const row = rowShare === null ? '' : `; ${Math.round(rowShare * 100)}% of them had the row`;
  const but = unknown.length > 0 ? ` Not counted in: ${unknown.join(', ')}.` : '';
  const part = `${about}${number(users)} of ${number(ofUsers)} viewers${fewerThan === undefined ? ` (${Math.round(share * 100)}%)` : ''}`;
  return `${part} of the last ${days} days were in the audience${row}.${but}`;
}

/** Times that are the same in several regions, once, with their regions. '*' is everywhere. */
export function effectiveGroups(
  effective: PinAnswer['effective'],
): readonly { regions: string; from: string; until: string }[] {
  const groups = new Map<string, { regions: string[]; from: string; until: string }>();
  for (const { region, from, until } of effective) {
    const key = `${from} ${until}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { regions: [region], from, until });
    else group.regions.push(region);
  }
  return [...groups.values()]
    .sort((a, b) => a.from.localeCompare(b.from))
    .map(({ regions, from, until }) => ({ regions: regions.includes('*') ? '*' : regions.join(', '), from, until }));
}

export const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};
