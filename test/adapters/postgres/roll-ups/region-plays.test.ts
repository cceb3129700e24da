import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Decision, impressionIdOf } from '../../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import type { RegionBucket } from '../../../../src/domain/ports/stats-store.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';
import { TRUNCATE_LOG } from '../../../support/rolled-up.ts';

const HOUR_MS = 3_600_000;

describe('the plays of a region', () => {
  let database: TestDatabase;
  let stores: Stores;
  let film = 0;
  let firstDayMs = 0;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert([anItem('film-1')]);
    film = (await stores.itemNumbers.resolve(['film-1']))[0]!;
    const { rows } = await stores.pool.query('SELECT first_day::text FROM installation');
    firstDayMs = Date.parse(rows[0].first_day);
  });

  beforeEach(async () => {
    await stores.owner.query(TRUNCATE_LOG);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  /** A page of film-1 in Sweden for user 1, at an hour of the first day, and a play from it. */
  const pageAt = (hour: number, differences: Partial<Decision> = {}) =>
    aDecision([film], {
      servedAtMs: firstDayMs + hour * HOUR_MS,
      recommendationId: recommendationIdAt(firstDayMs + hour * HOUR_MS),
      ...differences,
    });
  const playAt = (hour: number) =>
    anEvent({
      eventId: `play-${hour}`,
      type: 'play',
      occurredAtMs: firstDayMs + hour * HOUR_MS,
      impressionIds: [impressionIdOf(recommendationIdAt(firstDayMs + hour * HOUR_MS), 0, 0)],
    });

  async function ship(decisions: readonly Decision[], events: readonly ViewerEvent[]) {
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
    while ((await stores.rollUps.run()).more);
  }

  async function regionPlays(
    sinceRevision = 0,
    origins: readonly string[] = ['app', 'import'],
  ): Promise<RegionBucket[]> {
    const found: RegionBucket[] = [];
    for await (const batch of stores.stats.regionPlays({ origins, sinceRevision })) found.push(...batch);
    return found;
  }
  test('are told whole, and then where they changed', async () => {
    await ship(
      [pageAt(1), pageAt(2, { region: 'DE' }), pageAt(3, { region: null })],
      [playAt(1), playAt(2), playAt(3)],
    );
    const first = await regionPlays();
    expect(first.map(({ itemNo, region, plays }) => [itemNo, region, plays])).toEqual([
      [film, 'DE', 1],
      [film, 'SE', 1],
    ]);
    const revision = Math.max(...first.map((bucket) => bucket.revision));
    expect(await regionPlays(revision)).toEqual([]);
    await ship([pageAt(4)], [playAt(4)]);
    expect(await regionPlays(revision)).toMatchObject([{ itemNo: film, region: 'SE', plays: 2 }]);
    expect(await regionPlays(0, ['simulate'])).toEqual([]);
  });

  test('leave out flagged users, also when they are made anew', async () => {
    await stores.pool.query(
      `INSERT INTO flagged_users (user_key, reason, hour, events, flagged_at) VALUES ($1, 'rate', now(), 1, now())`,
      [userKeyFor(1)],
    );
    await ship([pageAt(1)], [playAt(1)]);
    expect(await regionPlays()).toEqual([]);
    await stores.rollUps.rebuild();
    expect(await regionPlays()).toEqual([]);
  });
});
