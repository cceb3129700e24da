import type { Found, HourCounts, LogCheck, Sampled, TimeRange } from '../../domain/ports/log-check.ts';
import { findEventGaps, findPageGaps, type Gap } from './find-gaps.ts';
import { type Finding, note, type Part, part, wrong } from './finding.ts';

export interface LogHealth {
  readonly from: string;
  readonly to: string;
  readonly parts: readonly Part[];
  readonly findings: number;
}

export interface CheckOptions extends TimeRange {
  readonly nowMs: number;
  /** Of each table at most; what is larger is sampled. */
  readonly maxBytes: number;
  /** How many hours of the roll-ups are counted again. */
  readonly hours: number;
}

/**
 * Asks the log whether it agrees with itself: pages, events, outcomes, gaps by minute, roll-ups, dead letters. A part that could not be
 * done (it took too long) is a finding too: nobody knows. Throws what `check` throws when Postgres is away.
 */
export async function checkLog(check: LogCheck, options: CheckOptions): Promise<LogHealth> {
  const { fromMs, untilMs, nowMs, maxBytes } = options;
  const range = { fromMs, untilMs, maxBytes };
  const settledMs = nowMs - SETTLED_MS;
  const parts = [
    await part('pages', async () => {
      const { unequal, crooked, repeated, ...read } = await check.pages(range);
      return [
        wrong(unequal, 'pages whose arrays of a slot each differ in length'),
        wrong(crooked, 'pages with two slots in one place, or a slot in a row that is not theirs'),
        wrong(repeated, 'pages that are in the log more than once'),
        readSo(read, 'pages'),
      ];
    }),
    await part('events', async () => {
      const read = await check.events({ ...range, settledMs });
      return [
        wrong(read.unknownPages, 'impressions named by events, of pages that the log does not have'),
        wrong(read.unknownSlots, 'impressions named by events, of slots that their page does not have'),
        wrong(read.repeated, 'events whose id is on a neighbouring day again: sent again with another timestamp'),
        wrong(read.early, 'events that occurred more than 10 minutes after they were received'),
        readSo(read, `events, naming ${read.named} impressions`),
        note(lateSentence(read.rows, read.lateByHour, read.lateByDay)),
      ];
    }),
    await part('outcomes', async () => {
      const { orphaned, ...read } = await check.outcomes(range);
      return [wrong(orphaned, 'outcomes of impressions that are on no page of the log'), readSo(read, 'outcomes')];
    }),
    await part('gaps', () => gaps(check, { ...options, untilMs: Math.min(untilMs, settledMs) })),
    await part('roll-ups', () => rollUps(check, options)),
    await part('dead letters', async () => {
      const letters = await check.deadLetters();
      const isPoison = (kind: string): boolean => kind !== 'conflicting-event';
      return [
        ...letters.map(({ kind, open }) => {
          const sentence = `open dead letters of kind ${kind}, whenever they came`;
          return isPoison(kind)
            ? wrong({ count: open, examples: [] }, sentence)
            : note(`${open} ${sentence}: the first event of its id stays`);
        }),
        note(
          letters.length === 0 ? 'none is open' : 'read v_dead_letters; marquee replay --dead-letters tries them again',
        ),
      ];
    }),
  ];
  const findings = parts.reduce((sum, { findings: some }) => sum + some.filter(({ isWrong }) => isWrong).length, 0);
  return { from: new Date(fromMs).toISOString(), to: new Date(untilMs).toISOString(), parts, findings };
}

/** What was received or served just now may still be on its way. */
const SETTLED_MS = 60_000;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 86_400_000;

