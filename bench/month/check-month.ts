import type { EventPath } from '../../src/commands/event-path.ts';
import type { Context } from '../../src/context.ts';
import type { Item } from '../../src/domain/item.ts';
import { pinCost } from '../../src/reports/pin-cost.ts';
import type { DimensionName } from '../../src/reports/report.ts';
import { type Asked, checkReport, type ReportCheck } from './check-reports.ts';
import { type MonthSums, makeMonth } from './make-month.ts';
import type { MonthPage } from './month-page.ts';
import { createTruth } from './month-truth.ts';
import { createMonthWorld, itemIdOf, type MonthOptions, type MonthWorld, type PlantedPin } from './month-world.ts';
import { storeMonth } from './store-month.ts';

export interface MonthCheckOptions {
  readonly seed: number;
  readonly impressions: number;
  /** Midnight, UTC, today or later. */
  readonly startMs: number;
  readonly days: number;
  readonly rows: number;
  readonly slots: number;
  readonly items: number;
  readonly pagesAUser: number;
  readonly say: (line: string) => void;
}

export interface MonthCheck {
  readonly impressions: number;
  readonly users: number;
  readonly sums: MonthSums;
  readonly storedSeconds: number;
  readonly reports: readonly ReportCheck[];
  readonly pins: readonly PinCheck[];
  /** Impressions that the explorer gives, page by page, against those there were. */
  readonly explored: readonly { readonly question: string; readonly found: number; readonly were: number }[];
  /** Sentences on what is not as it should be. */
  readonly failures: readonly string[];
}

