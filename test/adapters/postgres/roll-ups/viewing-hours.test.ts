import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createErasures } from '../../../../src/adapters/postgres/log/erasures.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { anEvent, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';
import { TRUNCATE_LOG } from '../../../support/rolled-up.ts';

const MIGRATION = join(import.meta.dirname, '../../../../migrations/0046_viewing_hours.sql');
const HOUR_MS = 3_600_000;
const AT_MS = Date.UTC(2026, 5, 1, 10, 20);
const ITEMS = ['film-1', 'film-2'];

const happened = fc.record({
  userKey: fc.integer({ min: 1, max: 3 }).map(userKeyFor),
  itemId: fc.constantFrom(...ITEMS),
  type: fc.constantFrom('play', 'progress', 'progress', 'complete', 'click'),
  portion: fc.option(fc.integer({ min: 0, max: 4 }).map((quarters) => quarters / 4)),
  occurredAtMs: fc.integer({ min: 0, max: 400 }).map((minutes) => AT_MS + minutes * 60_000),
  trigger: fc.constantFrom('user', 'user', 'autoplay', 'preview'),
  origin: fc.constantFrom('app', 'app', 'test'),
});

describe('viewing hours', () => {
  let database: TestDatabase;
  let stores: Stores;
  let position = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert(ITEMS.map((itemId) => anItem(itemId)));
  });
  beforeEach(() => empty());
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const empty = async () => void (await stores.owner.query(`${TRUNCATE_LOG}, erasures`));
  const ship = (...events: ViewerEvent[]) =>
    stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions: [], events });
  const rollUp = async () => {
    while ((await stores.rollUps.run()).more);
  };
  const erase = (user: number, erasedAtMs: number) => {
    const order = { userKey: userKeyFor(user), erasedAtMs, throughNewest: false, receiptId: null };
    return createErasures({ pool: stores.pool }).erase(order);
  };
  const watched = (minutes: number, portion: number, more: Partial<ViewerEvent> = {}) => {
    const occurredAtMs = AT_MS + minutes * 60_000;
    const eventId = `w${minutes}-${portion}`;
    return anEvent({ eventId, type: 'progress', portion, itemId: 'film-1', occurredAtMs, ...more });
  };
  /** Row by row: 'when user item origin' -> how far. */
  const rows = async (): Promise<Record<string, number>> => {
    const { rows: found } = await stores.pool.query('SELECT * FROM v_viewing_hourly');
    return Object.fromEntries(
      found.map(({ hour, user_key, item_id, origin, portion }) => [
        `${hour.toISOString()} ${user_key.replaceAll('-', '')} ${item_id} ${origin}`,
        portion,
      ]),
    );
  };
  const counted = (events: readonly ViewerEvent[]): Record<string, number> => {
    const furthest: Record<string, number> = {};
    for (const { type, trigger, occurredAtMs, userKey, itemId, origin, portion } of events) {
      if (!['play', 'progress', 'complete'].includes(type) || trigger === 'preview') continue;
      const hour = new Date(Math.floor(occurredAtMs / HOUR_MS) * HOUR_MS).toISOString();
      const key = `${hour} ${userKey} ${itemId} ${origin}`;
      furthest[key] = Math.max(furthest[key] ?? 0, portion ?? (type === 'complete' ? 1 : 0));
    }
    return furthest;
  };

  test('equal what counting one by one finds: events late, sent again, in any portions, a user erased; made anew or by the migration, too', async () => {
    const [backfill] = /INSERT INTO viewing_hours[^;]*FROM events e\nWHERE e.type[^;]*;/.exec(
      readFileSync(MIGRATION, 'utf8'),
    )!;
    const batches = fc.array(fc.array(happened, { maxLength: 12 }), { minLength: 1, maxLength: 5 });
    const erasure = fc.record({ after: fc.nat({ max: 4 }), minutes: fc.integer({ min: 0, max: 400 }) });
    await fc.assert(
      fc.asyncProperty(
        batches,
        erasure,
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        async (made, when, rolls) => {
          await empty();
          let events: ViewerEvent[] = [];
          let erasedAtMs = -Infinity;
          for (const [n, batch] of made.entries()) {
            const sent = batch.map((one, at) => anEvent({ ...one, eventId: `${n}-${at}` }));
            // The first of the batch before comes again.
            await ship(...sent, ...events.slice(-1));
            events.push(...sent);
            const isGone = ({ userKey, occurredAtMs }: ViewerEvent) =>
              userKey === userKeyFor(1) && occurredAtMs <= erasedAtMs;
            if (rolls[n]!) await rollUp();
            if (when.after === n) {
              erasedAtMs = AT_MS + when.minutes * 60_000;
              await erase(1, erasedAtMs);
            }
            events = events.filter((event) => !isGone(event));
          }
          await rollUp();
          expect(await rows()).toEqual(counted(events));
          await stores.rollUps.rebuild();
          expect(await rows()).toEqual(counted(events));
          await stores.owner.query('DELETE FROM viewing_hours');
          await stores.owner.query(backfill);
          expect(await rows()).toEqual(counted(events));
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  test('go with a user who is erased, counted in the receipt; of the hour in which one comes back, what came after stays', async () => {
    await ship(watched(0, 0.25), watched(10, 0.75), watched(20, 0.5), watched(70, 0.9));
    await ship(watched(5, 1, { userKey: userKeyFor(2) }));
    await rollUp();
    const before = await rows();
    expect(Object.values(before).toSorted()).toEqual([0.75, 0.9, 1]);
    const { removed } = await erase(1, AT_MS + 10 * 60_000);
    expect(removed).toMatchObject({ events: 2, viewingHours: 1 });
    expect(Object.values(await rows()).toSorted()).toEqual([0.5, 0.9, 1]);
    expect((await erase(1, AT_MS + 600 * 60_000)).removed).toMatchObject({ events: 2, viewingHours: 2 });
    expect(Object.keys(await rows()).filter((key) => key.includes(userKeyFor(1)))).toEqual([]);
  });

  test('go with the day of their events', async () => {
    const { rows: installed } = await stores.pool.query(
      "SELECT first_day::timestamp AT TIME ZONE 'UTC' AS at, first_day::text AS day FROM installation",
    );
    const { at, day } = installed[0];
    const atMs = at.getTime();
    await stores.log.ensurePartitions(atMs);
    const on = (days: number) => ({ occurredAtMs: atMs + days * 24 * HOUR_MS + 1_000 });
    await ship(watched(1, 0.1, on(-1)), watched(2, 0.2, on(0)), watched(3, 0.3, on(1)));
    await rollUp();
    expect(Object.values(await rows()).toSorted()).toEqual([0.1, 0.2, 0.3]);
    await stores.owner.query('SELECT drop_log_day($1)', [day]);
    expect(Object.values(await rows()).toSorted()).toEqual([0.1, 0.3]);
    // What comes late makes its day anew.
    await stores.log.ensurePartitions(atMs);
    await ship(watched(4, 0.4, on(0)));
    await rollUp();
    expect(Object.values(await rows()).toSorted()).toEqual([0.1, 0.3, 0.4]);
  });
});
