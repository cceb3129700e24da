import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from '../../src/domain/page.ts';
import { TEST_TENANT } from '../support/database.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

/** What pages are made by, put on one replica and followed by another. */
describe('templates', () => {
  let first: TestService;
  let second: TestService;
  let listenProxy: FaultProxy;

  beforeAll(async () => {
    first = await startTestService();
    await fillSmallWorld(first);
    second = await first.replica({
      databaseDirectUrl: async (real) => {
        listenProxy = await startFaultProxy(real);
        return listenProxy.url;
      },
    });
  }, 240_000);

  afterAll(async () => {
    await second?.destroy();
    await listenProxy?.close();
    await first.destroy();
  });

  test('put on one replica it holds on the other within 1 s, for its surface alone, and the log says under which version', async () => {
    const usual = rowIdsOf(await home(second));
    expect(usual.length).toBeGreaterThan(1);
    expect(await put(first, [{ row: 'genre:horror' }])).toBe(1);
    const page = await eventually(
      () => home(second),
      (made) => rowIdsOf(made).join() === 'genre:horror',
      // A second where the machine is free; still before anybody would find it by polling.
      4_000,
    );
    expect(rowIdsOf(await home(second, 'mobile')).length).toBeGreaterThan(1);
    await second.settled();
    expect(await loggedVersion(second, page)).toBe(1);
  }, 240_000);

  test('with notifications cut it holds within 10 s; taken back the page is as it was', async () => {
    listenProxy.cut();
    const gone = await first.call('DELETE', '/v1/templates/tv', { as: 'editor' });
    expect(gone.status).toBe(204);
    await eventually(
      () => home(second),
      (page) => page.rows.length > 1,
      10_000,
    );
    listenProxy.mend();
  }, 240_000);
});

const rowIdsOf = (page: Page): string[] => page.rows.map(({ rowId }) => rowId);

async function put(service: TestService, rows: readonly object[]): Promise<number> {
  const json = { template: { rows }, reason: 'a test' };
  const answer = await service.call('PUT', '/v1/templates/tv', { as: 'editor', json });
  expect(answer.status).toBe(200);
  return answer.body.version;
}

async function home(service: TestService, surface = 'tv'): Promise<Page> {
  const { status, body } = await service.call('GET', `/v1/users/v1/home?rows=8&items=6&surface=${surface}`);
  expect(status).toBe(200);
  return body;
}

async function loggedVersion(service: TestService, { recommendationId }: Page): Promise<number> {
  const client = new Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT snapshot_versions FROM "${TEST_TENANT}".decisions WHERE recommendation_id = $1`,
      [recommendationId],
    );
    return Number(rows[0].snapshot_versions.templates);
  } finally {
    await client.end();
  }
}