export interface PinCheck {
  readonly pin: number;
  readonly served: number;
  readonly clicked: number;
  readonly displaced: number;
  /** What was served and clicked in truth. */
  readonly were: { readonly served: number; readonly clicked: number };
  /** Clicks that 1,000 impressions brought more than the rows without it would have: planted, and told. */
  readonly planted: number;
  readonly net: number;
  readonly ci95: readonly [number, number];
  readonly holds: boolean;
  readonly trustworthy: boolean;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const ORIGIN = 'app';
/** A good one, a bad one in the first slot, and one as good as those around it. */
const PINS: readonly Omit<PlantedPin, 'pinNo'>[] = [
  { attraction: 2.4, position: 1, surface: 'tv', fromDay: 3, untilDay: 24 },
  { attraction: 0.2, position: 0, surface: 'web', fromDay: 5, untilDay: 27 },
  { attraction: 1.3, position: 4, surface: 'mobile', fromDay: 0, untilDay: 30 },
];
/** Share of the intervals that hold the planted probability. */
const LEAST_HELD = 0.9;
const MOST_HELD = 0.99;
/** Intervals from which on a report's own share is judged. */
const MANY = 400;

/** Makes a month, lets it go the way of all events, asks everything that can be asked of it, and says what is not true. */
export async function checkMonth(context: Context, path: EventPath, options: MonthCheckOptions): Promise<MonthCheck> {
  const { say, startMs, days } = options;
  const plan: MonthOptions = { ...options, hourMs: HOUR_MS, origin: ORIGIN, pins: await plantPins(context, options) };
  const world = createMonthWorld(plan);
  const itemNos = await context.itemNumbers.resolve(world.itemIds);
  const pinIds = (await context.pinStore.list({ cursor: null, limit: 100 })).pins.map(({ pin }) => pin.pinId);
  const endMs = startMs + days * DAY_MS;
  const questions = questionsOf(startMs, endMs).map((asked) => ({
    asked,
    truth: createTruth(world, {
      ...asked,
      by: [...asked.own, ...asked.by],
      dayLaterMs: LATER_MS[asked.tz]!,
      pinIds,
      pinsOnly: asked.name === 'pins',
    }),
  }));
  const seen = createSeen(world);
  const startedMs = performance.now();
  const sums = await storeMonth(
    path,
    makeMonth(
      world,
      (item) => itemNos[item]!,
      (page) => {
        for (const { truth } of questions) truth.add(page);
        seen.add(page);
      },
    ),
    (day) => say(`Day ${day + 1} of ${days} is stored, ${Math.round((performance.now() - startedMs) / 1000)} s.`),
  );
  const storedSeconds = Number(((performance.now() - startedMs) / 1000).toPrecision(3));

  const reports: ReportCheck[] = [];
  for (const { asked, truth } of questions) {
    reports.push(await checkReport(context.reports, asked, ORIGIN, truth.cells()));
    const { report, rows, held, intervals, wrongCount } = reports.at(-1)!;
    say(`${report}: ${rows} rows, ${wrongCount} counts wrong, ${held} of ${intervals} intervals hold.`);
  }
  const pins = await checkPins(context, pinIds, seen, { fromMs: startMs, toMs: endMs, origin: ORIGIN });
  const explored = await explore(context, world, seen, { fromMs: startMs, untilMs: endMs });
  const impressions = sums.pages * world.rows * world.slots;
  const failures = failuresOf(reports, pins, explored);
  return { impressions, users: world.users, sums, storedSeconds, reports, pins, explored, failures };
}

const LATER_MS: Readonly<Record<string, number>> = { UTC: 0, 'Asia/Kolkata': 5.5 * HOUR_MS };

function questionsOf(startMs: number, endMs: number): Asked[] {
  const whole = { fromMs: startMs, toMs: endMs, tz: 'UTC' };
  // Neither end is the end of an hour: what lies there is counted from the log.
  const part = { fromMs: startMs + 3 * DAY_MS + 2_220_123, toMs: endMs - 2 * DAY_MS - 1_234_567, tz: 'UTC' };
  const none: readonly DimensionName[] = [];
  const funnel = (...by: DimensionName[]) => ({ name: 'funnel', own: none, by, ...whole });
  return [
    funnel(),
    ...(['day', 'row', 'position', 'source', 'model', 'arm', 'surface', 'region', 'rung', 'route', 'pin'] as const).map(
      (by) => funnel(by),
    ),
    funnel('row', 'position'),
    funnel('day', 'row'),
    funnel('day', 'surface'),
    // No roll-up has both.
    funnel('surface', 'position'),
    funnel('row', 'arm'),
    { name: 'rows', own: ['row'], by: none, ...whole },
    { name: 'items', own: ['item'], by: none, ...whole },
    { name: 'pins', own: ['pin'], by: ['day'], ...whole },
    { name: 'ctr', own: none, by: ['day'], ...whole, tz: 'Asia/Kolkata' },
    { name: 'funnel', own: none, by: ['position'], ...part },
    { name: 'funnel', own: none, by: ['surface', 'arm'], ...part },
    { name: 'items', own: ['item'], by: none, ...part },
  ];
}

async function plantPins(
  { itemStore, pinStore, clock }: Context,
  { items, startMs, days }: MonthCheckOptions,
): Promise<PlantedPin[]> {
  const film = (item: number): Item => ({
    itemId: itemIdOf(item),
    type: 'film',
    title: `Film ${item}`,
    description: '',
    genres: [],
    tags: [],
    cast: [],
    directors: [],
    language: null,
    releaseDate: null,
    startsAt: null,
    endsAt: null,
    durationS: 5_400,
    maturity: 'kids',
    seriesId: null,
    season: null,
    episode: null,
    windows: [{ region: '*', from: null, until: null }],
    imageUrl: null,
  });
  await itemStore.upsert(Array.from({ length: items + PINS.length }, (_, item) => film(item)));
  const iso = (day: number) => new Date(startMs + day * DAY_MS).toISOString();
  const planted: PlantedPin[] = [];
  for (const [n, pin] of PINS.entries()) {
    const draft = {
      itemId: itemIdOf(items + n),
      rowId: 'top-picks',
      rowKind: null,
      position: pin.position,
      from: iso(pin.fromDay),
      until: iso(Math.max(pin.untilDay, days)),
      timeZone: 'UTC',
      repeat: null,
      audience: { surfaces: [pin.surface] },
      priority: 0,
      ifRowAbsent: 'withhold',
      ifWatched: 'withhold',
      enabled: true,
      note: '',
      campaign: null,
    } as const;
    const change = { atMs: clock.nowMs(), actor: 'bench', reason: '' };
    const { pinNo } = await pinStore.create(draft, change);
    planted.push({ ...pin, pinNo });
  }
  return planted;
}

/** What pins and viewers were part of, beside the tables of reports. */
function createSeen({ pins, users }: MonthWorld) {
  const ofPin = pins.map(() => ({ served: 0, clicked: 0, gain: 0 }));
  const pagesOf = new Int32Array(users);
  return {
    ofPin,
    pagesOf,
    add({ user, pin, pinned, clicked, pinGain }: MonthPage): void {
      pagesOf[user]!++;
      if (pin < 0) return;
      const sums = ofPin[pin]!;
      sums.served++;
      sums.clicked += clicked[pinned.indexOf(1)]!;
      sums.gain += pinGain;
    },
  };
}
type Seen = ReturnType<typeof createSeen>;

async function checkPins(
  { pinReports }: Context,
  pinIds: readonly string[],
  { ofPin }: Seen,
  when: { fromMs: number; toMs: number; origin: typeof ORIGIN },
): Promise<PinCheck[]> {
  const checks: PinCheck[] = [];
  for (const [pin, { served, clicked, gain }] of ofPin.entries()) {
    const counts = (await pinReports.read(pinIds[pin]!, when))!;
    const cost = await pinCost(await pinReports.readSlots(pinIds[pin]!, when), counts.displaced);
    const { net, ci95 } = cost.clicks;
    if (net === null || ci95 === null) throw new Error('Nothing is known of what a planted pin cost.');
    const planted = (1000 * gain) / served;
    checks.push({
      pin,
      served: counts.served,
      clicked: counts.clicked,
      displaced: counts.displaced,
      were: { served, clicked },
      planted,
      net,
      ci95,
      holds: ci95[0] <= planted && planted <= ci95[1],
      trustworthy: cost.trustworthy,
    });
  }
  return checks;
}

async function explore(
  { impressionLog }: Context,
  world: MonthWorld,
  { ofPin, pagesOf }: Seen,
  range: { fromMs: number; untilMs: number },
): Promise<MonthCheck['explored']> {
  const busiest = pagesOf.indexOf(Math.max(...pagesOf));
  const slots = world.rows * world.slots;
  const questions = [
    { question: 'pinned', filter: { pinned: true }, were: ofPin.reduce((sum, { served }) => sum + served, 0) },
    { question: 'userKey', filter: { userKey: world.userKey[busiest]! }, were: pagesOf[busiest]! * slots },
  ];
  const answers: { question: string; found: number; were: number }[] = [];
  for (const { question, filter, were } of questions) {
    let found = 0;
    let after = null;
    for (;;) {
      const asked = { ...range, filter: { ...filter, origin: ORIGIN }, after, outcomes: false, limit: 1000 } as const;
      const page = await impressionLog.read({ ...asked, budgetMs: 10_000 });
      found += page.rows.length;
      if (page.next === null) break;
      after = page.next;
    }
    answers.push({ question, found, were });
  }
  return answers;
}

function failuresOf(
  reports: readonly ReportCheck[],
  pins: readonly PinCheck[],
  explored: MonthCheck['explored'],
): string[] {
  const failures = reports.flatMap(({ report, wrong, wrongCount }) =>
    wrongCount === 0 ? [] : [`${report}: ${wrongCount} counts are wrong, such as: ${wrong.join('; ')}.`],
  );
  const judge = (what: string, held: number, intervals: number): void => {
    const share = held / intervals;
    if (share >= LEAST_HELD && share <= MOST_HELD) return;
    failures.push(`${what}: ${held} of ${intervals} intervals hold what was planted.`);
  };
  const sum = (of: (check: ReportCheck) => number) => reports.reduce((total, check) => total + of(check), 0);
  judge(
    'All reports',
    sum(({ held }) => held),
    sum(({ intervals }) => intervals),
  );
  for (const { report, held, intervals } of reports) if (intervals >= MANY) judge(report, held, intervals);
  for (const { pin, served, clicked, displaced, were, planted, ci95, holds } of pins) {
    if (served !== were.served || clicked !== were.clicked || displaced !== were.served) {
      failures.push(
        `Pin ${pin} was served ${were.served} and clicked ${were.clicked} times, not ${served} and ${clicked}.`,
      );
    }
    if (!holds) failures.push(`Pin ${pin} brought ${planted}, which is not within ${ci95.join(' to ')}.`);
  }
  for (const { question, found, were } of explored) {
    if (found !== were) failures.push(`The explorer gives ${found} impressions of ${were} for ${question}.`);
  }
  return failures;
}
