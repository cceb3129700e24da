import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRollUps } from '../../../../src/adapters/postgres/roll-ups/roll-ups.ts';
import type { Decision } from '../../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import { SILENT_LOGGER } from '../../../../src/domain/ports/logger.ts';
import type { RollUps } from '../../../../src/domain/ports/roll-ups.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';
import { computedFromLog, rolledUp, TRUNCATE_LOG } from '../../../support/rolled-up.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ITEMS = ['film-1', 'film-2', 'show', 'show-e1', 'show-e2'];

describe('roll-ups of the log', () => {
  let database: TestDatabase;
  let stores: Stores;
  let rollUps: RollUps;
  let numbers: Int32Array;
  let pinNos: number[];
  let baseMs = 0;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    rollUps = stores.rollUps;
    await stores.items.upsert([
      anItem('film-1', { durationS: 5_400 }),
      anItem('film-2'),
      anItem('show', { type: 'series' }),
      anItem('show-e1', { type: 'episode', seriesId: 'show', durationS: 2_701.5 }),
      anItem('show-e2', { type: 'episode', seriesId: 'show', durationS: 1_300 }),
    ]);
    numbers = await stores.itemNumbers.resolve(ITEMS);
    const pins = [
      await stores.pins.create(aPinDraft('film-1'), aChange(0)),
      await stores.pins.create(aPinDraft('film-2'), aChange(0)),
    ];
    pinNos = pins.map((pin) => pin.pinNo);
    const [{ first_day: firstDay }] = await rows('SELECT first_day::text FROM installation');
    // The day before has no partition of its own.
    baseMs = Date.parse(firstDay) - 24 * HOUR_MS;
  });

  beforeEach(async () => {
    await empty();
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const empty = () => stores.owner.query(TRUNCATE_LOG);

  const rows = async (sql: string) => (await stores.pool.query(sql)).rows;

  async function ship(records: readonly (Decision | ViewerEvent)[]) {
    await stores.log.ship({
      journalId: 'j',
      fromPosition: position,
      toPosition: ++position,
      decisions: records.filter((record) => 'slots' in record),
      events: records.filter((record) => 'eventId' in record),
    });
  }

  async function runAll(runner = rollUps) {
    while ((await runner.run()).more);
  }

  test('whatever comes in whatever order and portions, outcomes and funnels equal the raw log, and their rebuilding', async () => {
    // Few hours and few items: so that pages and events meet, and on both sides of 24 hours and of midnight.
    const hours = fc.constantFrom(0, 1, 2, 3, 24, 25, 26);
    const page = fc.record({
      user: fc.constantFrom(0, 1, 1, 1, 2),
      hour: hours,
      items: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
      origin: fc.constantFrom('app' as const, 'test' as const),
      ranker: fc.constantFrom('v7', null),
      tellsTime: fc.boolean(),
    });
    const event = fc.record({
      user: fc.constantFrom(1, 1, 1, 2),
      hour: hours,
      minute: fc.integer({ min: 0, max: 3 }),
      type: fc.constantFrom('viewed', 'click', 'play', 'progress', 'complete', 'hide', 'rate' as const),
      item: fc.integer({ min: 0, max: 5 }),
      names: fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { maxLength: 3 }),
      isDirect: fc.boolean(),
      isPreview: fc.nat({ max: 5 }).map((n) => n === 0),
      portion: fc.constantFrom(0.25, 0.5, 0.95),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(page, { minLength: 2, maxLength: 8 }),
        fc.array(event, { minLength: 4, maxLength: 14 }),
        fc.array(fc.record({ records: fc.integer({ min: 1, max: 4 }), run: fc.boolean() }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.infiniteStream(fc.nat()),
        fc.constantFrom(1, 3, 1_000),
        async (pages, events, steps, order, portion) => {
          await empty();
          const ids = Array.from({ length: 10 }, (_, n) => {
            const at = pages[n];
            const id = recommendationIdAt(baseMs + (at?.hour ?? 1) * HOUR_MS, n);
            return at?.tellsTime === false ? `${id.slice(0, 14)}4${id.slice(15)}`.replace(/^..../, 'ffff') : id;
          });
          const decisions = pages.map((at, n) => {
            const decision = aDecision(
              at.items.map((item) => numbers[item]!),
              {
                recommendationId: ids[n]!,
                servedAtMs: baseMs + at.hour * HOUR_MS,
                userKey: userKeyFor(at.user),
                origin: at.origin,
                rankerVersion: at.ranker,
              },
            );
            decision.slots.pinNo[0] = [0, ...pinNos][n % 3]!;
            decision.slots.score[1] = [-0.5, 1.5, Number.NaN][n % 3]!;
            return decision;
          });
          const done = events.map((did, n) => {
            const names = did.names.map(([page, slot]) => `${ids[page]}.0.${slot}`);
            const isView = did.type === 'viewed';
            return anEvent({
              eventId: `e${n}`,
              type: did.type as ViewerEvent['type'],
              userKey: userKeyFor(did.user),
              itemId: isView || did.item === 5 ? null : ITEMS[did.item]!,
              occurredAtMs: baseMs + did.hour * HOUR_MS + did.minute,
              impressionIds: isView ? names : did.isDirect ? names.slice(0, 1) : [],
              portion: did.type === 'progress' || did.type === 'complete' ? did.portion : null,
              trigger: did.isPreview ? 'preview' : 'user',
            });
          });
          const left: (Decision | ViewerEvent)[] = [...decisions, ...done];
          const keys = new Map(left.map((record) => [record, order.next().value as number]));
          left.sort((a, b) => keys.get(a)! - keys.get(b)!);
          const runner = createRollUps({ pool: stores.pool, logger: SILENT_LOGGER, portion });
          for (let n = 0; left.length > 0; n++) {
            const step = steps[n % steps.length]!;
            await ship(left.splice(0, step.records));
            if (step.run) await runner.run();
          }
          await runAll(runner);
          const before = await rolledUp(stores.pool);
          expect(before).toMatchObject(await computedFromLog(stores.pool));
          await runner.rebuild();
          expect(await rolledUp(stores.pool)).toEqual(before);
          expect(await runner.run()).toEqual({ more: false });
          expect(await rolledUp(stores.pool)).toEqual(before);
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});
