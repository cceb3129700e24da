import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createImpressionLog } from '../../../../src/adapters/postgres/reports/impression-log.ts';
import type { Decision } from '../../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import {
  type ImpressionPlace,
  type ImpressionQuestion,
  impressionColumns,
} from '../../../../src/domain/ports/impression-log.ts';
import { DAY_MS, installationMs } from '../../../ingest/replay-world.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { aFilter, allImpressions, aVariedPage, bruteForce, dice } from '../../../support/impressions.ts';
import { anItem } from '../../../support/items.ts';
import { anEvent } from '../../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const DAYS = 4;
const ITEM_IDS = Array.from({ length: 8 }, (_, n) => `film-${n}`);
const STILL = { nowMs: () => 0, monotonicMs: () => 0 };

describe('the log, impression by impression', () => {
  let database: TestDatabase;
  let stores: Stores;
  let numbers: readonly number[];
  let firstMs: number;
  let position = 0;
  let pages = 0;
  const roll = dice(20_261_121);

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    firstMs = await installationMs(stores);
    for (let day = 0; day < DAYS; day++) await stores.log.ensurePartitions(firstMs + day * DAY_MS);
    await stores.items.upsert(ITEM_IDS.map((itemId) => anItem(itemId)));
    numbers = Array.from(await stores.itemNumbers.resolve(ITEM_IDS));
    await stores.pins.create(aPinDraft('film-1'), aChange(firstMs));
    const early = Array.from({ length: 150 }, newPage);
    await ship(early, early.filter((_, at) => at % 3 === 0).map(aClick));
    // So that one part of the log is in the roll-up and the other is not.
    while ((await stores.rollUps.run()).more);
    await ship(Array.from({ length: 50 }, newPage));
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  /** On one of few moments, so that pages have the same time. */
  function newPage(): Decision {
    const atMs = firstMs + roll(DAYS) * DAY_MS + roll(24) * 3_600_000 + roll(3);
    return aVariedPage(++pages, atMs, numbers, roll);
  }

  const aClick = ({ recommendationId, servedAtMs, userKey }: Decision): ViewerEvent =>
    anEvent({
      eventId: `click on ${recommendationId}`,
      userKey,
      itemId: null,
      occurredAtMs: servedAtMs + 5_000,
      impressionIds: [`${recommendationId}.0.0`],
    });

  async function ship(decisions: readonly Decision[], events: readonly ViewerEvent[] = []) {
    await stores.log.ship({
      journalId: 'j',
      fromPosition: position,
      toPosition: ++position,
      decisions,
      events,
      userChanges: [],
    });
  }

  const everything = (changes: Partial<ImpressionQuestion> = {}): ImpressionQuestion => ({
    filter: {},
    fromMs: firstMs,
    untilMs: firstMs + DAYS * DAY_MS,
    after: null,
    limit: 500,
    outcomes: true,
    budgetMs: 2_000,
    ...changes,
  });

  const rowsOf = (rows: readonly (readonly unknown[])[], outcomes = true) =>
    rows.map((row) =>
      Object.fromEntries(
        impressionColumns(outcomes).map(({ name, type }, at) => [
          name,
          type === 'jsonb' ? JSON.parse(row[at] as string) : row[at],
        ]),
      ),
    );

  /** All pages, one after the other. */
  async function readAll(question: ImpressionQuestion, between: () => Promise<void> = async () => {}) {
    const log = createImpressionLog({ pool: stores.pool, clock: STILL });
    const all: Record<string, unknown>[] = [];
    let after: ImpressionPlace | null = question.after;
    let reads = 0;
    do {
      const { rows, next } = await log.read({ ...question, after });
      expect(rows.length).toBeLessThanOrEqual(question.limit);
      all.push(...rowsOf(rows, question.outcomes));
      after = next;
      reads++;
      await between();
    } while (after !== null && reads < 5_000);
    return all;
  }

  test('every column is what the views say, newest first and in page order', async () => {
    const expected = await allImpressions(stores.pool);
    expect(expected.length).toBeGreaterThan(500);
    expect(expected.filter((row) => row.clicked_at !== null).length).toBeGreaterThan(20);
    expect(expected.some((row) => row.pin_id !== null && row.displaced_item_id !== null)).toBe(true);
    expect(await readAll(everything())).toEqual(expected);
  });

  test('whatever is asked for, in pieces of whatever size, is what the views say', async () => {
    const all = await allImpressions(stores.pool);
    for (let run = 0; run < 50; run++) {
      const fromMs = firstMs + roll(DAYS * 24) * 3_600_000 - DAY_MS + roll(2);
      const untilMs = fromMs + 1 + roll(2 * DAY_MS);
      const question = everything({
        filter: aFilter(ITEM_IDS, roll),
        fromMs,
        untilMs,
        limit: 1 + roll(40),
        // 0: it comes back after every window.
        budgetMs: roll(2) * 1_000,
        outcomes: roll(2) === 0,
      });
      const columns = impressionColumns(question.outcomes).map(({ name }) => name);
      const expected = bruteForce(all, question).map((row) =>
        Object.fromEntries(columns.map((name) => [name, row[name]])),
      );
      expect({ question, rows: await readAll(question) }).toEqual({ question, rows: expected });
    }
  }, 180_000);

  test('pages that come to the log meanwhile neither repeat nor hide a row', async () => {
    for (let run = 0; run < 10; run++) {
      const question = everything({ filter: run % 2 === 0 ? {} : aFilter(ITEM_IDS, roll), limit: 7 + roll(60) });
      const before = bruteForce(await allImpressions(stores.pool), question);
      let arrivals = 0;
      const rows = await readAll(question, async () => {
        if (arrivals++ < 4) await ship([newPage(), newPage()]);
      });
      const ids = rows.map((row) => row.impression_id);
      const after = bruteForce(await allImpressions(stores.pool), question);
      expect(new Set(ids).size).toBe(ids.length);
      expect(before.map((row) => row.impression_id).filter((id) => !ids.includes(id))).toEqual([]);
      // In the order of the view, and nothing that is not in it.
      expect(after.map((row) => row.impression_id).filter((id) => ids.includes(id))).toEqual(ids);
    }
  }, 120_000);

  test('an item that was never named was never shown', async () => {
    expect(await readAll(everything({ filter: { itemId: 'no-such-film' } }))).toEqual([]);
  });

  test('when its time is up it gives what it has and where to go on, however little that is', async () => {
    let nowMs = 0;
    // Each look at it finds a second gone: the time is up after the first window.
    const clock = { nowMs: () => 0, monotonicMs: () => (nowMs += 1_000) };
    const log = createImpressionLog({ pool: stores.pool, clock });
    const question = everything({ filter: { region: 'SE', source: 'fallback' } });
    const { rows, next } = await log.read(question);
    expect(rows).toEqual([]);
    expect(next!.servedAtUs / 1_000).toBeLessThan(question.untilMs);
    expect(next!.servedAtUs / 1_000).toBeGreaterThan(question.fromMs);

    let reads = 1;
    for (let after: ImpressionPlace | null = next; after !== null; reads++)
      after = (await log.read({ ...question, after })).next;
    expect(reads).toBeGreaterThan(2);
  });
});
