import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from '../../src/domain/page.ts';
import { TEST_TENANT } from '../support/database.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld, train } from '../support/small-world.ts';

/** A part of the page turned off on one replica and missing on another. */
describe('switches', () => {
  let first: TestService;
  let second: TestService;
  let listenProxy: FaultProxy;

  beforeAll(async () => {
    first = await startTestService();
    await fillSmallWorld(first);
    await train(first);
    second = await first.replica({
      databaseDirectUrl: async (real) => {
        listenProxy = await startFaultProxy(real);
        return listenProxy.url;
      },
    });
    await eventually(
      () => home(second),
      ({ models }) => models.ranker !== null,
      30_000,
    );
  }, 240_000);

  afterAll(async () => {
    await second?.destroy();
    await listenProxy?.close();
    await first.destroy();
  });

  test('turned off on one replica the ranker is off on the other within 1 s, and the log notes it on each page', async () => {
    const before = await home(second);
    await put(first, { state: 'off', until: '2126-01-01T00:00:00Z', reason: 'a test' });
    const page = await eventually(
      () => home(second),
      ({ rung }) => rung === 'R3',
      // A second where the machine is free; still before anybody would find it by polling.
      4_000,
    );
    expect(page).toMatchObject({ degraded: true, models: { retrieval: before.models.retrieval, ranker: null } });
    await second.settled();
    expect(await logged(second, before)).toEqual([{ rung: 'R0', switches: [] }]);
    expect(await logged(second, page)).toEqual([{ rung: 'R3', switches: ['ranker'] }]);
  }, 240_000);

  test('with notifications cut it is on again within 10 s', async () => {
    listenProxy.cut();
    await put(first, { state: 'on' });
    const page = await eventually(
      () => home(second),
      ({ rung }) => rung === 'R0',
      10_000,
    );
    listenProxy.mend();
    await second.settled();
    expect(await logged(second, page)).toEqual([{ rung: 'R0', switches: [] }]);
  }, 240_000);
});

async function put(service: TestService, json: object): Promise<void> {
  const answer = await service.call('PUT', '/v1/switches/ranker', { as: 'admin', json });
  expect(answer.status).toBe(200);
}

async function home(service: TestService): Promise<Page> {
  const { status, body } = await service.call('GET', '/v1/users/v1/home?rows=4&items=6');
  expect(status).toBe(200);
  return body;
}

async function logged(service: TestService, { recommendationId }: Page): Promise<unknown[]> {
  const client = new Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT DISTINCT rung, switches FROM "${TEST_TENANT}".v_impressions WHERE recommendation_id = $1`,
      [recommendationId],
    );
    return rows;
  } finally {
    await client.end();
  }
}
