import { momentOf, onDay, wallOf, weekdayOf } from '../parts/moment.ts';

/** Moments that editors ask about most often, by the clocks of the zone, the soonest first; all to come. */
export function momentPresets(nowMs: number, timeZone: string): readonly { name: string; at: string }[] {
  const now = wallOf(nowMs, timeZone);
  const evening = (days: number) => momentOf(onDay(now, days, '20:00'), timeZone)!.instant;
  const weekday = weekdayOf(now);
  const isStill = (days: number) => Date.parse(evening(days)) > nowMs;
  // On a Sunday evening the weekend is the next one.
  const toSaturday = weekday === 0 ? (isStill(0) ? 0 : 6) : weekday === 6 && !isStill(0) ? 1 : 6 - weekday;
  const toFriday = (5 - weekday + 7) % 7 || 7;
  const isNext = weekday === 0 && toSaturday === 6;
  const found = [
    { name: isStill(0) ? 'Tonight' : 'Tomorrow night', at: evening(isStill(0) ? 0 : 1) },
    { name: isNext ? 'Next weekend' : 'This weekend', at: evening(toSaturday) },
    { name: 'Next Friday', at: evening(toFriday) },
  ];
  return found.sort((a, b) => a.at.localeCompare(b.at));
}

/** When a pin stands that is made while looking at a moment (null: now): the weekend that it is in, else that evening, that day, or a week from now. */
export function windowAround(at: string | null, nowMs: number, timeZone: string): { from: string; until: string } {
  const wall = wallOf(at ?? nowMs, timeZone);
  const moment = (days: number, time: string) => momentOf(onDay(wall, days, time), timeZone)!.instant;
  const now = momentOf(wallOf(nowMs, timeZone), timeZone)!.instant;
  const later = (from: string) => (Date.parse(from) < nowMs ? now : from);
  const weekday = weekdayOf(wall);
  const isEvening = wall.slice(11) >= '18:00';
  const sinceFriday = (weekday + 2) % 7;
  if (weekday === 6 || weekday === 0 || (weekday === 5 && isEvening)) {
    return { from: later(moment(-sinceFriday, '18:00')), until: moment(3 - sinceFriday, '00:00') };
  }
  if (isEvening) return { from: later(moment(0, '18:00')), until: moment(1, '00:00') };
  if (at === null) return { from: now, until: moment(7, wall.slice(11)) };
  return { from: later(moment(0, '00:00')), until: moment(1, '00:00') };
}

/** The slider goes by hours over two weeks; 0 is now. */
export const SLIDER_HOURS = 14 * 24;

/** Whole hours from the hour that it is now. */
export function hourOf(at: string | null, nowMs: number): number {
  if (at === null) return 0;
  const hours = Math.round((Date.parse(at) - hourStart(nowMs)) / HOUR_MS);
  return Math.min(SLIDER_HOURS, Math.max(0, hours));
}

export function momentOfHour(hour: number, nowMs: number): string | null {
  return hour <= 0 ? null : new Date(hourStart(nowMs) + hour * HOUR_MS).toISOString();
}

/** Where days begin on the slider: "Sat 21". */
export function dayMarks(nowMs: number, timeZone: string): readonly { value: number; label: string }[] {
  const now = wallOf(nowMs, timeZone);
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric' });
  return Array.from({ length: SLIDER_HOURS / 24 }, (_, at) => {
    const begins = momentOf(onDay(now, at + 1, '00:00'), timeZone)!.instant;
    return { value: hourOf(begins, nowMs), label: day.format(new Date(begins)).replace(',', '') };
  });
}

const HOUR_MS = 3_600_000;
const hourStart = (nowMs: number): number => Math.floor(nowMs / HOUR_MS) * HOUR_MS;