async function gaps(check: LogCheck, { fromMs, untilMs, nowMs }: CheckOptions): Promise<readonly Finding[]> {
  if (untilMs <= fromMs) return [note('the range is too young to have gaps')];
  const { sinceMs, minutes } = await check.emptyMinutes({ fromMs, untilMs });
  const hours = await check.hours({ fromMs: fromMs - WEEK_MS, untilMs: Math.min(nowMs, untilMs + HOUR_MS) });
  const impressions = await check.impressionsAPage({ fromMs, untilMs: Math.min(nowMs, untilMs + HOUR_MS) });
  const pageGaps = findPageGaps(minutes, hours, impressions);
  const eventGaps = findEventGaps(hours, fromMs, nowMs);
  const asked = Math.max(0, Math.floor((untilMs - sinceMs) / 60_000));
  return [
    wrong(gapsFound(pageGaps), 'times without a page where pages were usual'),
    wrong(gapsFound(eventGaps), 'hours with pages of which no view, click or play came'),
    note(`${minutes.length} of ${asked} minutes had no page of origin app`),
  ];
}

const gapsFound = (found: readonly Gap[]): Found => ({
  count: found.length,
  examples: found
    .slice(0, 5)
    .map(
      ({ fromMs, untilMs, expected }) =>
        `${minuteOf(fromMs)} to ${minuteOf(untilMs)}, about ${Math.round(expected)} usual`,
    ),
});

const minuteOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

async function rollUps(
  check: LogCheck,
  { fromMs, untilMs, nowMs, hours: most }: CheckOptions,
): Promise<readonly Finding[]> {
  const { pages, events } = await check.waiting();
  const level =
    pages + events === 0
      ? 'they are level with the log'
      : `${many(pages)} pages and ${many(events)} events wait to be taken in: serve or worker does it`;
  const whole = (await check.hours({ fromMs, untilMs: Math.min(untilMs, nowMs) - HOUR_MS + 1 })).filter(
    ({ hourMs }) => hourMs >= fromMs,
  );
  const findings: Finding[] = [];
  const counted = spread(whole, most);
  for (const { hourMs } of counted) findings.push(...(await recounted(check, hourMs)));
  return [...findings, note(`counted again: ${counted.length} of ${whole.length} whole hours`), note(level)];
}

async function recounted(check: LogCheck, hourMs: number): Promise<readonly Finding[]> {
  const { kept, keptByItem, counted, tooLow, tooHigh, erasedSince, uncounted } = await check.recount(hourMs);
  const hour = minuteOf(hourMs);
  const some = (count: number, example: string): Found => ({ count, examples: count === 0 ? [] : [example] });
  const sums = `${hour}: the roll-up of rows has ${kept} impressions, the log ${counted}`;
  return [
    wrong(some(tooLow, sums), `counts of the hour ${hour} that are lower than the log's`),
    erasedSince > 0
      ? note(
          tooHigh > 0
            ? `${tooHigh} counts of the hour ${hour} are higher than the log's, and ${erasedSince} users were erased since`
            : '',
        )
      : wrong(
          some(tooHigh, sums),
          `counts of the hour ${hour} that are higher than the log's, and nobody was erased since`,
        ),
    wrong(
      some(kept === keptByItem ? 0 : 1, `by row ${kept}, by item ${keptByItem}`),
      `difference between the roll-ups by row and by item of the hour ${hour}`,
    ),
    wrong(uncounted, `events about pages of the hour ${hour} that no outcome tells of`),
  ];
}

/** So many, evenly over all, the first and the last among them. */
function spread(hours: readonly HourCounts[], most: number): readonly HourCounts[] {
  if (hours.length <= most) return hours;
  return Array.from({ length: most }, (_, n) => hours[Math.round((n * (hours.length - 1)) / Math.max(1, most - 1))]!);
}

const many = (count: number): string => (count >= 100_000 ? 'at least 100000' : String(count));

const readSo = ({ rows, share }: Sampled, what: string): Finding =>
  note(
    share === 1
      ? `looked at all ${rows} ${what}`
      : `looked at ${rows} ${what}: a sample, ${(share * 100).toPrecision(2)}% of the blocks`,
  );

function lateSentence(rows: number, byHour: number, byDay: number): string {
  const percent = (count: number): string => (rows === 0 ? '0%' : `${((100 * count) / rows).toPrecision(2)}%`);
  return `${byHour} were received more than an hour late (${percent(byHour)}), ${byDay} more than a day (${percent(byDay)}); imports are left out`;
}
