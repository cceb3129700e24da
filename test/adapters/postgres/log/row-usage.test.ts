import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRowUsage } from '../../../../src/adapters/postgres/log/row-usage.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const SERVED_MS = Date.UTC(2026, 5, 1, 11);
const DAY_MS = 86_400_000;

describe('who got which rows', () => {
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
      page(['my-list', 'top-picks'], { userKey: userKeyFor(2) }),
      page(['trending'], { userKey: userKeyFor(2) }),
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
    const used = await usage.read({ fromMs: SERVED_MS - days * DAY_MS, toMs: SERVED_MS + DAY_MS, origins: [origin] });
    return Object.fromEntries(used.map(({ surface, rowId, pages, users }) => [`${surface} ${rowId}`, [pages, users]]));
  };

  test('is told as shares of pages and of users, by surface; a row grown from a title as its family', async () => {
    expect(await read(1)).toEqual({
      'tv top-picks': [0.75, 1],
      'tv because-you-watched': [0.25, 0.5],
      'tv genre:war': [0.25, 0.5],
      'tv my-list': [0.25, 0.5],
      'tv trending': [0.25, 0.5],
      'web popular': [1, 1],
    });
  });

  test('is of the time and the origin that were asked for, and not of pages that continue another', async () => {
    expect(await read(3)).toMatchObject({ 'tv genre:crime': [0.2, 0.5], 'tv top-picks': [0.6, 1] });
    expect(await read(1, 'simulate')).toEqual({ 'tv top-picks': [1, 1] });
    expect(await createRowUsage({ pool: stores.pool }).read({ fromMs: 0, toMs: 1, origins: ['app'] })).toEqual([]);
  });
});
