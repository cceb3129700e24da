import { momentOf, onDay, wallOf, weekdayOf } from '../../parts/moment.ts';

/** The days a timeline shows: whole ones, by the clocks of a zone, so that one may have 23 hours. */
export interface TimelineRange {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly days: readonly TimelineDay[];
}

export interface TimelineDay {
  /** "2026-11-27" */
  readonly day: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isWeekend: boolean;
}

/** From Monday: the week around now, or five weeks from the one before. `day` says another first day. */
export function timelineRange(
  span: 'week' | 'month',
  day: string | null,
  nowMs: number,
  timeZone: string,
): TimelineRange {
  const first = day ?? aroundNow(span, nowMs, timeZone);
  const startOf = (at: number) => Date.parse(momentOf(onDay(first, at, '00:00'), timeZone)!.instant);
  const days = Array.from({ length: DAYS[span] }, (_, at): TimelineDay => {
    const wall = onDay(first, at, '00:00');
    return {
      day: wall.slice(0, 10),
      fromMs: startOf(at),
      untilMs: startOf(at + 1),
      isWeekend: [0, 6].includes(weekdayOf(wall)),
    };
  });
  return { fromMs: days[0]!.fromMs, untilMs: days.at(-1)!.untilMs, days };
}

/** The first day of what comes after (1) or before (-1). A month goes on by four weeks, so that one is seen twice. */
export function turnedDay(span: 'week' | 'month', first: string, by: 1 | -1): string {
  return onDay(first, by * (span === 'week' ? 7 : 28), '00:00').slice(0, 10);
}

function aroundNow(span: 'week' | 'month', nowMs: number, timeZone: string): string {
  const now = wallOf(nowMs, timeZone);
  const sinceMonday = (weekdayOf(now) + 6) % 7;
  return onDay(now, -sinceMonday - (span === 'month' ? 7 : 0), '00:00').slice(0, 10);
}

const DAYS = { week: 7, month: 35 } as const;
