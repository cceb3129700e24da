import { seededRandom } from '../../src/domain/clock.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { Origin } from '../../src/domain/origin.ts';
import { type Source, sourceNo } from '../../src/domain/page.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from './log-fixtures.ts';
import type { Stores } from './postgres-stores.ts';

export interface HistoryOptions {
  readonly itemIds: readonly string[];
  /** Its days end here; the last is as far as it goes. */
  readonly toMs: number;
  readonly days: number;
  readonly pagesADay: number;
  readonly users: number;
  readonly origin: Origin;
  readonly seed?: number;
  /** Fewer of the pages of the day so many days before the last: 0.3 leaves a third. */
  readonly dip?: { readonly daysBefore: number; readonly left: number };
}

/**
 * Weeks of made-up viewing, put into the log and rolled up: weekends are fuller, evenings fullest, the first slots are looked at most, some
 * titles and rows do better, and some users click more than others. A day and its pages are the same for a seed.
 */
export async function shipHistory(stores: Stores, options: HistoryOptions): Promise<void> {
  const { itemIds, toMs, days, users, origin, seed = 1 } = options;
  const numbers = await stores.itemNumbers.resolve(itemIds);
  const random = seededRandom(seed);
  const startMs = Math.floor(toMs / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
  for (let day = 0; day < days; day++) {
    const dayMs = startMs + day * DAY_MS;
    const decisions: Decision[] = [];
    const events: ViewerEvent[] = [];
    const pages = pagesOf(options, day, new Date(dayMs).getUTCDay());
    for (let n = 0; n < pages; n++) {
      const atMs = dayMs + Math.floor(hourOf(random) * HOUR_MS);
      const user = Math.floor(users * random() ** 1.7);
      if (atMs >= toMs) continue;
      const page = pageOf({ n: (seed * 1_000 + day) * 100_000 + n, atMs, user, origin, random, numbers });
      decisions.push(page.decision);
      events.push(...eventsOf(page, { itemIds, user, random, toMs }));
    }
    await stores.log.ship({ journalId: `history-${seed}`, fromPosition: day, toPosition: day + 1, decisions, events });
  }
  // As the database does by itself within a minute or so: without it, plans are made for an empty log.
  await stores.owner.query('ANALYZE');
  while ((await stores.rollUps.run()).more);
  await stores.owner.query('ANALYZE');
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK = [1.25, 0.85, 0.85, 0.9, 0.95, 1.1, 1.35];
const SLOTS = 6;
const ROWS: readonly { readonly rowId: string; readonly source: Source; readonly pull: number }[] = [
  { rowId: 'top-picks', source: 'retrieval', pull: 1.5 },
  { rowId: 'continue-watching', source: 'continue-watching', pull: 2.1 },
  { rowId: 'trending', source: 'trending', pull: 1.1 },
  { rowId: 'popular', source: 'popular', pull: 0.9 },
  { rowId: 'genre:drama', source: 'genre', pull: 0.7 },
  { rowId: 'new', source: 'new', pull: 0.6 },
];

function pagesOf({ pagesADay, days, dip }: HistoryOptions, day: number, weekday: number): number {
  const growth = 0.85 + (0.3 * day) / days;
  const left = dip !== undefined && day === days - 1 - dip.daysBefore ? dip.left : 1;
  return Math.round(pagesADay * WEEK[weekday]! * growth * left);
}

/** Hours of a day, UTC: most of them in the evening. */
const hourOf = (random: () => number): number =>
  random() < 0.25 ? 24 * random() : Math.min(23.9, Math.max(0, 19 + 5 * (random() + random() + random() - 1.5)));

interface PageOptions {
  readonly n: number;
  readonly atMs: number;
  readonly user: number;
  readonly origin: Origin;
  readonly random: () => number;
  readonly numbers: ArrayLike<number>;
}

function pageOf({ n, atMs, user, origin, random, numbers }: PageOptions) {
  const rows = ROWS.filter((_, at) => at < 2 || random() < 0.7).slice(0, 4);
  // The first titles are proposed most.
  const items = Array.from({ length: rows.length * SLOTS }, () => Math.floor(numbers.length * random() ** 1.5));
  const decision = aDecision(
    items.map((item) => numbers[item]!),
    {
      recommendationId: recommendationIdAt(atMs, n),
      servedAtMs: atMs,
      userKey: keyOf(user),
      origin,
      surface: (['tv', 'tv', 'web', 'mobile'] as const)[user % 4]!,
      region: ['DE', 'SE', 'US'][user % 3]!,
      rung: random() < 0.985 ? 'R0' : 'R3',
      arms: { layout: user % 2 === 0 ? 'a' : 'b' },
      rowIds: rows.map(({ rowId }) => rowId),
      withheld: [],
      tookMs: 2 + 3 * random() + 20 * random() ** 12,
    },
  );
  items.forEach((_, slot) => {
    const row = Math.floor(slot / SLOTS);
    decision.slots.rowIndex[slot] = row;
    decision.slots.position[slot] = slot % SLOTS;
    decision.slots.source[slot] = sourceNo(rows[row]!.source);
    decision.slots.explored[slot] = random() < 0.03 ? 1 : 0;
  });
  return { decision, rows, items };
}

interface EventsOptions {
  readonly itemIds: readonly string[];
  readonly user: number;
  readonly random: () => number;
  readonly toMs: number;
}

function eventsOf(
  { decision, rows, items }: ReturnType<typeof pageOf>,
  { itemIds, user, random, toMs }: EventsOptions,
) {
  const { recommendationId, servedAtMs, userKey, origin } = decision;
  const eager = 0.4 + ((user * 37) % 100) / 60;
  const events: ViewerEvent[] = [];
  items.forEach((item, slot) => {
    const row = Math.floor(slot / SLOTS);
    const position = slot % SLOTS;
    const tell = (type: ViewerEvent['type'], laterMs: number, portion: number | null = null) =>
      events.push(
        anEvent({
          ...{ eventId: `${recommendationId}-${slot}-${type}`, type, userKey, origin, portion, sessionId: null },
          ...{ itemId: itemIds[item]!, occurredAtMs: Math.min(toMs - 1, servedAtMs + laterMs) },
          impressionIds: [`${recommendationId}.${row}.${position}`],
        }),
      );
    const seen = 0.95 / (1 + 0.5 * row + 0.12 * position);
    if (random() > seen) return;
    tell('viewed', 2_000);
    const attraction = 0.5 + ((item * 7_919) % 100) / 80;
    if (random() > 0.045 * rows[row]!.pull * attraction * eager) return;
    tell('click', 9_000);
    if (random() > 0.72) return;
    tell('play', 12_000);
    const portion = random() < 0.4 ? 0.95 : 0.05 + 0.8 * random();
    tell('progress', 30 * 60_000, portion);
    if (portion > 0.9) tell('complete', 95 * 60_000, portion);
  });
  return events;
}

/** Spread over all keys, as hashes are. */
const keyOf = (user: number): string =>
  `${(Math.imul(user + 1, 2_654_435_761) >>> 0).toString(16).padStart(8, '0')}${userKeyFor(user).slice(8)}`;
