import { describe, expect, test } from '@jest/globals';
import { parseItem } from '../../src/catalogue/item-schema.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { ID_PATTERN, type Item } from '../../src/domain/item.ts';
import { type SimulationOptions, simulate } from '../../src/simulation/simulate.ts';
import { createFilmWorld } from '../../src/simulation/taste.ts';
import { createFakeApi } from './fake-api.ts';

const GENRES = ['Action', 'Comedy', 'Drama', 'Horror', 'Western'];
const ITEMS: readonly Item[] = Array.from({ length: 120 }, (_, n) =>
  parseItem({
    itemId: `film-${n}`,
    type: 'film',
    title: `Film ${n}`,
    genres: [GENRES[n % 5]!],
    releaseDate: `${1960 + (n % 50)}-01-01`,
    maturity: 'adult',
    windows: [{ region: '*' }],
  }),
);
const START_MS = Date.parse('2026-11-20T12:00:00Z');

function tickingClock(): Clock {
  let nowMs = START_MS;
  return { nowMs: () => (nowMs += 1000), monotonicMs: () => nowMs };
}

async function run(api: ReturnType<typeof createFakeApi>, change: Partial<SimulationOptions> = {}) {
  const options = {
    baseUrl: 'http://fake',
    appKey: 'good',
    users: 12,
    sessionsPerUser: 3,
    seed: 7,
    clock: tickingClock(),
  };
  return simulate({ ...options, fetch: api.fetch, ...change });
}

const deedsByUser = (api: ReturnType<typeof createFakeApi>) => {
  const deeds: Record<string, string[]> = {};
  for (const { userId, type, itemId, value, portion } of api.events) {
    deeds[userId] ??= [];
    deeds[userId]!.push([type, itemId, value, portion].join(' '));
  }
  return deeds;
};

