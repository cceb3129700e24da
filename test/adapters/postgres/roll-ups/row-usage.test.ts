import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRowUsage } from '../../../../src/adapters/postgres/roll-ups/row-usage.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, recommendationIdAt } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const SERVED_MS = Date.UTC(2026, 5, 1, 11);
const DAY_MS = 86_400_000;

describe('how often rows stood on home pages', () => {
  let database: TestDatabase;
  let stores: Stores;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert(['film-1', 'film-2', 'film-3'].map((itemId) => anItem(itemId)));
    const numbers = await stores.itemNumbers.resolve(['film-1', 'film-2', 'film-3']);
    let made = 0;
    const page = (rowIds: string[], differences: object = {}, servedAtMs = SERVED_MS) => {
      const at = servedAtMs + made++;
      const decision = aDecision([...numbers].slice(0, rowIds.length), {
        servedAtMs: at,
        recommendationId: recommendationIdAt(at, made),
        rowIds,
        ...differences,
      });
      for (let row = 0; row < rowIds.length; row++) {
        decision.slots.rowIndex[row] = row;
        decision.slots.position[row] = 0;
      }
      return decision;
    };
    const decisions = [
      page(['top-picks', 'because-you-watched:film-1', 'because-you-watched:film-2']),
      page(['top-picks', 'genre:war']),
      page(['my-list', 'top-picks']),
      page(['trending']),
      page(['popular'], { surface: 'web' }),
      page(['top-picks'], { origin: 'simulate' }),
      page(['genre:war'], { parentId: recommendationIdAt(1) }),
      page(['genre:crime'], {}, SERVED_MS - 2 * DAY_MS),
    ];
    await stores.log.ship({ journalId: 'j', fromPosition: 0, toPosition: 1, decisions, events: [] });
    while ((await stores.rollUps.run()).more);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const read = async (days: number, origin: 'app' | 'simulate' = 'app') => {
    const usage = createRowUsage({ pool: stores.pool });
    const used = await usage.read({ fromMs: SERVED_MS - days * DAY_MS, toMs: SERVED_MS, origin });
    return Object.fromEntries(used.map(({ surface, rowId, perPage }) => [`${surface} ${rowId}`, perPage]));
  };

  test('is told per page of the surface: rows grown from titles as one, pages that continue another not', async () => {
    expect(await read(1)).toEqual({
      'tv top-picks': 0.75,
      'tv because-you-watched': 0.5,
      'tv genre:war': 0.25,
      'tv my-list': 0.25,
      'tv trending': 0.25,
      'web popular': 1,
    });
  });

  test('is of the days and the origin that were asked for', async () => {
    expect(await read(2)).toMatchObject({ 'tv genre:crime': 0.2, 'tv top-picks': 0.6 });
    expect(await read(1, 'simulate')).toEqual({ 'tv top-picks': 1 });
  });
});
