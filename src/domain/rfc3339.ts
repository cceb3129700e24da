const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A full date of RFC 3339 that the calendar has: 2024-02-29, not 2023-02-29. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** A date and time of RFC 3339 with its offset. Leap seconds are not taken: no clock here knows them. */
export function isTime(text: string): boolean {
  const match = TIME.exec(text);
  return match !== null && isDate(match[1]!);
}

/** Days since 1970-01-01 -> full date. */
export const dateOfDay = (daysSince1970: number): string =>
  new Date(daysSince1970 * 86_400_000).toISOString().slice(0, 10);

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
