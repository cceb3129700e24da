import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { ModelPackage } from '../../src/domain/model-package.ts';
import { createUserKeyOf } from '../../src/domain/user-key.ts';
import type { FeatureRows } from '../../src/recommend/feature-rows.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { complete, fillSmallWorld, train } from '../support/small-world.ts';

/** The values that other teams' models are given are those that pages are scored from. */
describe('features', () => {
  let service: TestService;
  let log: Client;
  let model: ModelPackage;

  beforeAll(async () => {
    service = await startTestService();
    log = new Client({ connectionString: service.databaseUrl, options: '-c search_path=marquee' });
    await log.connect();
    await fillSmallWorld(service);
    const { version } = await train(service);
    await eventually(
      async () => (await home('v1')).models.ranker,
      (ranker) => ranker === version,
      30_000,
    );
    model = await service.context.modelStore.load(version);
    // Item stats as everything before has made them.
    await service.refresh();
  }, 240_000);

  afterAll(async () => {
    model?.ranker.dispose();
    await log.end();
    await service.destroy();
  });

  const home = async (userId: string) => (await service.call('GET', `/v1/users/${userId}/home?rows=4&items=6`)).body;
  async function features(question: object): Promise<FeatureRows> {
    const answer = await service.call('POST', '/v1/features', { as: 'admin', json: question });
    expect({ status: answer.status, body: answer.status === 200 ? '' : answer.body }).toEqual({
      status: 200,
      body: '',
    });
    return answer.body;
  }

  test('of the moment of a page they are what its slots were scored from', async () => {
    const page = await home('v7');
    await service.settled();
    const { rows } = await log.query(
      `SELECT served_at, score, item_no, pinned FROM (
         SELECT served_at, unnest(score) AS score, unnest(item_no) AS item_no, unnest(pin_no) > 0 AS pinned, unnest(source) AS source
         FROM decisions WHERE recommendation_id = $1) AS slots`,
      [page.recommendationId],
    );
    const slots = page.rows.flatMap((row: { items: object[] }) => row.items);
    expect(rows).toHaveLength(slots.length);
    const itemIds = [...new Set(slots.map((slot: { itemId: string }) => slot.itemId))] as string[];
    const answer = await features({ userIds: ['v7'], itemIds, at: rows[0].served_at.toISOString() });
    expect([answer.fingerprint, answer.model]).toEqual([model.manifest.fingerprint, model.version]);
    expect(answer.asOf).toBe(rows[0].served_at.toISOString());

    const scores = new Float32Array(itemIds.length);
    const values = Float32Array.from(answer.rows.flatMap((row) => row.values));
    const { weights } = (await service.call('GET', '/v1/objectives', { as: 'admin' })).body;
    model.ranker.score(values, itemIds.length, weights, scores);
    for (const [at, slot] of slots.entries()) {
      expect(Math.abs(scores[itemIds.indexOf(slot.itemId)]! - rows[at].score)).toBeLessThan(1e-6);
    }
  }, 240_000);

  test('of a past moment they are what they were then, whatever was done since', async () => {
    const question = { userIds: ['v1', 'v2', 'nobody-yet'], itemIds: ['Comedy-1', 'Horror-1', 'Documentary-39'] };
    const then = await features(question);
    expect(then.approximated).toEqual([]);
    const atMs = Date.parse(then.asOf) + 1;
    const events = [
      ...['Comedy-1', 'Horror-1'].map((itemId, at) => complete('v1', itemId, `later-${at}`, atMs)),
      complete('nobody-yet', 'Horror-1', 'later-2', atMs),
      { eventId: 'later-3', type: 'hide', userId: 'v2', itemId: 'Comedy-2', timestamp: new Date(atMs).toISOString() },
    ];
    expect((await service.call('POST', '/v1/events', { json: { events } })).body).toMatchObject({ accepted: 4 });
    await service.settled();
    await service.refresh();
    const now = await features(question);
    for (const [at, { userId, values }] of now.rows.entries()) {
      if (userId !== 'v2') expect(values).not.toEqual(then.rows[at]!.values);
    }
    const again = await features({ ...question, at: then.asOf });
    expect(again.rows).toEqual(then.rows);
    expect(again.approximated.map(({ part }) => part)).toEqual(['item-stats', 'catalogue', 'model']);
  }, 240_000);

  test('counted from when things happened, history and item counts are of what happened before the moment, to the millisecond', async () => {
    const userKey = createUserKeyOf(service.context.secrets.userKey)('v3');
    const { rows: own } = await log.query('SELECT occurred_at FROM events WHERE user_key = $1 ORDER BY occurred_at', [
      userKey,
    ]);
    expect(own).toHaveLength(14);
    for (const [before, count] of [
      [own[5].occurred_at.getTime(), 5],
      [own[5].occurred_at.getTime() + 1, 6],
    ]) {
      const at = new Date(before).toISOString();
      const answer = await features({
        userIds: ['v3'],
        itemIds: ['Comedy-1', 'Horror-2'],
        at,
        countedFrom: 'happened',
      });
      const value = (row: number, name: string): number => answer.rows[row]!.values[answer.features.indexOf(name)]!;
      expect(value(0, 'history-length')).toBe(Math.fround(Math.log1p(count)));
      for (const [row, itemId] of ['Comedy-1', 'Horror-2'].entries()) {
        const { rows } = await log.query(
          'SELECT count(*)::int4 AS uses FROM events JOIN item_ids USING (item_no) WHERE item_id = $1 AND occurred_at < $2',
          [itemId, at],
        );
        expect(value(row, 'uses')).toBe(Math.fround(Math.log1p(rows[0].uses)));
      }
    }
  }, 240_000);

  test('counted from when the service had it, what came late was not known before it came', async () => {
    const question = { userIds: ['late'], itemIds: ['Comedy-1'] };
    const before = await features(question);
    const anHourAgo = Date.parse(before.asOf) - 3_600_000;
    const events = [complete('late', 'Comedy-2', 'late-1', anHourAgo)];
    expect((await service.call('POST', '/v1/events', { json: { events } })).body).toMatchObject({ accepted: 1 });
    await service.settled();
    const length = async (more: object): Promise<number> => {
      const answer = await features({ ...question, ...more });
      return answer.rows[0]!.values[answer.features.indexOf('history-length')]!;
    };
    expect(await length({ at: before.asOf })).toBe(0);
    expect(await length({ at: before.asOf, countedFrom: 'happened' })).toBeCloseTo(Math.log(2), 6);
    expect(await length({})).toBeCloseTo(Math.log(2), 6);
  }, 240_000);

  test('404: an item that is not there', async () => {
    const answer = await service.call('POST', '/v1/features', {
      as: 'admin',
      json: { userIds: ['v1'], itemIds: ['Comedy-1', 'nothing'] },
    });
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      404,
      'unknown-item',
      expect.stringContaining('nothing'),
    ]);
  });
});
