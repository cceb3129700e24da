import { type Repeat, WEEKDAYS } from '../../src/domain/repeat.ts';

/** Whether a wall clock in the zone shows a time at which it is on, without knowing of offsets: what occurrences are held against. */
export function isOnByTheWall({ days, from, until }: Repeat, timeZone: string, atMs: number): boolean {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const today = WEEKDAYS.indexOf(parts.weekday!.toLowerCase() as (typeof WEEKDAYS)[number]);
  const yesterday = WEEKDAYS[(today + 6) % 7]!;
  const time = `${parts.hour}:${parts.minute}`;
  if (from < until) return days.includes(WEEKDAYS[today]!) && from <= time && time < until;
  return (days.includes(WEEKDAYS[today]!) && time >= from) || (days.includes(yesterday) && time < until);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, made);
  return made;
}
