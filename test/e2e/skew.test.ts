import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { publishModel } from '../../bench/synthetic/model.ts';
import { decodeFeatureSample, encodeFeatureSample } from '../../src/features/feature-sample.ts';
import { FEATURE_COLUMNS, featureWidth } from '../../src/features/schema.ts';
import { runMarquee } from '../support/run-marquee.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { complete, event, fillSmallWorld } from '../support/small-world.ts';

const NONE = { 'other-features': 0, 'no-model': 0, 'merged-user': 0, 'unknown-state': 0, 'changed-catalogue': 0 };

/** Every page is sampled; then `report skew` makes its features again from the log, in a process of its own. */
describe('report skew', () => {
  let service: TestService;
  let log: Client;
  /** Users of the pages that are sampled. */
  const sampled: string[] = [];

  const home = async (user: string) => {
    const { body } = await service.call('GET', `/v1/users/${user}/home?rows=4&items=12&timeZone=Europe/Stockholm`);
    if (body.models.ranker === 'm-bench' && body.rung === 'R0') sampled.push(user);
    return body;
  };
  const send = async (events: readonly object[]) => {
    const answer = await service.call('POST', '/v1/events', { json: { events } });
    expect(answer).toMatchObject({ status: 202, body: { rejected: [] } });
  };
  const reportSkew = async () => {
    const { code, stdout, stderr } = await runMarquee(service, ['report', 'skew', '--limit', '100000', '--json']);
    return { code, report: code === 1 ? stderr : JSON.parse(stdout) };
  };

  beforeAll(async () => {
    service = await startTestService({ env: { FEATURE_SAMPLE_SHARE: '1' } });
    log = new Client({ connectionString: service.databaseUrl, options: '-c search_path=marquee' });
    await log.connect();
    await fillSmallWorld(service);
    await publishModel(service.context, 1);
    await eventually(
      () => home('v0'),
      (page) => page.models.ranker === 'm-bench',
      30_000,
    );
  }, 120_000);

  afterAll(async () => {
    await log.end();
    await service.destroy();
  });

  test('user features of every page are the same to the bit, whatever the users did meanwhile', async () => {
    await home('stranger');
    let overtaking = 0;
    for (let round = 0; round < 4; round++) {
      for (const user of ['v1', 'v2', 'v3', 'newcomer']) {
        const page = await home(user);
        const slots = page.rows.find((row: { items: object[] }) => row.items.length >= 4).items.slice(0, 4);
        const [seen, liked, hidden] = slots;
        const id = (what: string) => `${user}-${round}-${what}`;
        await send([
          {
            ...event('viewed', user, seen.itemId, id('viewed')),
            itemId: undefined,
            impressionIds: slots.map((slot: { impressionId: string }) => slot.impressionId),
          },
          { ...event('click', user, liked.itemId, id('click')), impressionId: liked.impressionId },
          event('play', user, liked.itemId, id('play')),
          { ...event('progress', user, liked.itemId, id('progress')), portion: 0.3 + round / 7 },
          { ...event('rate', user, seen.itemId, id('rate')), value: 0.5 - round / 3 },
          event(round % 2 === 0 ? 'hide' : 'list-add', user, hidden.itemId, id('flag')),
          // Of long ago, and of an item that no catalogue has.
          complete(user, 'Horror-3', id('late'), Date.now() - 30 * 86_400_000),
          event('click', user, 'nobody-knows-this', id('unknown')),
        ]);
        // A page while events are on their way: which of them it knew is for the report to find out.
        await home(user);
        overtaking++;
      }
      await service.settled();
    }
    const { code, report } = await reportSkew();
    expect(report.decisions).toBe(sampled.length);
    expect(report.compared).toBeGreaterThanOrEqual(sampled.length - overtaking);
    expect(report.equal).toBe(report.compared);
    expect(report.undecided).toEqual({ ...NONE, 'unknown-state': report.decisions - report.compared });
    expect(report.differences.filter((one: { readsStats: boolean }) => !one.readsStats)).toEqual([]);
    expect(code).toBe(0);
  }, 120_000);

  test('a feature that was served otherwise is found and named', async () => {
    const { rows } = await log.query(
      'SELECT recommendation_id AS id, sample FROM feature_samples ORDER BY served_at LIMIT 1',
    );
    const sample = decodeFeatureSample(rows[0].sample);
    const column = FEATURE_COLUMNS.indexOf('history-length');
    const features = sample.features.slice();
    // The least that a float can be off by.
    new Uint32Array(features.buffer)[2 * featureWidth + column]! ^= 1;
    const tampered = encodeFeatureSample({ ...sample, features });
    await log.query('UPDATE feature_samples SET sample = $2 WHERE recommendation_id = $1', [rows[0].id, tampered]);
    const { code, report } = await reportSkew();
    expect(report.compared - report.equal).toBe(1);
    expect(report.differences.filter((one: { readsStats: boolean }) => !one.readsStats)).toEqual([
      expect.objectContaining({
        feature: 'history-length',
        decisions: 1,
        rows: 1,
        example: expect.objectContaining({ recommendationId: rows[0].id, itemNo: sample.itemNo[2] }),
      }),
    ]);
    expect(code).toBe(3);
  }, 60_000);

  test('drift says why it cannot be told of a model that learned from no pages', async () => {
    const { code, stdout } = await runMarquee(service, ['report', 'drift', '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([
      4,
      expect.objectContaining({ version: 'm-bench', reason: expect.stringContaining('learned from no pages') }),
    ]);
  }, 60_000);

  test('an erased user has no samples', async () => {
    const samplesOf = async () => (await log.query('SELECT count(*)::int AS n FROM feature_samples')).rows[0].n;
    const before = await samplesOf();
    const own = sampled.filter((user) => user === 'v2').length;
    expect(own).toBeGreaterThan(0);
    const erased = await service.call('DELETE', '/v1/users/v2', { as: 'admin' });
    expect(erased).toMatchObject({ status: 200, body: { removed: { featureSamples: own } } });
    expect(await samplesOf()).toBe(before - own);
  }, 60_000);
});
