import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { impressionIdOf } from '../../../../src/domain/decision.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { collect, openStores, type Stores } from '../../../support/postgres-stores.ts';

const APP = { origins: ['app'] };
const HOUR_MS = 3_600_000;

describe('log store', () => {
  let database: TestDatabase;
  let stores: Stores;
  let journalId: string;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });

  beforeEach(async () => {
    await stores.owner.query('TRUNCATE events, decisions, item_stats, event_days, journal_offsets');
    journalId = 'journal-1';
    position = 0;
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  async function ship(records: Partial<Parameters<Stores['log']['ship']>[0]>) {
    const batch = {
      journalId,
      fromPosition: position,
      toPosition: position + 100,
      decisions: [],
      events: [],
      ...records,
    };
    const report = await stores.log.ship(batch);
    position = batch.toPosition;
    return report;
  }

  const buckets = () => collect(stores.stats.buckets({ origins: ['app'], sinceRevision: 0 }));

  test('a journal that was never shipped stands at 0', async () => {
    expect(await stores.log.offset('nobody')).toBe(0);
  });

  test('a batch is stored once: the same batch again is refused and leaves no trace', async () => {
    const batch = { events: [anEvent({ eventId: 'e1' })], decisions: [aDecision([1, 2])] };
    await ship(batch);
    position = 0;
    await expect(ship(batch)).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(await stores.log.offset(journalId)).toBe(100);
    expect(await collect(stores.log.decisions(APP))).toHaveLength(1);
    expect(await stores.log.countEvents(APP)).toBe(1);
  });

  test('an imported decision is stored once, however often its file is imported, in one batch or by two at a time', async () => {
    const page = aDecision([1, 2], { origin: 'import', servedAtMs: Date.UTC(2019, 0, 1) });
    const other = aDecision([3], { origin: 'import', servedAtMs: Date.UTC(2019, 0, 2) });
    await ship({ decisions: [page, page] });
    await ship({ decisions: [page, other], events: [anEvent({ eventId: 'beside' })] });
    const again = (journalId: string) => ({
      journalId,
      fromPosition: 0,
      toPosition: 9,
      decisions: [page, third],
      events: [],
    });
    const third = aDecision([4], { origin: 'import', servedAtMs: Date.UTC(2019, 0, 3) });
    await Promise.all([stores.log.ship(again('import-1')), stores.log.ship(again('import-2'))]);
    const stored = await collect(stores.log.decisions({ origins: ['import'] }));
    expect(stored.map(({ servedAtMs }) => new Date(servedAtMs).getUTCDate())).toEqual([1, 2, 3]);
    expect([...stored[0]!.slots.itemNo]).toEqual([1, 2]);
    expect(await stores.log.offset('import-2')).toBe(9);
    expect(await stores.log.countEvents(APP)).toBe(1);
  });

  test('a batch that leaves a gap is refused', async () => {
    await expect(ship({ fromPosition: 50 })).rejects.toMatchObject({ code: 'precondition-failed' });
    await ship({});
    await expect(ship({ fromPosition: 150 })).rejects.toMatchObject({ code: 'precondition-failed' });
  });

  test('of two consumers that ship the same stretch at once, one is refused', async () => {
    const batch = { events: [anEvent({ eventId: 'race' })], decisions: [aDecision([1])] };
    await ship({});
    const shipping = { journalId, fromPosition: 100, toPosition: 200, ...batch };
    const outcomes = await Promise.allSettled([stores.log.ship(shipping), stores.log.ship(shipping)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await collect(stores.log.decisions(APP))).toHaveLength(1);
  });

  test('a batch that fails half way moves nothing: neither the offset nor a part of it is kept', async () => {
    const twoPages = { decisions: [aDecision([1])], events: [anEvent({ eventId: 'e1' })] };
    await stores.owner.query('ALTER TABLE event_days RENAME TO event_days_elsewhere');
    try {
      await expect(ship(twoPages)).rejects.toMatchObject({ code: '42P01' });
    } finally {
      await stores.owner.query('ALTER TABLE event_days_elsewhere RENAME TO event_days');
    }
    expect(await stores.log.offset(journalId)).toBe(0);
    expect(await collect(stores.log.decisions(APP))).toEqual([]);
    expect(await buckets()).toEqual([]);
    await ship(twoPages);
    expect(await stores.log.countEvents(APP)).toBe(1);
  });

  test('an event that is sent again changes nothing, in another batch or in the same one', async () => {
    const event = anEvent({ eventId: 'e1', type: 'play' });
    expect(await ship({ events: [event, event] })).toMatchObject({ events: 1, deadLetters: new Map() });
    const again = { ...event, receivedAtMs: event.receivedAtMs + 5, origin: 'import' } as const;
    expect(await ship({ events: [again] })).toMatchObject({ events: 0, deadLetters: new Map() });
    const [stored] = await collect(stores.log.events(APP));
    expect(stored).toMatchObject({ type: 'play', receivedAtMs: event.receivedAtMs });
    expect(await buckets()).toMatchObject([{ uses: 1, clicks: 0 }]);
    expect(await stores.stats.eventDays(['app'])).toEqual([{ dayMs: Date.UTC(2026, 5, 1), events: 1 }]);
  });

  test('an event comes back as it went in, with the number of its item', async () => {
    const event = anEvent({
      eventId: 'whole',
      type: 'progress',
      occurredAtMs: Date.UTC(1996, 2, 29, 23, 59, 59, 999),
      impressionIds: ['a.0.1', 'b.0.2'],
      recommendationId: 'a',
      sessionId: 's',
      portion: 0.1 + 0.2,
      positionS: 12.25,
      value: -0.5,
      trigger: 'autoplay',
      properties: { app: 'tv', build: 7, beta: true, none: null },
    });
    await ship({
      events: [event, anEvent({ eventId: 'view', type: 'viewed', itemId: null, impressionIds: ['x.0.0'] })],
    });
    const [number] = await stores.itemNumbers.resolve(['film-1']);
    const [first, second] = await collect(stores.log.events(APP));
    expect(first).toEqual({ ...event, itemNo: number });
    expect(second).toMatchObject({ itemId: null, itemNo: 0, impressionIds: ['x.0.0'] });
  });

  test('text that Postgres cannot hold does not hold up the log', async () => {
    const properties = { 'a\u0000b': 'x\u0000y', half: '\ud800' };
    await ship({ events: [anEvent({ eventId: 'nul', sessionId: 's\u0000', properties })] });
    const [event] = await collect(stores.log.events(APP));
    expect(event).toMatchObject({ sessionId: 's\ufffd', properties: { 'a\ufffdb': 'x\ufffdy', half: '\ufffd' } });
  });

  test('a decision comes back as it was made, bit for bit', async () => {
    const decision = aDecision(
      Array.from({ length: 160 }, (_, index) => index + 1),
      { parentId: recommendationIdAt(1) },
    );
    decision.slots.explored[3] = 1;
    decision.slots.source[5] = 8;
    decision.slots.pinNo[5] = 9;
    decision.slots.displacedItemNo[5] = 77;
    decision.slots.score[7] = 1e-20;
    const empty = aDecision([], {
      servedAtMs: decision.servedAtMs + 1,
      rowIds: [],
      withheld: [],
      arms: {},
      switches: [],
      sessionId: null,
    });
    await ship({ decisions: [empty, decision] });
    expect(await collect(stores.log.decisions(APP))).toEqual([decision, empty]);
  });

  test('a page of before switches were noted says nothing of them, which is not that all stood on', async () => {
    const { switches: _noted, ...before } = aDecision([1]);
    await ship({ decisions: [before] });
    expect(await collect(stores.log.decisions(APP))).toEqual([{ ...before, switches: null }]);
  });

  test('a batch larger than any buffer it starts with is stored whole', async () => {
    const items = Array.from({ length: 2_000 }, (_, index) => index + 1);
    const decisions = items
      .slice(0, 60)
      .map((n) => aDecision(items, { recommendationId: recommendationIdAt(1e12, n) }));
    const events = items.map((n) => anEvent({ eventId: `event-${n}`, properties: { text: 'x'.repeat(500) } }));
    await ship({ decisions, events });
    const { rows } = await stores.pool.query('SELECT count(*) AS n FROM v_impressions');
    expect(rows[0].n).toBe(120_000);
    expect(await stores.log.countEvents(APP)).toBe(2_000);
  });

  test('what flagged users did is kept, and left out of what training reads', async () => {
    const events = [1, 2].map((n) => anEvent({ eventId: `e${n}`, userKey: userKeyFor(n) }));
    await ship({ events });
    await stores.pool.query(
      `INSERT INTO flagged_users (user_key, reason, hour, events) VALUES ($1, 'bot', now(), 9000)`,
      [userKeyFor(2)],
    );
    try {
      const read = await collect(stores.log.events(APP));
      expect(read.map(({ eventId }) => eventId)).toEqual(['e1']);
      expect(await stores.log.countEvents(APP)).toBe(1);
      const { rows } = await stores.pool.query('SELECT count(*) AS kept FROM v_events');
      expect(rows).toEqual([{ kept: 2 }]);
    } finally {
      await stores.owner.query('TRUNCATE flagged_users');
    }
  });

  test('events are read oldest first, ties by id, up to a time, of the origins asked for', async () => {
    const at = Date.UTC(2020, 0, 1);
    const events = ['b', 'a', 'C'].map((eventId) => anEvent({ eventId, occurredAtMs: at }));
    await ship({
      events: [
        anEvent({ eventId: 'later', occurredAtMs: at + 1 }),
        ...events,
        anEvent({ eventId: 'first', occurredAtMs: at - 1 }),
        anEvent({ eventId: 'other', occurredAtMs: at, origin: 'simulate' }),
      ],
    });
    const read = await collect(stores.log.events({ ...APP, untilMs: at + 1 }));
    expect(read.map(({ eventId }) => eventId)).toEqual(['first', 'C', 'a', 'b']);
    expect(await stores.log.countEvents({ origins: ['app', 'simulate'], untilMs: at + 1 })).toBe(5);
  });

  test('what is older than the installation lands in one partition, however many days it spans; today and later in daily ones', async () => {
    const { rows: clock } = await stores.pool.query('SELECT extract(epoch FROM now())::float8 * 1000 AS now');
    const nowMs = clock[0].now;
    const others = openStores(database.url, TEST_TENANT, { nowMs: () => nowMs, monotonicMs: () => 0 });
    const old = Array.from({ length: 400 }, (_, day) =>
      anEvent({ eventId: `old-${day}`, occurredAtMs: Date.UTC(1996, 0, 1) + day * 10 * 24 * HOUR_MS }),
    );
    const lastDay = nowMs + 3 * 24 * HOUR_MS;
    const tooFar = nowMs + 4 * 24 * HOUR_MS;
    const report = await others.log.ship({
      journalId,
      fromPosition: 0,
      toPosition: 100,
      events: [
        ...old,
        anEvent({ eventId: 'now', occurredAtMs: nowMs }),
        anEvent({ eventId: 'ahead', occurredAtMs: lastDay }),
        anEvent({ eventId: 'far', occurredAtMs: tooFar }),
      ],
      decisions: [
        aDecision([1], { servedAtMs: 0 }),
        aDecision([1], { servedAtMs: lastDay }),
        aDecision([1], { servedAtMs: Date.UTC(9999, 0, 1) }),
      ],
    });
    await others.pool.end();
    expect(report).toMatchObject({ events: 402, decisions: 2 });
    expect(Object.fromEntries(report.deadLetters)).toEqual({ event: 1, decision: 1 });
    const { rows } = await stores.pool.query(
      'SELECT tableoid::regclass::text AS part, count(*) AS n FROM events GROUP BY 1 ORDER BY 2 DESC, 1',
    );
    const day = (ms: number) => `events_${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')}`;
    expect(rows).toEqual([
      { part: 'events_history', n: 400 },
      { part: day(nowMs), n: 1 },
      { part: day(lastDay), n: 1 },
    ]);
    const { rows: parts } = await stores.pool.query(
      `SELECT relname FROM pg_class WHERE relname ~ '9999|${day(tooFar)}'`,
    );
    expect(parts).toEqual([]);
  });

  test('an old day that retention dropped is made again when something of it comes late', async () => {
    const { rows: clock } = await stores.pool.query('SELECT extract(epoch FROM now())::float8 * 1000 AS now');
    const occurredAtMs = clock[0].now;
    const laterClock = { nowMs: () => occurredAtMs + 30 * 24 * HOUR_MS, monotonicMs: () => 0 };
    const later = openStores(database.url, TEST_TENANT, laterClock);
    const shipLate = (eventId: string) =>
      later.log.ship({
        journalId: eventId,
        fromPosition: 0,
        toPosition: 1,
        decisions: [],
        events: [anEvent({ eventId, occurredAtMs })],
      });
    await shipLate('before');
    const suffix = new Date(occurredAtMs).toISOString().slice(0, 10).replaceAll('-', '');
    await stores.owner.query(`DROP TABLE events_${suffix}, decisions_${suffix}`);
    expect(await shipLate('after')).toMatchObject({ events: 1 });
    await later.pool.end();
  });

  test('partitions are made ahead, once, by as many replicas as like', async () => {
    const nowMs = Date.UTC(2031, 1, 27);
    const other = openStores(database.url);
    await Promise.all([stores.log.ensurePartitions(nowMs), other.log.ensurePartitions(nowMs)]);
    await other.pool.end();
    const { rows } = await stores.pool.query(
      `SELECT relname FROM pg_class WHERE relname LIKE 'decisions_2031____' ORDER BY 1`,
    );
    expect(rows.map(({ relname }) => relname)).toEqual(
      ['0227', '0228', '0301', '0302'].map((monthDay) => `decisions_2031${monthDay}`),
    );
  });

  test('impressions are told their items, whether or not the id knows its time', async () => {
    const timed = aDecision([11, 12, 13]);
    const untimed = aDecision([21], { recommendationId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' });
    const misdated = aDecision([31], { recommendationId: recommendationIdAt(0) });
    await ship({ decisions: [timed, untimed, misdated] });
    const ids = [
      impressionIdOf(timed.recommendationId, 0, 2),
      'nonsense',
      impressionIdOf(untimed.recommendationId, 0, 0),
      impressionIdOf(timed.recommendationId, 0, 3),
      impressionIdOf(misdated.recommendationId, 0, 0),
      impressionIdOf(timed.recommendationId, 0, 2),
    ];
    expect([...(await stores.log.itemsOfImpressions(ids))]).toEqual([13, 0, 21, 0, 31, 13]);
  });

  test('uses, clicks, ratings and hides are counted by hour; previews and opinions taken back are not', async () => {
    const at = Date.UTC(2026, 0, 1, 10, 59);
    const counted = [
      { type: 'play' },
      { type: 'play', trigger: 'autoplay' },
      { type: 'play', trigger: 'preview' },
      { type: 'complete', portion: 1 },
      { type: 'rate', value: 0.5 },
      { type: 'rate', value: -1 },
      { type: 'rate', value: null },
      { type: 'click' },
      { type: 'hide' },
      { type: 'progress', portion: 0.4 },
    ] as const;
    const events = counted.map((event, index) => anEvent({ eventId: `n${index}`, occurredAtMs: at, ...event }));
    await ship({ events: [...events, anEvent({ eventId: 'next', type: 'play', occurredAtMs: at + HOUR_MS })] });
    const [itemNo] = await stores.itemNumbers.resolve(['film-1']);
    const hour = { itemNo, uses: 5, clicks: 1, ratings: 2, ratingSum: -0.5, hides: 1 };
    const all = await buckets();
    expect(all).toMatchObject([
      { ...hour, hourMs: Date.UTC(2026, 0, 1, 10) },
      { itemNo, uses: 1, hourMs: Date.UTC(2026, 0, 1, 11) },
    ]);

    const sinceRevision = Math.max(...all.map(({ revision }) => revision));
    const more = { itemId: 'film-1', type: 'play', occurredAtMs: at } as const;
    await ship({
      events: [anEvent({ eventId: 'more', ...more }), anEvent({ eventId: 'sim', ...more, origin: 'simulate' })],
    });
    expect(await collect(stores.stats.buckets({ origins: ['app'], sinceRevision }))).toMatchObject([
      { ...hour, uses: 6 },
    ]);
    const both = stores.stats.buckets({ origins: ['app', 'simulate'], sinceRevision });
    expect(await collect(both)).toMatchObject([{ ...hour, uses: 7 }]);
  });

  test('replicas that ship the same events at once store and count each once', async () => {
    const events = Array.from({ length: 500 }, (_, n) =>
      anEvent({ eventId: `shared-${n}`, type: 'play', itemId: `film-${n % 7}`, userKey: userKeyFor(n) }),
    );
    const others = Array.from({ length: 4 }, () => openStores(database.url));
    await Promise.all(
      others.map(({ log }, index) =>
        log.ship({
          journalId: `replica-${index}`,
          fromPosition: 0,
          toPosition: 1,
          decisions: [],
          events: index % 2 === 0 ? events : events.toReversed(),
        }),
      ),
    );
    await Promise.all(others.map(({ pool }) => pool.end()));
    expect(await stores.log.countEvents(APP)).toBe(500);
    expect((await buckets()).reduce((sum, { uses }) => sum + uses, 0)).toBe(500);
  });
});
