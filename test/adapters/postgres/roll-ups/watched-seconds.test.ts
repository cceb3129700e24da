import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createErasures } from '../../../../src/adapters/postgres/log/erasures.ts';
import { seededRandom } from '../../../../src/domain/clock.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';
import { computedFromLog, rolledUp, TRUNCATE_LOG } from '../../../support/rolled-up.ts';

const MIGRATION = join(import.meta.dirname, '../../../../migrations/0042_watched_hours.sql');
const SERVED_MS = Date.UTC(2026, 5, 1, 10, 59);
const ID = recommendationIdAt(SERVED_MS);

describe('seconds watched of what impressions led to', () => {
  let database: TestDatabase;
  let stores: Stores;
  let numbers: Int32Array;
  let position = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert([
      anItem('film-1', { durationS: 6_000 }),
      anItem('clip'),
      anItem('show', { type: 'series' }),
      anItem('show-e1', { type: 'episode', seriesId: 'show', durationS: 1_800 }),
      anItem('show-e2', { type: 'episode', seriesId: 'show', durationS: 2_400 }),
    ]);
    numbers = await stores.itemNumbers.resolve(['film-1', 'clip', 'show', 'show-e1', 'show-e2']);
  });
  beforeEach(async () => {
    await stores.owner.query(TRUNCATE_LOG);
    await stores.owner.query('TRUNCATE erasures');
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const page = () => aDecision([numbers[0]!, numbers[1]!, numbers[2]!], { servedAtMs: SERVED_MS });
  const at = (minutes: number, portion: number, differences: Partial<ViewerEvent> = {}) =>
    anEvent({
      eventId: `p${minutes}-${portion}`,
      type: 'progress',
      portion,
      occurredAtMs: SERVED_MS + minutes * 60_000,
      impressionIds: [`${ID}.0.0`],
      ...differences,
    });

  async function ship(decisions: readonly ReturnType<typeof aDecision>[], events: readonly ViewerEvent[]) {
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
    while ((await stores.rollUps.run()).more);
  }

  /** By slot, of the log; and the three sums by hour, which must be the same. */
  async function watched() {
    const { rows: slots } = await stores.pool.query(
      'SELECT watched_s FROM v_impression_outcomes ORDER BY served_at, position',
    );
    const sums = await Promise.all(
      ['v_funnel_hourly', 'v_item_funnel_hourly', 'v_page_funnel_hourly', 'v_funnel_daily'].map(
        async (view) =>
          (await stores.pool.query(`SELECT coalesce(sum(watched_s), 0)::bigint AS watched FROM ${view}`)).rows[0]
            .watched,
      ),
    );
    return { slots: slots.map(({ watched_s }) => watched_s), sums: [...new Set(sums)] };
  }

  test('progress that comes late, twice and out of order counts as far as somebody came, once', async () => {
    await ship([page()], [at(30, 0.25)]);
    expect(await watched()).toEqual({ slots: [1_500, 0, 0], sums: [1_500] });
    await ship([], [at(90, 0.75), at(60, 0.5)]);
    await ship([], [at(90, 0.75)]);
    await ship([], [at(40, 0.4)]);
    expect(await watched()).toEqual({ slots: [4_500, 0, 0], sums: [4_500] });
    await ship([], [at(100, 1, { type: 'complete', portion: null })]);
    expect(await watched()).toEqual({ slots: [6_000, 0, 0], sums: [6_000] });
    expect(await rolledUp(stores.pool)).toMatchObject(await computedFromLog(stores.pool));
  });

  test('the length is of the episode that was watched; what has no length, and a preview, has none', async () => {
    const of = (itemId: string, slot: number) => ({ itemId, impressionIds: [`${ID}.0.${slot}`] });
    await ship([page()], [at(5, 0.5, of('show-e1', 2)), at(6, 0.5, of('show-e2', 2)), at(7, 1, of('clip', 1))]);
    await ship([], [at(8, 1, { ...of('film-1', 0), trigger: 'preview' })]);
    expect(await watched()).toEqual({ slots: [0, 0, 1_200], sums: [1_200] });
  });

  test('an episode that names no impression counts for its series; a page that comes late takes it, and the sums with it', async () => {
    const loose = { itemId: 'show-e2', impressionIds: [] };
    await ship([page()], [at(120, 0.5, loose)]);
    expect(await watched()).toEqual({ slots: [0, 0, 1_200], sums: [1_200] });
    const later = { servedAtMs: SERVED_MS + 3_600_000, recommendationId: recommendationIdAt(SERVED_MS + 3_600_000) };
    await ship([aDecision([numbers[2]!], later)], []);
    expect(await watched()).toEqual({ slots: [0, 0, 0, 1_200], sums: [1_200] });
    const { rows } = await stores.pool.query('SELECT watched_s FROM v_page_funnel_hourly ORDER BY hour');
    expect(rows.map(({ watched_s }) => watched_s)).toEqual([0, 1_200]);
    expect(await rolledUp(stores.pool)).toMatchObject(await computedFromLog(stores.pool));
  });

  test('what came before its page waits with its seconds', async () => {
    await ship([], [at(30, 0.5)]);
    await ship([], [at(20, 0.25)]);
    await ship([page()], []);
    expect(await watched()).toEqual({ slots: [3_000, 0, 0], sums: [3_000] });
  });

  test('a length that changes moves no sum until all is made anew: the log and its sums stay one number', async () => {
    await ship([page()], [at(30, 0.5)]);
    await stores.items.upsert([anItem('film-1', { durationS: 9_000 })]);
    expect(await watched()).toEqual({ slots: [3_000, 0, 0], sums: [3_000] });
    await stores.rollUps.rebuild();
    expect(await watched()).toEqual({ slots: [4_500, 0, 0], sums: [4_500] });
    await stores.items.upsert([anItem('film-1', { durationS: 6_000 })]);
  });

  test('who is erased leaves the log, and the sums name nobody and stay', async () => {
    await ship([page()], [at(30, 0.5)]);
    const order = { userKey: userKeyFor(1), erasedAtMs: SERVED_MS + 86_400_000, throughNewest: false, receiptId: null };
    await createErasures({ pool: stores.pool }).erase(order);
    expect(await watched()).toEqual({ slots: [], sums: [3_000] });
  });

  test('the migration gives what was rolled up before it the same seconds, and nothing to days that were gone', async () => {
    const random = seededRandom(420);
    const pages = Array.from({ length: 40 }, (_, n) => {
      const servedAtMs = SERVED_MS + n * 1_234_567;
      return aDecision([numbers[0]!, numbers[3]!], {
        servedAtMs,
        recommendationId: recommendationIdAt(servedAtMs, n),
        region: ['SE', null][n % 2]!,
        rankerVersion: ['v7', null][n % 2]!,
        arms: n % 3 === 0 ? {} : { layout: 'a' },
      });
    });
    const events = pages.flatMap(({ recommendationId, servedAtMs }, n) => {
      const slot = n % 2;
      const impressionIds = random() < 0.5 ? [`${recommendationId}.0.${slot}`] : [];
      const itemId = ['film-1', 'show-e1'][slot]!;
      return [
        anEvent({
          eventId: `b${n}`,
          type: 'progress',
          portion: random(),
          itemId,
          impressionIds,
          occurredAtMs: servedAtMs + 9,
        }),
      ];
    });
    await ship(pages, events);
    const followed = await rolledUp(stores.pool);
    expect(followed.hourly.filter(({ watched_s }) => watched_s > 0).length).toBeGreaterThan(10);
    const sql = readFileSync(MIGRATION, 'utf8');
    const backfill = sql.slice(sql.indexOf('UPDATE outcomes'), sql.indexOf('-- Pages go two days'));
    const dropped = /DO \$\$[\s\S]*?END \$\$;/.exec(sql)![0];
    await stores.owner.query('UPDATE outcomes SET watched_s = NULL, window_watched_s = NULL');
    for (const table of ['funnel_stats', 'item_funnel', 'page_funnel']) {
      await stores.owner.query(`UPDATE ${table} SET watched_s = 0`);
    }
    await stores.owner.query(`BEGIN; ${backfill} COMMIT`);
    expect(await rolledUp(stores.pool)).toEqual(followed);
    // Retention had dropped its first days: what was watched then is not 0 but unknown.
    const { rows } = await stores.owner.query('SELECT first_day::text AS first FROM installation');
    await stores.owner.query("UPDATE installation SET first_day = '2026-06-01'");
    await stores.owner.query("INSERT INTO log_checkpoint (events_before) VALUES ('2026-06-04')");
    await stores.owner.query(dropped);
    const { rows: hours } = await stores.pool.query(
      "SELECT watched_s IS NULL AS unknown, hour < '2026-06-02T00:00Z' AS gone FROM v_funnel_hourly",
    );
    expect(hours.filter(({ unknown, gone }) => unknown !== gone)).toEqual([]);
    expect(hours.some(({ gone }) => gone)).toBe(true);
    await stores.owner.query('DELETE FROM log_checkpoint');
    await stores.owner.query('UPDATE installation SET first_day = $1', [rows[0].first]);
  });
});
