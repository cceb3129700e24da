import { onDay, wallOf } from '../../parts/moment.ts';
import { dayText, shortDayText } from '../report-words.ts';
import { midnight } from '../reports-query.ts';
import type { ChartLabel } from './chart-data.ts';

export interface DayLabel extends ChartLabel {
  readonly day: string;
}

/** Every day that a time has a part of, by the clocks of a zone; a day that is not all in it is said to be partial. */
export function dayLabels({
  from,
  to,
  tz,
}: {
  readonly from: string;
  readonly to: string;
  readonly tz: string;
}): readonly DayLabel[] {
  const labels: DayLabel[] = [];
  const last = wallOf(Date.parse(to) - 1, tz).slice(0, 10);
  for (let day = wallOf(from, tz).slice(0, 10); day <= last; day = after(day)) {
    const isPartial = midnight(day, tz) < from || midnight(after(day), tz) > to;
    labels.push({ day, short: shortDayText(day), long: dayText(day), isPartial });
  }
  return labels;
}

const after = (day: string): string => onDay(day, 1, '00:00').slice(0, 10);
