import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from '../../src/domain/page.ts';
import { TEST_TENANT } from '../support/database.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld, train } from '../support/small-world.ts';

/** What a page is made for, set on one replica and followed by another. */
describe('objectives', () => {
  let first: TestService;
  let second: TestService;
  let listenProxy: FaultProxy;

  beforeAll(async () => {
    first = await startTestService({ env: { OBJECTIVES: 'play:1' } });
    await fillSmallWorld(first);
    await train(first);
    second = await first.replica({
      databaseDirectUrl: async (real) => {
        listenProxy = await startFaultProxy(real);
        return listenProxy.url;
      },
    });
    await eventually(
      () => topScore(second),
      (score) => score > 0,
      30_000,
    );
  }, 240_000);

  afterAll(async () => {
    await second?.destroy();
    await listenProxy?.close();
    await first.destroy();
  });

  test('set on one replica they hold on the other within 1 s, and its log says under which version', async () => {
    expect((await first.call('GET', '/v1/objectives', { as: 'admin' })).body).toEqual({
      weights: { click: 0, play: 1, portion: 0, complete: 0, hide: 0 },
      version: 0,
      updatedAt: null,
      updatedBy: null,
    });
    expect(await put(first, -1)).toBe(1);
    await eventually(
      () => topScore(second),
      (score) => score < 0,
      // A second where the machine is free; still before anybody would find it by polling.
      4_000,
    );
    const { recommendationId } = await home(second);
    await second.settled();
    expect(await loggedVersion(second, recommendationId)).toBe(1);
  }, 240_000);

  test('with notifications cut they hold within 10 s', async () => {
    listenProxy.cut();
    expect(await put(first, 1)).toBe(2);
    await eventually(
      () => topScore(second),
      (score) => score > 0,
      10_000,
    );
    listenProxy.mend();
  }, 240_000);
});

async function put(service: TestService, play: number): Promise<number> {
  const weights = { click: 0, play, portion: 0, complete: 0, hide: 0 };
  const answer = await service.call('PUT', '/v1/objectives', { as: 'admin', json: { weights, reason: 'a test' } });
  expect(answer.status).toBe(200);
  return answer.body.version;
}

async function home(service: TestService): Promise<Page> {
  const { status, body } = await service.call('GET', '/v1/users/v1/home?rows=4&items=6');
  expect(status).toBe(200);
  return body;
}

/** Of the first slot that the ranker filled; NaN: no page of a model yet. */
async function topScore(service: TestService): Promise<number> {
  const page = await home(service);
  if (page.models.ranker === null) return Number.NaN;
  return page.rows.find(({ kind }) => kind === 'personal')?.items[0]?.score ?? Number.NaN;
}

async function loggedVersion(service: TestService, recommendationId: string): Promise<number> {
  const client = new Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT snapshot_versions FROM "${TEST_TENANT}".decisions WHERE recommendation_id = $1`,
      [recommendationId],
    );
    return Number(rows[0].snapshot_versions.objectives);
  } finally {
    await client.end();
  }
}
