/** Times of one day below each other, by the clocks of a zone: "14:03:22". */
export function timeOfDay(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const style = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-GB', { timeZone, ...style });
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}

/** How long after a moment another one was: "0.4 s", "12 s", "3 min", "2 h 5 min", "3 days". Less than nothing, by clocks that differ, is "at once". */
export function delayText(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  if (ms < 50) return AT_ONCE;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  return `${Math.round(minutes / 1440)} days`;
}

/** "3 min later"; what was at once was not later. */
export const laterText = (delay: string): string => (delay === AT_ONCE ? delay : `${delay} later`);

const AT_ONCE = 'at once';
/** By zone: making one costs more than using it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();
