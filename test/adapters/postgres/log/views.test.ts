import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../../../src/adapters/postgres/analyst-login.ts';
import { impressionIdOf } from '../../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import { SOURCES } from '../../../../src/domain/page.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const SERVED_MS = Date.UTC(2026, 5, 1, 11);
const HOUR_MS = 3_600_000;
const ID = recommendationIdAt(SERVED_MS);

describe('views for analysts', () => {
  let database: TestDatabase;
  let stores: Stores;
  let numbers: Int32Array;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert([
      anItem('film-1'),
      anItem('film-2'),
      anItem('show', { type: 'series' }),
      anItem('show-e1', { type: 'episode', seriesId: 'show' }),
      anItem('show-e2', { type: 'episode', seriesId: 'show' }),
    ]);
    numbers = await stores.itemNumbers.resolve(['film-1', 'film-2', 'show', 'show-e1', 'show-e2']);
  });

  beforeEach(async () => {
    await stores.owner.query(
      'TRUNCATE events, decisions, item_stats, event_days, outcomes, waiting_outcomes, funnel_stats, item_funnel',
    );
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  async function ship(decisions: readonly ReturnType<typeof aDecision>[], events: readonly ViewerEvent[] = []) {
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
    while ((await stores.rollUps.run()).more);
  }

  const rows = async (sql: string) => (await stores.pool.query(sql)).rows;
  const happened = () =>
    rows(`SELECT impression_id, attribution FROM v_outcomes WHERE attribution IS NOT NULL ORDER BY impression_id`);

  test('v_impressions shows each slot as it was served, by outside ids', async () => {
    const { pinNo, pin } = await stores.pins.create(aPinDraft('film-2'), aChange(SERVED_MS));
    const decision = aDecision([numbers[0]!, numbers[1]!], { rowIds: ['trending', 'genre:drama'], parentId: ID });
    decision.slots.rowIndex[1] = 1;
    decision.slots.position[1] = 4;
    decision.slots.source[0] = SOURCES.indexOf('trending');
    decision.slots.source[1] = SOURCES.indexOf('pin');
    decision.slots.pinNo[1] = pinNo;
    decision.slots.displacedItemNo[1] = numbers[2]!;
    decision.slots.explored[0] = 1;
    decision.slots.propensity[0] = 0.25;
    await ship([decision]);
    // The log goes on naming a pin that is gone.
    await stores.pins.remove(pin.pinId, null, aChange(0));
    const page = {
      recommendation_id: ID,
      parent_id: ID,
      served_at: new Date(SERVED_MS),
      user_key: userKeyFor(1),
      rung: 'R0',
      retrieval_version: 'v7',
      ranker_version: 'v7',
      arms: { layout: 'a' },
      switches: ['exploration', 'row:genre'],
      surface: 'tv',
      region: 'SE',
      session_id: 'session-1',
      origin: 'app',
    };
    expect(await rows('SELECT * FROM v_impressions ORDER BY row_index')).toMatchObject([
      {
        ...page,
        ...{ impression_id: `${ID}.0.0`, item_id: 'film-1', row_id: 'trending', row_index: 0, position: 0 },
        ...{
          source: 'trending',
          propensity: 0.25,
          explored: true,
          pinned: false,
          pin_id: null,
          displaced_item_id: null,
        },
      },
      {
        ...page,
        ...{ impression_id: `${ID}.1.4`, item_id: 'film-2', row_id: 'genre:drama', row_index: 1, position: 4 },
        ...{
          source: 'pin',
          propensity: 1,
          explored: false,
          pinned: true,
          pin_id: pin.pinId,
          displaced_item_id: 'show',
        },
      },
    ]);
  });

  test('the log names every source as the page does', async () => {
    const named = await rows(`SELECT source_name(n::smallint) AS name FROM generate_series(0, ${SOURCES.length}) AS n`);
    expect(named.map(({ name }) => name)).toEqual([...SOURCES, null]);
  });

  test('v_events shows events by outside ids, those of unknown items and of none as well', async () => {
    await ship(
      [],
      [anEvent({ eventId: 'a', itemId: 'never-imported', type: 'rate', value: 0.5, properties: { x: 1 } })],
    );
    await ship(
      [],
      [anEvent({ eventId: 'b', itemId: null, type: 'viewed', impressionIds: [`${ID}.0.0`, `${ID}.0.1`] })],
    );
    expect(await rows('SELECT * FROM v_events ORDER BY event_id')).toMatchObject([
      { event_id: 'a', item_id: 'never-imported', user_key: userKeyFor(1), value: 0.5, properties: { x: 1 } },
      { event_id: 'b', item_id: null, impression_id: `${ID}.0.0`, origin: 'app' },
    ]);
  });

  test('an event that names its impression counts for it alone, directly; a view counts for all it names', async () => {
    const shown = aDecision([numbers[0]!, numbers[1]!]);
    const shownAgain = aDecision([numbers[0]!], {
      servedAtMs: SERVED_MS + 1_000,
      recommendationId: recommendationIdAt(1),
    });
    const ids = [0, 1].map((slot) => impressionIdOf(ID, 0, slot));
    const at = SERVED_MS + 5_000;
    await ship(
      [shown, shownAgain],
      [
        anEvent({ eventId: 'view', type: 'viewed', itemId: null, impressionIds: ids, occurredAtMs: at }),
        anEvent({ eventId: 'click', impressionIds: [ids[0]!], occurredAtMs: at + 1 }),
        anEvent({ eventId: 'play', type: 'play', impressionIds: [ids[0]!], occurredAtMs: at + 2 }),
        anEvent({ eventId: 'half', type: 'progress', portion: 0.5, impressionIds: [ids[0]!], occurredAtMs: at + 3 }),
        anEvent({ eventId: 'done', type: 'complete', portion: 0.95, impressionIds: [ids[0]!], occurredAtMs: at + 4 }),
        anEvent({ eventId: 'hide', type: 'hide', itemId: 'film-2', impressionIds: [ids[1]!], occurredAtMs: at + 5 }),
      ],
    );
    expect(
      await rows(`SELECT impression_id, viewed_at, clicked_at, played_at, portion, completed, hidden, attribution
        FROM v_outcomes WHERE attribution IS NOT NULL ORDER BY impression_id`),
    ).toEqual([
      {
        ...{
          impression_id: ids[0],
          viewed_at: new Date(at),
          clicked_at: new Date(at + 1),
          played_at: new Date(at + 2),
        },
        ...{ portion: 0.95, completed: true, hidden: false, attribution: 'direct' },
      },
      {
        ...{ impression_id: ids[1], viewed_at: new Date(at), clicked_at: null, played_at: null },
        ...{ portion: null, completed: false, hidden: true, attribution: 'direct' },
      },
    ]);
  });

  test('an event that names none counts for the latest impression of its title to its user within 24 hours, once', async () => {
    const page = (ms: number, items: number[], differences = {}) =>
      aDecision(items, { servedAtMs: ms, recommendationId: recommendationIdAt(ms), ...differences });
    const [film1, film2, show, e1, e2] = numbers as unknown as number[];
    await ship(
      [
        page(SERVED_MS, [film1!, e1!]),
        page(SERVED_MS + HOUR_MS, [film2!, film1!, show!, film1!]),
        page(SERVED_MS + 2 * HOUR_MS, [film1!], { userKey: userKeyFor(2) }),
        page(SERVED_MS + 4 * HOUR_MS, [film1!]),
      ],
      [
        anEvent({ eventId: 'click', occurredAtMs: SERVED_MS + 3 * HOUR_MS }),
        // An episode is of the series that was shown.
        anEvent({ eventId: 'play', type: 'play', itemId: 'show-e2', occurredAtMs: SERVED_MS + 3 * HOUR_MS }),
        anEvent({ eventId: 'late', itemId: 'film-2', occurredAtMs: SERVED_MS + 25 * HOUR_MS }),
        anEvent({ eventId: 'before', itemId: 'film-2', occurredAtMs: SERVED_MS }),
        anEvent({ eventId: 'stranger', userKey: userKeyFor(3), occurredAtMs: SERVED_MS + 3 * HOUR_MS }),
        anEvent({
          eventId: 'trailer',
          type: 'play',
          trigger: 'preview',
          itemId: 'film-2',
          occurredAtMs: SERVED_MS + 2 * HOUR_MS,
        }),
      ],
    );
    expect(e2).toBeGreaterThan(0);
    const second = recommendationIdAt(SERVED_MS + HOUR_MS);
    expect(await happened()).toEqual([
      { impression_id: `${second}.0.1`, attribution: 'window' },
      { impression_id: `${second}.0.2`, attribution: 'window' },
    ]);
    // Within a second of the limit, and a second beyond it.
    const edge = SERVED_MS + 25 * HOUR_MS;
    await ship([], [anEvent({ eventId: 'edge', itemId: 'film-2', occurredAtMs: edge - 1 })]);
    expect(await happened()).toContainEqual({ impression_id: `${second}.0.0`, attribution: 'window' });
  });

  test('v_outcomes has one row an impression, and no event counts twice in the funnel', async () => {
    const pages = [0, 1, 2].map((n) =>
      aDecision([numbers[0]!, numbers[1]!, numbers[2]!], {
        servedAtMs: SERVED_MS + n * 1_000,
        recommendationId: recommendationIdAt(SERVED_MS + n * 1_000),
      }),
    );
    const events = [0, 1, 2, 3].map((n) => anEvent({ eventId: `click-${n}`, occurredAtMs: SERVED_MS + HOUR_MS + n }));
    const direct = anEvent({
      eventId: 'direct',
      impressionIds: [`${ID}.0.1`],
      itemId: 'film-2',
      occurredAtMs: SERVED_MS + 9,
    });
    await ship(pages, [...events, direct, direct]);
    expect(await rows('SELECT count(*) AS n, count(DISTINCT impression_id) AS ids FROM v_outcomes')).toEqual([
      { n: 9, ids: 9 },
    ]);
    expect(
      await rows('SELECT position, served, viewed, clicked, played, completed FROM v_funnel_daily ORDER BY position'),
    ).toEqual(
      [1, 1, 0].map((clicked, slot) => ({ position: slot, served: 3, viewed: 0, clicked, played: 0, completed: 0 })),
    );
    const [funnel] = await rows('SELECT * FROM v_funnel_daily WHERE position = 0');
    expect(funnel).toMatchObject({ row_id: 'top-picks', source: 'retrieval', ranker_version: 'v7', origin: 'app' });
    const [day] = await rows('SELECT DISTINCT day::text FROM v_funnel_daily');
    expect(day).toEqual({ day: '2026-06-01' });
  });

  test('an analyst logs in, reads every view by its bare name, and nothing else', async () => {
    await ship([aDecision([numbers[0]!])], [anEvent({ eventId: 'a' })]);
    const url = await openAnalystLogin({ connectionString: database.url, tenant: TEST_TENANT, password: "it's ours" });
    // libpq (psql) reads %20 as a space, and + as a plus.
    expect(new URL(url).search).toMatch(/^\?options=-c%20search_path/);
    const analyst = new Client({ connectionString: url });
    await analyst.connect();
    try {
      const views = [
        'impressions',
        'events',
        'outcomes',
        'funnel_daily',
        'funnel_hourly',
        'item_funnel_hourly',
        'items',
        'pins',
        'models',
        'dead_letters',
      ];
      for (const view of views) {
        const { rowCount } = await analyst.query(`SELECT * FROM v_${view} LIMIT 1`);
        expect(rowCount).toBe(['models', 'dead_letters'].includes(view) ? 0 : 1);
      }
      const { rows: tables } = await stores.pool.query(
        `SELECT relname FROM pg_class WHERE relnamespace = 'marquee'::regnamespace AND relkind IN ('r', 'p', 'v')
         AND relname NOT LIKE 'v\\_%'`,
      );
      expect(tables.length).toBeGreaterThan(15);
      for (const { relname } of tables) {
        await expect(analyst.query(`SELECT 1 FROM ${relname}`)).rejects.toThrow(/permission denied/);
      }
      await analyst.query('SET default_transaction_read_only = off');
      await expect(analyst.query('CREATE TABLE mine (x int)')).rejects.toThrow(/permission denied/);
      await expect(analyst.query("UPDATE v_models SET state = 'live'")).rejects.toThrow(/permission denied/);
      await expect(analyst.query(`SELECT ensure_partitions('2030-01-01', 1)`)).rejects.toThrow(/permission denied/);
    } finally {
      await analyst.end();
    }
  });
});
