import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import type { StoredPin } from '../../../src/domain/ports/pin-store.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { runReport } from '../../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const FROM_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;

describe('the report of all pins', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let pins: StoredPin[];

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    await stores.items.upsert(['film-1', 'film-2', 'film-3'].map((itemId) => anItem(itemId)));
    const [film1, film2, film3] = await stores.itemNumbers.resolve(['film-1', 'film-2', 'film-3']);
    pins = [
      await stores.pins.create(aPinDraft('film-2'), aChange(FROM_MS)),
      await stores.pins.create(aPinDraft('film-3'), aChange(FROM_MS)),
    ];
    // Half an hour apart: the second pin on every third page.
    const decisions = Array.from({ length: 12 }, (_, n) => {
      const servedAtMs = FROM_MS + n * 0.5 * HOUR_MS;
      const at = n % 3 === 0 ? 1 : 0;
      const recommendationId = recommendationIdAt(servedAtMs);
      const page = aDecision([film1!, at === 1 ? film3! : film2!], {
        servedAtMs,
        recommendationId,
        userKey: userKeyFor(n % 5),
        surface: n % 2 === 0 ? 'tv' : 'web',
      });
      page.slots.pinNo[1] = pins[at]!.pinNo;
      return page;
    });
    const events = decisions.flatMap(({ recommendationId, servedAtMs, userKey }, n) =>
      n % 4 === 1
        ? [0, 1].map((position) =>
            anEvent({
              eventId: `${n}.${position}`,
              userKey,
              itemId: null,
              occurredAtMs: servedAtMs + 1_000,
              impressionIds: [`${recommendationId}.0.${position}`],
            }),
          )
        : [],
    );
    await stores.log.ship({ journalId: 'j', fromPosition: 0, toPosition: 1, decisions, events });
    while ((await stores.rollUps.run()).more);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const ask = (by: readonly string[], compare: 'previous' | null = null, toMs = FROM_MS + 6 * HOUR_MS) =>
    runReport(
      { name: 'pins', fromMs: toMs - 6 * HOUR_MS, toMs, by, tz: 'UTC', origin: 'app', compare, fewestUsers: 0 },
      reports,
      toMs,
    );

  test('has each with its item, its counts and its rate, the most served first, and nothing that no pin put there', async () => {
    const { rows, columns, definition } = await ask([]);
    const [first, second] = pins.map(({ pin }) => pin.pinId);
    expect(rows.map((row) => [row.pin_id, row.pinned_item_id, row.served, row.clicked])).toEqual([
      [first, 'film-2', 8, 2],
      [second, 'film-3', 4, 1],
    ]);
    expect(rows[0]).toMatchObject({ ctr: 2 / 8, ctr_ci95: [expect.any(Number), expect.any(Number)] });
    expect(columns.slice(0, 3)).toEqual(['pin_id', 'pinned_item_id', 'note']);
    expect(definition.notes[0]).toMatch(/cost/);
  });

  test('counts the same from hours and from the log, and goes by all that impressions go by', async () => {
    const served = (rows: readonly Readonly<Record<string, unknown>>[]) =>
      rows.reduce((sum, row) => sum + (row.served as number), 0);
    for (const by of ['day', 'surface', 'row', 'item']) expect(served((await ask([by])).rows)).toBe(12);
    expect((await ask([])).definition.notes.join(' ')).toMatch(/v_item_funnel_hourly/);
    expect((await ask([], null, FROM_MS + 6.25 * HOUR_MS)).rows.length).toBe(2);
  });

  test('beside the time before', async () => {
    const { rows } = await ask([], 'previous', FROM_MS + 9 * HOUR_MS);
    const of = (pin: StoredPin) => rows.find(({ pin_id }) => pin_id === pin.pin.pinId);
    expect(of(pins[0]!)).toMatchObject({ served: 4, previous_served: 4, pinned_item_id: 'film-2' });
  });

  test('any report of counts goes by pin: those that no pin put there are null', async () => {
    const toMs = FROM_MS + 6 * HOUR_MS;
    const question = {
      name: 'ctr',
      fromMs: FROM_MS,
      toMs,
      by: ['pin'],
      tz: 'UTC',
      origin: 'app',
      compare: null,
    } as const;
    const { rows } = await runReport({ ...question, fewestUsers: 0 }, reports, toMs);
    expect(rows.find(({ pin_id }) => pin_id === null)).toMatchObject({ served: 12, clicked: 3 });
    expect(rows.length).toBe(3);
  });
});
