import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from '../../src/domain/page.ts';
import { TEST_TENANT } from '../support/database.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

const HOUR_MS = 3_600_000;

/** What an editor sees before anything is changed, on the whole service. */
describe('previews', () => {
  let service: TestService;
  let client: Client;

  beforeAll(async () => {
    service = await startTestService();
    await fillSmallWorld(service);
    const off = { state: 'off', reason: 'previews leave nothing to chance' };
    expect((await service.call('PUT', '/v1/switches/exploration', { as: 'admin', json: off })).status).toBe(200);
    await service.refresh();
    client = new Client({ connectionString: service.databaseUrl });
    await client.connect();
  }, 240_000);

  afterAll(async () => {
    await client?.end();
    await service.destroy();
  });

  async function preview(json: object) {
    const answer = await service.call('POST', '/v1/preview', { as: 'editor', json: { rows: 8, items: 6, ...json } });
    expect({ status: answer.status, problem: answer.body.detail }).toEqual({ status: 200 });
    return answer.body;
  }

  async function home(userId = 'v1'): Promise<Page> {
    const { status, body } = await service.call('GET', `/v1/users/${userId}/home?rows=8&items=6`);
    expect(status).toBe(200);
    return body;
  }

  const aPin = (itemId: string, changes: object = {}) => ({
    itemId,
    rowKind: 'popular',
    position: 2,
    from: new Date(Date.now() - HOUR_MS).toISOString(),
    until: new Date(Date.now() + 48 * HOUR_MS).toISOString(),
    ifWatched: 'show',
    ...changes,
  });

  test('a pin stands where its preview showed it, on the same page otherwise; and the log has no preview', async () => {
    await home();
    await service.settled();
    const before = await traces();

    const pin = aPin('Documentary-39');
    const made = await preview({ userId: 'v1', drafts: { pins: [pin] } });
    const audience = await preview({ audience: { surfaces: ['tv'] }, explain: true, drafts: { pins: [pin] } });
    await service.settled();
    expect(await traces()).toEqual(before);

    // Which tells something, as a page does leave traces.
    expect(made.without.rows.map(shown)).toEqual((await home()).rows.map(shown));
    await service.settled();
    const after = await traces();
    for (const trace of ['decisions', 'journalBytes', 'metrics']) expect(after[trace]).not.toEqual(before[trace]);

    expect(made.pins[0]).toMatchObject({ withheld: null, pin: { pinId: null } });
    const { rowId, position } = made.pins[0].shown;
    expect(made.diff).toContainEqual(expect.objectContaining({ rowId, position, after: 'Documentary-39' }));
    expect(audience.pins[0].shown).toEqual({ rowId, position });
    expect(audience.page.rows[0].items[0].explanation).toBeDefined();

    const created = await service.call('POST', '/v1/pins', { as: 'editor', json: pin });
    expect(created.status).toBe(201);
    const page = await eventually(
      () => home(),
      ({ rows }) => rows.some(({ items }) => items.some(({ pinned }) => pinned)),
      1000,
    );
    expect(page.rows.map(shown)).toEqual(made.page.rows.map(shown));
    expect((await home('nobody-knows')).rows.map(shown)).toEqual(audience.page.rows.map(shown));

    const { pinId } = created.body.pin;
    const withdrawn = await preview({ userId: 'v1', drafts: { pins: [{ ...pin, pinId, enabled: false }] } });
    expect(withdrawn.page.rows.map(shown)).toEqual(made.without.rows.map(shown));
    expect(withdrawn.without.rows.map(shown)).toEqual(made.page.rows.map(shown));
    expect((await service.call('DELETE', `/v1/pins/${pinId}`, { as: 'editor' })).status).toBe(204);
  }, 240_000);

  test('a stored pin of another day stands on that day, and on the way there nothing changes for anybody', async () => {
    const from = new Date(Date.now() + 100 * HOUR_MS).toISOString();
    const pin = aPin('Horror-38', { from, until: new Date(Date.now() + 110 * HOUR_MS).toISOString() });
    const created = await service.call('POST', '/v1/pins', { as: 'editor', json: pin });
    expect(created.status).toBe(201);
    await service.refresh();
    const at = async (hours: number) => {
      const { page } = await preview({ userId: 'v1', at: new Date(Date.now() + hours * HOUR_MS).toISOString() });
      return (page as Page).rows
        .flatMap(({ items }) => items)
        .some(({ itemId, pinned }) => pinned && itemId === 'Horror-38');
    };
    expect([await at(99), await at(105), await at(111)]).toEqual([false, true, false]);
    expect((await home()).rows.some(({ items }) => items.some(({ pinned }) => pinned))).toBe(false);
  }, 240_000);

  /** Everything that a page that is served leaves behind. */
  async function traces(): Promise<Record<string, unknown>> {
    const counts = await client.query(
      `SELECT (SELECT count(*) FROM "${TEST_TENANT}".decisions) AS decisions,
              (SELECT count(*) FROM "${TEST_TENANT}".events) AS events,
              (SELECT count(*) FROM "${TEST_TENANT}".audit_log) AS audit,
              (SELECT count(*) FROM "${TEST_TENANT}".feature_samples) AS samples,
              (SELECT count(*) FROM "${TEST_TENANT}".pins) AS pins`,
    );
    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    const ofPages = /^marquee_(page|stage|impressions|withheld|fallback|unlogged)/;
    return {
      ...counts.rows[0],
      journalBytes: (await service.readiness()).journalBytes,
      metrics: metrics.split('\n').filter((line) => ofPages.test(line)),
    };
  }
});

const shown = ({ rowId, items }: Page['rows'][number]) => [rowId, ...items.map(({ itemId }) => itemId)];
