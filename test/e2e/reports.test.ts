import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../src/adapters/postgres/analyst-login.ts';
import { TEST_TENANT } from '../support/database.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

/** STATS_REFRESH_S + 2 s by default. */
const FRESH_MS = 12_000;

describe('reports of a running service', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await fillSmallWorld(service);
  }, 120_000);
  afterAll(() => service.destroy(), 60_000);

  test('a page, a view and a click are in the report within what is promised, and the shown SQL returns it', async () => {
    const before = (await service.call('GET', '/v1/reports/ctr', { as: 'analyst' })).body.rows[0];
    const page = await eventually(
      async () => (await service.call('GET', '/v1/users/reader/home?rows=2&items=4')).body,
      ({ rows }) => rows?.length === 2,
      10_000,
    );
    const shown = page.rows.flatMap((row: { items: { impressionId: string; itemId: string }[] }) => row.items);
    const [first] = shown;
    const timestamp = new Date().toISOString();
    const event = { userId: 'reader', timestamp };
    const events = [
      {
        ...event,
        eventId: 'report-1',
        type: 'viewed',
        impressionIds: shown.map((slot: { impressionId: string }) => slot.impressionId),
      },
      { ...event, eventId: 'report-2', type: 'click', itemId: first.itemId, impressionId: first.impressionId },
    ];
    expect((await service.call('POST', '/v1/events', { json: { events } })).body).toEqual({
      accepted: 2,
      rejected: [],
    });
    const { body } = await eventually(
      () => service.call('GET', '/v1/reports/ctr', { as: 'analyst' }),
      (answer) => answer.body.rows?.[0]?.clicked === (before?.clicked ?? 0) + 1,
      FRESH_MS,
    );
    expect(body.rows[0].viewed - (before?.viewed ?? 0)).toBe(shown.length);
    expect(body.rows[0].served - (before?.served ?? 0)).toBeGreaterThanOrEqual(shown.length);

    const url = await openAnalystLogin({ connectionString: service.databaseUrl, tenant: TEST_TENANT, password: 'p' });
    const analyst = new Client({ connectionString: url });
    await analyst.connect();
    try {
      const { rows } = await analyst.query({ text: body.sql, rowMode: 'array' });
      expect(
        rows.map((row) => row.map((value: unknown) => (typeof value === 'string' ? Number(value) : value))),
      ).toEqual(body.rows.map((row: object) => Object.values(row)));
    } finally {
      await analyst.end();
    }
  }, 120_000);
});
