/**
 * RFC 3339 date and time with its offset -> ms since 1970, NaN when it is not one or the calendar does not have it. Digits
 * beyond the millisecond are dropped; leap seconds and years before 1000 are not taken. Half a microsecond an event, so it
 * reads digits in place instead of cutting strings.
 */
export function parseTimestamp(text: string): number {
  if (!TIME.test(text)) return Number.NaN;
  const [year, month] = [twoDigits(text, 0) * 100 + twoDigits(text, 2), twoDigits(text, 5)];
  const midnightMs = Date.UTC(year, month - 1, twoDigits(text, 8));
  if (midnightMs >= Date.UTC(year, month, 1)) return Number.NaN;
  const seconds = (twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17);
  let at = 19;
  let ms = 0;
  if (text[at] === '.') {
    for (let unit = 100; isDigit(text.charCodeAt(++at)); unit /= 10) ms += Math.floor(unit) * digit(text, at);
  }
  const offsetMinutes = text.length === at + 1 ? 0 : twoDigits(text, at + 1) * 60 + twoDigits(text, at + 4);
  return midnightMs + seconds * 1000 + ms - (text[at] === '-' ? -offsetMinutes : offsetMinutes) * 60_000;
}

const TIME =
  /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const twoDigits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
