import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPinReports } from '../../../../src/adapters/postgres/log/pin-reports.ts';
import { impressionIdOf } from '../../../../src/domain/decision.ts';
import type { PinReports } from '../../../../src/domain/ports/pin-reports.ts';
import type { StoredPin } from '../../../../src/domain/ports/pin-store.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const SERVED_MS = Date.UTC(2026, 5, 1, 11);
const MINUTE_MS = 60_000;

describe('the report of a pin', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: PinReports;
  let pin: StoredPin;
  let other: StoredPin;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createPinReports({ pool: stores.pool });
    await stores.items.upsert(['film-1', 'film-2', 'film-3'].map((itemId) => anItem(itemId, { durationS: 7200 })));
    const [film1, film2, film3] = await stores.itemNumbers.resolve(['film-1', 'film-2', 'film-3']);
    pin = await stores.pins.create(aPinDraft('film-2'), aChange(SERVED_MS));
    other = await stores.pins.create(aPinDraft('film-3'), aChange(SERVED_MS));

    /** Pages a minute apart: film-1 in slot 0, in slot 1 what the given pin put there. */
    const page = (minute: number, slot: { pinNo: number; displaced: number }, withheld: unknown[], origin = 'app') => {
      const servedAtMs = SERVED_MS + minute * MINUTE_MS;
      const made = aDecision([film1!, film2!], {
        servedAtMs,
        recommendationId: recommendationIdAt(servedAtMs),
        withheld: withheld as [],
        origin: origin as 'app',
      });
      made.slots.pinNo[1] = slot.pinNo;
      made.slots.displacedItemNo[1] = slot.displaced;
      return made;
    };
    const none = { pinNo: 0, displaced: 0 };
    const [mine, others] = [pin.pinNo, other.pinNo];
    const withheld = (stored: StoredPin, reason: string) => ({ pinId: stored.pin.pinId, reason });
    const decisions = [
      page(0, { pinNo: mine, displaced: film3! }, [withheld(other, 'watched')]),
      page(1, { pinNo: mine, displaced: film3! }, []),
      page(2, { pinNo: mine, displaced: film1! }, []),
      page(3, { pinNo: mine, displaced: 0 }, []),
      page(4, none, [withheld(pin, 'watched'), withheld(other, 'hidden')]),
      page(5, none, [withheld(pin, 'watched')]),
      page(6, { pinNo: others, displaced: film1! }, [withheld(pin, 'lost-to-pin')]),
      page(7, none, []),
      page(8, { pinNo: mine, displaced: film3! }, [], 'simulate'),
      page(90, { pinNo: mine, displaced: 0 }, []),
    ];
    const impression = (minute: number) => impressionIdOf(recommendationIdAt(SERVED_MS + minute * MINUTE_MS), 0, 1);
    const atMs = SERVED_MS + 10 * MINUTE_MS;
    const event = (eventId: string, type: 'viewed' | 'click' | 'play', minutes: number[]) =>
      anEvent({
        eventId,
        type,
        itemId: type === 'viewed' ? null : 'film-2',
        occurredAtMs: atMs,
        impressionIds: minutes.map(impression),
      });
    const events = [
      event('v', 'viewed', [0, 1, 2, 6]),
      event('c', 'click', [1]),
      event('c again', 'click', [1]),
      event('p', 'play', [1]),
      event('c of another', 'click', [6]),
      {
        ...event('c above', 'click', []),
        itemId: 'film-1',
        impressionIds: [impressionIdOf(recommendationIdAt(SERVED_MS + 2 * MINUTE_MS), 0, 0)],
      },
      { ...event('half', 'play', [1]), type: 'progress' as const, portion: 0.5 },
    ];
    await stores.log.ship({ journalId: 'j', fromPosition: 0, toPosition: 1, decisions, events });
    while ((await stores.rollUps.run()).more);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const hour = { fromMs: SERVED_MS, toMs: SERVED_MS + 60 * MINUTE_MS, origin: 'app' } as const;

  test('counts what it put there and what came of that, why it was withheld, and what gave way', async () => {
    expect(await reports.read(pin.pin.pinId, hour)).toEqual({
      users: 1,
      served: 4,
      viewed: 3,
      clicked: 1,
      played: 1,
      withheld: { watched: 2, 'lost-to-pin': 1 },
      displaced: 3,
      displacedItems: [
        { itemId: 'film-3', times: 2 },
        { itemId: 'film-1', times: 1 },
      ],
    });
    expect(await reports.read(other.pin.pinId, hour)).toMatchObject({
      served: 1,
      clicked: 1,
      withheld: { watched: 1, hidden: 1 },
    });
  });

  test('tells of no reason and no item that fewer users had than are asked for', async () => {
    expect(await reports.read(pin.pin.pinId, { ...hour, fewestUsers: 2 })).toMatchObject({
      users: 1,
      withheld: {},
      displacedItems: [],
    });
    expect(await reports.read(pin.pin.pinId, { ...hour, fewestUsers: 1 })).toMatchObject({
      withheld: { watched: 2 },
      displacedItems: [{}, {}],
    });
  });

  test('is of the origin and the time that were asked for, [from, to)', async () => {
    const served = async (when: object) => (await reports.read(pin.pin.pinId, { ...hour, ...when }))!.served;
    expect(await served({ origin: 'simulate' })).toBe(1);
    expect(await served({ toMs: SERVED_MS + 91 * MINUTE_MS })).toBe(5);
    expect(await served({ toMs: SERVED_MS + 2 * MINUTE_MS })).toBe(2);
    expect(await served({ fromMs: SERVED_MS + 2 * MINUTE_MS })).toBe(2);
  });

  test('equals what the views say', async () => {
    const { rows } = await stores.pool.query(
      `SELECT count(*) AS served, count(o.viewed_at) AS viewed, count(o.clicked_at) AS clicked, count(o.played_at) AS played
       FROM v_impressions i JOIN v_outcomes o USING (impression_id)
       WHERE i.pin_id = $1 AND i.origin = 'app' AND i.served_at < $2`,
      [pin.pin.pinId, new Date(hour.toMs)],
    );
    expect(await reports.read(pin.pin.pinId, hour)).toMatchObject(rows[0]);
  });

  test("rows to tell the cost from: the pin's, and such rows of other pages, with what came of them", async () => {
    const slots = await reports.readSlots(pin.pin.pinId, hour);
    const [film1, film2, film3] = await stores.itemNumbers.resolve(['film-1', 'film-2', 'film-3']);
    expect(slots).toMatchObject({ sampleShare: 1, users: 1, surfaces: ['tv'], regions: ['SE'] });
    expect(slots.item.length).toBe(16);
    expect(new Set(slots.page).size).toBe(8);
    const mine = [...slots.placedBy.keys()].filter((at) => slots.placedBy[at] === 1);
    expect(mine.map((at) => [slots.item[at], slots.position[at]])).toEqual(mine.map(() => [film2, 1]));
    expect(mine.map((at) => slots.displaced[at]).sort()).toEqual([0, film1, film3, film3].sort());
    expect(slots.placedBy.filter((by) => by === 2).length).toBe(1);
    expect(slots.itemIds).toEqual(
      new Map([
        [film1, 'film-1'],
        [film3, 'film-3'],
      ]),
    );
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    const { clicks, plays, hours } = slots.rewards;
    const ofMine = (values: Float64Array) => sum(values.filter((_, at) => slots.placedBy[at] === 1));
    expect([sum(clicks.here), ofMine(clicks.here), sum(plays.here)]).toEqual([3, 1, 1]);
    // Half of an item of two hours.
    expect(sum(hours.here)).toBeCloseTo(1, 9);
    const above = mine.find((at) => slots.displaced[at] === film1)!;
    expect([...clicks.elsewhere].flatMap((value, at) => (value > 0 ? [at] : []))).toEqual([above]);
  });

  test('of more pages than are looked at a share of the users is drawn, and no flagged one', async () => {
    const few = createPinReports({ pool: stores.pool, mostPages: 1 });
    const { sampleShare } = await few.readSlots(pin.pin.pinId, hour);
    expect(sampleShare).toBe(1 / 4);
    await stores.pool.query('INSERT INTO flagged_users (user_key, reason, hour, events) VALUES ($1, $2, $3, 3000)', [
      userKeyFor(1),
      'rate',
      new Date(SERVED_MS),
    ]);
    const { item } = await reports.readSlots(pin.pin.pinId, hour);
    expect(item.length).toBe(0);
    await stores.pool.query('DELETE FROM flagged_users');
  });

  test('what never was a pin stands nowhere', async () => {
    expect(await reports.readSlots('never', hour)).toMatchObject({ users: 0, surfaces: [] });
  });

  test('of a time without pages it is noughts; a removed pin has one still, and what never was a pin none', async () => {
    const nothing = {
      users: 0,
      served: 0,
      viewed: 0,
      clicked: 0,
      played: 0,
      displaced: 0,
      withheld: {},
      displacedItems: [],
    };
    expect(await reports.read(pin.pin.pinId, { ...hour, fromMs: 0, toMs: SERVED_MS })).toEqual(nothing);
    await stores.pins.remove(other.pin.pinId, null, aChange(SERVED_MS));
    expect(await reports.read(other.pin.pinId, hour)).toMatchObject({ served: 1 });
    expect(await reports.read('never', hour)).toBeNull();
  });
});
