import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createFlaggedUsers } from '../../../../src/adapters/postgres/roll-ups/flagged-users.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import type { FlaggedUsers } from '../../../../src/domain/ports/flagged-users.ts';
import { type Logger, SILENT_LOGGER } from '../../../../src/domain/ports/logger.ts';
import { NO_METRICS } from '../../../../src/domain/ports/metrics.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const START_MS = Date.UTC(2026, 5, 1, 12, 30);
const MINUTE_MS = 60_000;
const LIMIT = 20;
const BOT = userKeyFor(7);

describe('users with rates no person has', () => {
  let database: TestDatabase;
  let stores: Stores;
  let flaggedUsers: FlaggedUsers;
  let warnings: object[] = [];
  let counted: number[] = [];
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert([anItem('film-1'), anItem('film-2')]);
    const logger: Logger = { ...SILENT_LOGGER, warn: (fields) => void warnings.push(fields) };
    const metrics = { ...NO_METRICS, flaggedUsers: (count: number) => void counted.push(count) };
    flaggedUsers = createFlaggedUsers({ pool: stores.pool, logger, metrics, maxEventsAnHour: LIMIT });
  });

  beforeEach(async () => {
    await stores.owner.query('TRUNCATE events, decisions, item_stats, event_days, flagged_users');
    warnings = [];
    counted = [];
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const rows = async (sql: string) => (await stores.pool.query(sql)).rows;
  const flagged = () => rows('SELECT user_key, reason, hour, events FROM v_flagged_users');
  const counts = () =>
    rows(`SELECT item_no, hour, origin, uses, clicks, ratings, rating_sum, hides FROM item_stats
      WHERE uses + clicks + hides > 0 ORDER BY hour, item_no, origin`);
  const days = () => rows('SELECT day::text, origin, events FROM event_days WHERE events > 0 ORDER BY 1, 2');

  async function ship(events: readonly ViewerEvent[]) {
    const decisions = [aDecision([1], { recommendationId: recommendationIdAt(START_MS, position) })];
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
  }

  /** Events of the bot, so many minutes apart. */
  const burst = (count: number, minutesApart: number, differences: Partial<ViewerEvent> = {}) =>
    Array.from({ length: count }, (_, n) =>
      anEvent({
        eventId: `${differences.origin ?? 'app'}-${n}`,
        userKey: BOT,
        type: n % 2 === 0 ? 'play' : 'rate',
        value: n % 2 === 0 ? null : 0.5,
        occurredAtMs: START_MS + n * minutesApart * MINUTE_MS,
        ...differences,
      }),
    );
  const aPerson = [
    anEvent({ eventId: 'p1', occurredAtMs: START_MS }),
    anEvent({ eventId: 'p2', type: 'rate', value: 1, itemId: 'film-2', occurredAtMs: START_MS + 1 }),
  ];

  test('more events within an hour than the limit are one user flagged, once; what the user had counted is taken out', async () => {
    await ship(aPerson);
    const byPeople = [await counts(), await days()];
    const bot = burst(LIMIT + 1, 2);
    for (let from = 0; from < bot.length; from += 6) {
      await ship(bot.slice(from, from + 6));
      await flaggedUsers.detect();
      expect(await flagged()).toHaveLength(from + 6 > LIMIT ? 1 : 0);
    }
    const lastMs = START_MS + LIMIT * 2 * MINUTE_MS;
    expect(await flagged()).toEqual([
      { user_key: BOT, reason: 'rate', hour: new Date(lastMs - 60 * MINUTE_MS), events: LIMIT + 1 },
    ]);
    expect([await counts(), await days()]).toEqual(byPeople);
    expect(counted).toEqual([1]);
    expect(warnings).toEqual([{ users: 1, maxEventsAnHour: LIMIT, events: LIMIT + 1 }]);
    expect(JSON.stringify(warnings)).not.toContain(BOT);

    // Goes on: kept in the log and in reports, counted nowhere, said no more.
    await ship(burst(5, 2, { type: 'click' }).map((event, n) => ({ ...event, eventId: `more-${n}` })));
    await flaggedUsers.detect();
    expect([await counts(), await days()]).toEqual(byPeople);
    expect([counted, warnings.length]).toEqual([[1], 1]);
    expect(await rows('SELECT count(*) AS n FROM v_events')).toEqual([{ n: 2 + LIMIT + 1 + 5 }]);
    await stores.rollUps.rebuild();
    expect([await counts(), await days()]).toEqual(byPeople);
  });

  test('a person is not flagged: the limit within an hour, more over more hours, any number of imported events', async () => {
    await ship(burst(LIMIT, 1));
    await ship(burst(LIMIT * 3, 3.01, { userKey: userKeyFor(8), origin: 'simulate' }));
    await ship(burst(LIMIT * 3, 0.1, { userKey: userKeyFor(9), origin: 'import' }));
    await flaggedUsers.detect();
    expect(await flagged()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('a flag taken back counts everything that the user did, before and after it', async () => {
    await ship(burst(LIMIT + 1, 1));
    const all = [await counts(), await days()];
    await flaggedUsers.detect();
    expect([await counts(), await days()]).toEqual([[], []]);
    const later = anEvent({
      eventId: 'later',
      userKey: BOT,
      itemId: 'film-2',
      occurredAtMs: START_MS + 300 * MINUTE_MS,
    });
    await ship([later]);
    expect(await flaggedUsers.unflag(BOT)).toBe(true);
    expect(await flagged()).toEqual([]);
    const again = await counts();
    expect(again.slice(0, -1)).toEqual(all[0]);
    expect(again.at(-1)).toMatchObject({ clicks: 1 });
    expect(await days()).toEqual([{ day: '2026-06-01', origin: 'app', events: LIMIT + 2 }]);
    await stores.rollUps.rebuild();
    expect(await counts()).toEqual(again);
    expect(await flaggedUsers.unflag(BOT)).toBe(false);
  });

  test('two replicas that look at the same time flag once', async () => {
    await ship(burst(LIMIT + 1, 1));
    await Promise.all([1, 2, 3].map(() => flaggedUsers.detect()));
    expect(await flagged()).toHaveLength(1);
    expect([counted, await counts()]).toEqual([[1], []]);
  });
});
