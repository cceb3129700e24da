import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openRedisUserStateStore } from '../../src/adapters/redis/user-state-store.ts';
import { impressionIdOf } from '../../src/domain/decision.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { UserStateStore } from '../../src/domain/ports/user-state-store.ts';
import { decodeUserState } from '../../src/features/user-state-codec.ts';
import { createEventIntake } from '../../src/ingest/accept-events.ts';
import { type Consumer, createConsumer } from '../../src/ingest/consumer.ts';
import { createDecisionLog } from '../../src/ingest/decision-log.ts';
import { open, temporaryDirectory } from '../adapters/journal/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aDecision, anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { testRedisUrl, testTenant } from '../support/redis.ts';
import { until } from './consumer-workbench.ts';

const APP = { origins: ['app'] };
const anna = userKeyFor(1);

describe('from the journal into Postgres and Redis', () => {
  let database: TestDatabase;
  let stores: Stores;
  let states: UserStateStore;
  let journal: Journal;
  let consumer: Consumer;
  let savedTo = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });

  beforeEach(async () => {
    await stores.owner.query('TRUNCATE events, decisions, item_stats, event_days, journal_offsets');
    states = await openRedisUserStateStore({ url: testRedisUrl(), tenant: testTenant(), logger: SILENT_LOGGER });
    journal = await open(temporaryDirectory());
    savedTo = 0;
    consumer = startConsumer();
  });

  afterEach(async () => {
    await consumer.stop();
    await journal.close();
    await states.close();
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  function startConsumer(): Consumer {
    const started = createConsumer({
      journal,
      logStore: stores.log,
      userStates: states,
      itemNumbers: stores.itemNumbers,
      stateOffset: {
        load: async () => savedTo,
        async save(position) {
          savedTo = position;
        },
      },
      clock: { nowMs: () => Date.UTC(2026, 5, 1, 12), monotonicMs: () => 0 },
      logger: SILENT_LOGGER,
      metrics: NO_METRICS,
    });
    started.start();
    return started;
  }

  async function stateOf(userKey: string) {
    const stored = await states.read(userKey);
    return stored === null ? null : decodeUserState(stored.bytes);
  }

  const accept = (eventId: string, occurredAtMs: number) =>
    createEventIntake(journal).accept([anEvent({ eventId, occurredAtMs })]);

  test('a page, its views and events arrive once, re-sent or not, across a restart that forgets how far the states were', async () => {
    const page = aDecision([41, 42]);
    const [itemNo] = await stores.itemNumbers.resolve(['film-1']);
    expect(createDecisionLog(journal, NO_METRICS, SILENT_LOGGER).record(page)).toBe(true);
    const intake = createEventIntake(journal);
    const click = anEvent({ eventId: 'click' });
    const viewed = anEvent({
      eventId: 'viewed',
      type: 'viewed',
      itemId: null,
      impressionIds: [0, 1].map((position) => impressionIdOf(page.recommendationId, 0, position)),
    });
    await intake.accept([click, viewed, click]);
    await consumer.drain();
    await consumer.stop();
    savedTo = 0;
    consumer = startConsumer();
    await intake.accept([viewed, click]);
    await consumer.drain();
    expect(await stores.log.countEvents(APP)).toBe(2);
    const { rows } = await stores.pool.query('SELECT count(*)::int AS pages FROM decisions');
    expect(rows).toEqual([{ pages: 1 }]);
    const state = await stateOf(anna);
    expect([...state!.events.itemNo]).toEqual([itemNo]);
    expect([...state!.views.itemNo].toSorted()).toEqual([41, 42]);
  });

  test('while Postgres refuses everybody an accepted event still shows in the state; the log catches up afterwards', async () => {
    await stores.itemNumbers.resolve(['film-1']);
    await accept('before', 1_780_000_000_000);
    await consumer.drain();
    await allowConnections(database.url, false);
    try {
      await accept('during', 1_780_000_000_001);
      await until(async () => (await stateOf(anna))?.events.length === 2);
      expect(consumer.lag().unshippedBytes).toBeGreaterThan(0);
    } finally {
      await allowConnections(database.url, true);
    }
    await consumer.drain();
    expect(await stores.log.countEvents(APP)).toBe(2);
  });
});

/** Takes a database away from everybody who uses it, and gives it back. */
async function allowConnections(url: string, isAllowed: boolean): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const client = new Client({ connectionString: process.env.MARQUEE_TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${isAllowed}`);
    if (!isAllowed)
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  } finally {
    await client.end();
  }
}