describe('simulate', () => {
  test('the same seed does the same things, whatever runs side by side; another seed does others', async () => {
    const apis = [1, 2, 3].map(() => createFakeApi({ items: ITEMS }));
    await run(apis[0]!, { concurrency: 1 });
    await run(apis[1]!, { concurrency: 8 });
    await run(apis[2]!, { seed: 8 });
    expect(deedsByUser(apis[1]!)).toEqual(deedsByUser(apis[0]!));
    expect(Object.values(deedsByUser(apis[2]!))).not.toEqual(Object.values(deedsByUser(apis[0]!)));
  });

  test('every viewer has every session, several requests in flight, and progress ends at the total', async () => {
    const api = createFakeApi({ items: ITEMS });
    const progress: string[] = [];
    const report = await run(api, { concurrency: 4, onProgress: (done, total) => progress.push(`${done}/${total}`) });
    expect(report).toMatchObject({ users: 12, sessions: 36, pages: 36, impressions: 36 * 40, errors: 0 });
    expect(report.events).toEqual({ sent: api.events.length, accepted: api.events.length, rejected: 0, unsent: 0 });
    expect(progress.at(-1)).toBe('36/36');
    expect(api.inFlight.most).toBe(4);
  });

  test('events are what the contract takes: unique ids, after the page, tied to its impressions', async () => {
    const api = createFakeApi({ items: ITEMS });
    await run(api);
    expect(new Set(api.events.map((event) => event.eventId)).size).toBe(api.events.length);
    for (const event of api.events) {
      expect(event.eventId).toMatch(ID_PATTERN);
      expect(Date.parse(event.timestamp)).toBeGreaterThan(START_MS);
      if (event.type === 'viewed') expect(event.impressionIds!.length).toBeGreaterThan(0);
      else expect(ITEMS.some((item) => item.itemId === event.itemId)).toBe(true);
      if (event.portion !== undefined) expect(event.portion >= 0 && event.portion <= 1).toBe(true);
      if (event.value != null) expect(Math.abs(event.value)).toBeLessThanOrEqual(1);
    }
    const clicks = api.events.filter((event) => event.type === 'click');
    expect(clicks.length).toBeGreaterThan(0);
    expect(clicks.every((event) => event.impressionId!.startsWith('rec-'))).toBe(true);
  });

  test('viewers have tastes: plays gather in few genres, and looks at the top of the page', async () => {
    const api = createFakeApi({ items: ITEMS });
    await run(api, { users: 40, sessionsPerUser: 5 });
    const world = createFilmWorld(ITEMS);
    const shares = Object.values(Object.groupBy(api.events, (event) => event.userId)).map((events) => {
      const counts = new Map<number, number>();
      const plays = events!.filter((event) => event.type === 'play');
      for (const play of plays) {
        const genre = world.genresOf[world.indexOf.get(play.itemId!)!]![0]!;
        counts.set(genre, (counts.get(genre) ?? 0) + 1);
      }
      return Math.max(0, ...counts.values()) / Math.max(1, plays.length);
    });
    // Five equal genres: without a taste the largest share of a few plays is about a third.
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.45);
    const looks = api.events.flatMap((event) => event.impressionIds ?? []);
    const atPosition = (position: number) => looks.filter((id) => id.endsWith(`.${position}`)).length;
    expect(atPosition(0)).toBeGreaterThan(2 * atPosition(15));
  });

  test('a failing page is counted and the others go on', async () => {
    const api = createFakeApi({ items: ITEMS, failHome: (call) => (call % 3 === 0 ? 503 : 200) });
    const report = await run(api);
    expect(report).toMatchObject({ errors: 12, sessions: 24, errorsByCode: { unavailable: 12 } });
  });

  test("events that were not taken go with the viewer's next session, and are counted once", async () => {
    const api = createFakeApi({ items: ITEMS, failEvents: (call) => (call % 5 === 0 ? 503 : 202) });
    const report = await run(api);
    expect(report.errorsByCode).toEqual({ 'journal-unavailable': 8 });
    expect(report.sessions).toBe(36 - 8);
    expect(report.events).toEqual({ sent: api.events.length, accepted: api.events.length, rejected: 0, unsent: 0 });
    const whole = createFakeApi({ items: ITEMS });
    await run(whole);
    expect(deedsByUser(api)).toEqual(deedsByUser(whole));
  });

  test('events that nobody ever takes are counted as unsent', async () => {
    const report = await run(createFakeApi({ items: ITEMS, failEvents: () => 503 }), { users: 2 });
    expect(report.events).toMatchObject({ accepted: 0, unsent: report.events.sent });
    expect(report.events.unsent).toBeGreaterThan(10);
  });

  test('what is begun and not finished is gone on with where it is offered, and not from the start', async () => {
    const api = createFakeApi({ items: ITEMS, rowKind: 'continue-watching' });
    await run(api, { users: 30, sessionsPerUser: 8 });
    const portions = new Map<string, number[]>();
    for (const { type, userId, itemId, portion } of api.events) {
      if (type === 'progress')
        portions.set(`${userId} ${itemId}`, [...(portions.get(`${userId} ${itemId}`) ?? []), portion!]);
    }
    const resumed = [...portions.values()].filter(
      ([first, second]) => second !== undefined && first! >= 0.1 && first! < 0.9,
    );
    expect(resumed.length).toBeGreaterThan(20);
    expect(resumed.every(([first, second]) => second! >= first!)).toBe(true);
    expect(api.events.some((event) => event.type === 'dismiss')).toBe(true);
  });

  test('the report has what load is judged by: latency of pages, rates, rungs', async () => {
    const report = await run(createFakeApi({ items: ITEMS }), {
      concurrency: 1,
      sessionsPerSecond: 0.001,
      sleep: async () => {},
    });
    expect(report.pageMs).toEqual({ p50: 0, p99: 0 });
    expect(report.pagesByRung).toEqual({ R4: 36 });
    expect(report.rate).toEqual({ target: 0.001, late: 0 });
    expect(report.pagesPerSecond).toBeCloseTo(36 / report.seconds, 0);
    expect(report.eventsPerSecond).toBeCloseTo(report.events.accepted / report.seconds, 0);
  });

  test.each([
    ['a wrong key', { appKey: 'bad' }, {}, 'unauthenticated'],
    ['an empty catalogue', {}, { items: [] }, 'unavailable'],
    ['a service without a page', {}, { failHome: () => 503 }, 'unavailable'],
    ['nobody at the address', { fetch: () => Promise.reject(new TypeError('fetch failed')) }, {}, 'unavailable'],
  ])('%s ends the simulation with a reason', async (_, change, fake, code) => {
    const api = createFakeApi({ items: ITEMS, ...fake });
    await expect(run(api, change)).rejects.toMatchObject({ name: 'MarqueeError', code });
  });
});
