import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPastPages } from '../../../../src/adapters/postgres/log/past-pages.ts';
import * as sql from '../../../../src/adapters/postgres/log/past-pages-sql.ts';
import type { Decision } from '../../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import { SOURCES } from '../../../../src/domain/page.ts';
import type { UserChange } from '../../../../src/domain/user-change.ts';
import { NOBODY } from '../../../../src/domain/user-key.ts';
import { DAY_MS, installationMs } from '../../../ingest/replay-world.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const HOUR_MS = 3_600_000;

describe('past pages', () => {
  let database: TestDatabase;
  let stores: Stores;
  let pages: ReturnType<typeof createPastPages>;
  let numbers: Int32Array;
  let servedAtMs: number;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    pages = createPastPages(stores);
    servedAtMs = (await installationMs(stores)) + DAY_MS + 11 * HOUR_MS;
    await stores.log.ensurePartitions(servedAtMs);
    await stores.items.upsert([
      anItem('film-1', { title: 'One' }),
      anItem('film-2', { title: 'Two' }),
      anItem('show', { type: 'series', title: 'Show' }),
      anItem('show-e1', { type: 'episode', seriesId: 'show' }),
      anItem('film-3', { title: 'Three' }),
    ]);
    numbers = await stores.itemNumbers.resolve(['film-1', 'film-2', 'show', 'show-e1', 'film-3']);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  async function ship(
    decisions: readonly Decision[],
    events: readonly ViewerEvent[] = [],
    userChanges: readonly UserChange[] = [],
  ) {
    const batch = { journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events, userChanges };
    await stores.log.ship(batch);
    while ((await stores.rollUps.run()).more);
  }

  /** A page of its own minute and user. */
  const aPage = (n: number, items: readonly number[], changes: Partial<Decision> = {}): Decision => {
    const atMs = servedAtMs + n * 60_000;
    const own = { servedAtMs: atMs, recommendationId: recommendationIdAt(atMs, n), userKey: userKeyFor(n) };
    return aDecision(items, { ...own, ...changes });
  };

  test('a page comes back as it was logged, to the bit of every float', async () => {
    const { pinNo, pin } = await stores.pins.create(aPinDraft('film-2'), aChange(servedAtMs));
    const page = aPage(1, [numbers[0]!, numbers[1]!, numbers[2]!], { rowIds: ['trending', 'genre:drama'] });
    page.slots.rowIndex[2] = 1;
    page.slots.position[2] = 0;
    page.slots.score.set([1 / 3, -1e-42, 16_777_217.5]);
    page.slots.propensity.set([0.1, 1, 1e-7]);
    page.slots.source.set([SOURCES.indexOf('trending'), SOURCES.indexOf('pin'), SOURCES.indexOf('new-item')]);
    page.slots.explored[2] = 1;
    page.slots.pinNo[1] = pinNo;
    page.slots.displacedItemNo[1] = numbers[4]!;
    await ship([page]);
    // The page goes on naming what is gone.
    await stores.pins.remove(pin.pinId, null, aChange(0));
    await stores.items.remove('film-3', { atMs: 0, actor: 'key-1', reason: '' });

    const past = (await pages.read(page.recommendationId))!;
    expect(past.decision).toMatchObject({ ...page, slots: expect.anything() });
    const bits = ({ buffer }: Float32Array) => [...new Uint32Array(buffer)];
    expect(bits(past.decision.slots.score)).toEqual(bits(page.slots.score));
    expect(bits(past.decision.slots.propensity)).toEqual(bits(page.slots.propensity));
    expect(past.decision.slots).toEqual(page.slots);
    expect(past.pinIds).toEqual(new Map([[pinNo, pin.pinId]]));
    expect([...past.items.values()].sort((a, b) => (a.itemId < b.itemId ? -1 : 1))).toEqual([
      { itemId: 'film-1', title: 'One' },
      { itemId: 'film-2', title: 'Two' },
      { itemId: 'film-3', title: null },
      { itemId: 'show', title: 'Show' },
    ]);
    expect([past.events, past.hasMoreEvents, past.ancestors, past.children]).toEqual([[], false, [], []]);
    expect(past.outcomes).toEqual(new Map());
  });

  test('what came of it: by name, by title and time, and by whom the user became', async () => {
    const page = aPage(2, [numbers[0]!, numbers[2]!]);
    const other = aPage(2, [numbers[1]!], { recommendationId: recommendationIdAt(page.servedAtMs, 2000) });
    const impression = (slot: number): string => `${page.recommendationId}.0.${slot}`;
    const at = (name: string, afterMs: number, changes: Partial<ViewerEvent>): ViewerEvent =>
      anEvent({ eventId: name, userKey: userKeyFor(2), occurredAtMs: page.servedAtMs + afterMs, ...changes });
    await ship(
      [page, other],
      [
        at('before', -1, { itemId: 'film-1' }),
        at('seen', 1000, { type: 'viewed', itemId: null, impressionIds: [impression(0), impression(1)] }),
        at('episode', 2000, { type: 'play', itemId: 'show-e1' }),
        at('named', 3 * DAY_MS, { itemId: 'film-1', impressionIds: [impression(0)] }),
        at('page-named', 4000, { itemId: 'film-3', recommendationId: page.recommendationId }),
        at('another-title', 5000, { itemId: 'film-2' }),
        at('another-page', 6000, { itemId: 'film-1', impressionIds: [`${other.recommendationId}.0.0`] }),
        at('too-late', DAY_MS, { itemId: 'film-1' }),
        at('merged', 7000, { itemId: 'film-1', userKey: userKeyFor(3), impressionIds: [impression(0)] }),
        at('stranger', 8000, { itemId: 'film-1', userKey: userKeyFor(4), impressionIds: [impression(0)] }),
      ],
      [
        {
          kind: 'merge',
          changeId: 'm1',
          userKey: userKeyFor(3),
          fromUserKey: userKeyFor(2),
          changedAtMs: page.servedAtMs + 6000,
          origin: 'app',
        },
      ],
    );
    const past = (await pages.read(page.recommendationId))!;
    expect(past.events.map(({ eventId }) => eventId)).toEqual(['seen', 'episode', 'page-named', 'merged', 'named']);
    expect(past.events[0]).toEqual({
      eventId: 'seen',
      type: 'viewed',
      itemId: null,
      occurredAt: new Date(page.servedAtMs + 1000).toISOString(),
      receivedAt: new Date(page.servedAtMs + 2000).toISOString(),
      impressionIds: [impression(0), impression(1)],
      portion: null,
      value: null,
      trigger: 'user',
    });
    const outcome = { portion: null, completed: false, hidden: false, clickedAt: null, playedAt: null };
    const viewedAt = new Date(page.servedAtMs + 1000).toISOString();
    expect(past.outcomes).toEqual(
      new Map([
        [
          impression(0),
          {
            ...outcome,
            viewedAt,
            clickedAt: new Date(page.servedAtMs + 7000).toISOString(),
            attribution: 'direct',
          },
        ],
        [
          impression(1),
          { ...outcome, viewedAt, playedAt: new Date(page.servedAtMs + 2000).toISOString(), attribution: 'direct' },
        ],
      ]),
    );
  });

  test('more than 500 events are said to be more', async () => {
    const page = aPage(5, [numbers[0]!]);
    const events = Array.from({ length: 501 }, (_, n) =>
      anEvent({ eventId: `many-${n}`, userKey: userKeyFor(5), occurredAtMs: page.servedAtMs + 1000 + n }),
    );
    await ship([page], events);
    const past = (await pages.read(page.recommendationId))!;
    expect([past.events.length, past.hasMoreEvents, past.events[499]!.eventId]).toEqual([500, true, 'many-499']);
  });

  test('a page knows the chain it stands in', async () => {
    const first = aPage(10, [numbers[0]!, numbers[1]!]);
    const next = (n: number, parent: Decision) =>
      aPage(n, [numbers[2]!], { parentId: parent.recommendationId, route: 'home' });
    const [second, rowsNext] = [next(11, first), next(12, first)];
    const third = next(13, second);
    await ship([first, second, rowsNext, third]);
    const idsOf = (chain: readonly { recommendationId: string }[]) => chain.map((one) => one.recommendationId);
    const read = async (page: Decision) => (await pages.read(page.recommendationId))!;
    expect(idsOf((await read(first)).children)).toEqual([second.recommendationId, rowsNext.recommendationId]);
    expect(idsOf((await read(third)).ancestors)).toEqual([first.recommendationId, second.recommendationId]);
    expect((await read(second)).ancestors).toEqual([
      {
        recommendationId: first.recommendationId,
        servedAt: new Date(first.servedAtMs).toISOString(),
        route: 'home',
        rowIds: ['top-picks'],
        impressions: 2,
      },
    ]);
  });

  test('a page for nobody has no events; an id that does not tell its time is found; one that nobody has is not', async () => {
    const page = aPage(20, [numbers[0]!], { userKey: NOBODY, route: 'similar' });
    const imported = aPage(21, [numbers[0]!], {
      recommendationId: 'a0000000-0000-4000-8000-000000000001',
      servedAtMs: Date.UTC(2001, 0, 1),
      origin: 'import',
    });
    const offTime = aPage(22, [numbers[0]!], { recommendationId: recommendationIdAt(servedAtMs - 9 * HOUR_MS, 22) });
    await ship([page, imported, offTime]);
    expect((await pages.read(page.recommendationId))!.events).toEqual([]);
    expect((await pages.read(imported.recommendationId))!.decision.servedAtMs).toBe(imported.servedAtMs);
    expect((await pages.read(offTime.recommendationId))!.decision.servedAtMs).toBe(offTime.servedAtMs);
    expect(await pages.read(recommendationIdAt(servedAtMs, 999))).toBeNull();
  });

  test('each question is answered by indexes, from the days around the page alone', async () => {
    await stores.pool.query('SELECT ensure_partitions($1::date, 30)', [new Date(servedAtMs)]);
    const id = recommendationIdAt(servedAtMs, 1);
    const at = new Date(servedAtMs);
    const columns = 'SELECT recommendation_id FROM decisions WHERE recommendation_id = $1';
    const questions: readonly (readonly [text: string, values: unknown[], days: number])[] = [
      [`${columns} ${sql.BY_TIME}`, [id, at], 1],
      // The page and its outcomes: two tables.
      [sql.OUTCOMES, [id, at], 2],
      [sql.EVENTS, [id, at, userKeyFor(1), [...numbers], 501], 8],
      [sql.CHILDREN, [id, at], 3],
    ];
    for (const [text, values, mostPartitions] of questions) {
      const partitions = await partitionsOf(text, values);
      expect({ text, partitions: partitions.filter(({ scan }) => !/Index/.test(scan)) }).toEqual({
        text,
        partitions: [],
      });
      expect(new Set(partitions.map(({ table }) => table)).size).toBeLessThanOrEqual(mostPartitions);
      expect(partitions.length).toBeGreaterThan(0);
    }
    const chain = await partitionsOf(sql.ANCESTORS, [id, at]);
    expect(chain.filter(({ scan }) => !/Index/.test(scan))).toEqual([]);
  });

  /** The partitions that a plan looks into, and how; tables this small would be read whole unless told not to. */
  async function partitionsOf(text: string, values: unknown[]): Promise<{ table: string; scan: string }[]> {
    const client = await stores.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SET LOCAL enable_seqscan = off');
      const { rows } = await client.query({ text: `EXPLAIN (FORMAT JSON) ${text}`, values });
      return scansOf(rows[0]['QUERY PLAN'][0].Plan);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function scansOf(node: PlanNode): { table: string; scan: string }[] {
  const below = (node.Plans ?? []).flatMap(scansOf);
  const table = node['Relation Name'];
  return table !== undefined && /^(decisions|events|outcomes)_/.test(table)
    ? [{ table, scan: node['Node Type'] }, ...below]
    : below;
}
