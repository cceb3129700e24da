import type { RuleDraft } from '../../../../clients/typescript/src/index.ts';
import { type PinFields, type RepeatKey, repeatProblemsOf, WEEKDAYS } from '../../pins/pin-fields.ts';
import { repeatText } from '../../pins/pin-words.ts';

/** When a collection or a rule is in force, as a form holds it. No time is no bound. */
export interface ScheduleFields extends Pick<PinFields, RepeatKey> {
  readonly from: string | null;
  readonly until: string | null;
}

/** The same as it is sent. */
export type Schedule = Required<Pick<RuleDraft, 'from' | 'until' | 'timeZone' | 'repeat'>>;

export function scheduleFieldsOf(schedule: Schedule | null, timeZone: string): ScheduleFields {
  const repeat = schedule?.repeat ?? null;
  return {
    from: schedule?.from ?? null,
    until: schedule?.until ?? null,
    timeZone: schedule?.timeZone ?? timeZone,
    repeats: repeat !== null,
    days: repeat?.days ?? ['fri'],
    repeatFrom: repeat?.from ?? '18:00',
    repeatUntil: repeat?.until ?? '24:00',
  };
}

export function scheduleOf({
  from,
  until,
  timeZone,
  repeats,
  days,
  repeatFrom,
  repeatUntil,
}: ScheduleFields): Schedule {
  const inOrder = WEEKDAYS.filter((day) => days.includes(day));
  return { from, until, timeZone, repeat: repeats ? { days: inOrder, from: repeatFrom, until: repeatUntil } : null };
}

export function scheduleProblemsOf(fields: ScheduleFields): Partial<Record<keyof ScheduleFields, string>> {
  const { from, until } = fields;
  const isBackwards = from !== null && until !== null && Date.parse(until) <= Date.parse(from);
  return { ...(isBackwards && { until: 'This is not after the beginning.' }), ...repeatProblemsOf(fields) };
}

/** "Always", or from when, until when, and at which times of the week. */
export function scheduleText({ from, until, timeZone, repeat }: Schedule, format: (instant: string) => string): string {
  const parts = [
    from !== null && `from ${format(from)}`,
    until !== null && `until ${format(until)}`,
    repeat !== null && repeatText(repeat, timeZone),
  ].filter((part) => part !== false);
  const text = parts.join(' · ');
  return text === '' ? 'Always' : text.charAt(0).toUpperCase() + text.slice(1);
}
