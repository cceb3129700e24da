import { momentOf, onDay, wallOf, weekdayOf } from '../parts/moment.ts';

export interface TimePreset {
  readonly name: string;
  readonly from: string;
  readonly until: string;
}

/** Times that editors mean most often, by the clocks of the zone. A part that has begun begins now, to the minute. */
export function timePresets(nowMs: number, timeZone: string): readonly TimePreset[] {
  const now = wallOf(nowMs, timeZone);
  const at = (days: number, time: string) => momentOf(onDay(now, days, time), timeZone)!.instant;
  const nowInstant = momentOf(now, timeZone)!.instant;
  const weekday = weekdayOf(now);
  // Of a Saturday or Sunday it is the weekend that is on.
  const toFriday = weekday === 6 ? -1 : weekday === 0 ? -2 : 5 - weekday;
  const preset = (name: string, from: string, until: string): TimePreset => ({
    name,
    from: Date.parse(from) < nowMs ? nowInstant : from,
    until,
  });
  return [
    preset('Tonight', at(0, '18:00'), at(1, '00:00')),
    preset('This weekend', at(toFriday, '18:00'), at(toFriday + 3, '00:00')),
    preset('For a week', nowInstant, at(7, now.slice(11))),
    preset('For four weeks', nowInstant, at(28, now.slice(11))),
  ];
}
