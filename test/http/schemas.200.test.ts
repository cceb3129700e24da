import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES } from '../../src/domain/ports/key-store.ts';
import { contract } from '../../src/http/schemas/contract.ts';
import { sentEvent } from '../../src/http/schemas/events.ts';
import { EVENT_SCHEMAS } from '../../src/ingest/event-schema.ts';
import { startApi, type TestApi } from '../support/api.ts';

describe('the data contracts, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each(ROLES)('%s reads them all', async (role) => {
    const { status, body } = await api.call('GET', '/v1/schemas', { as: role });
    expect([status, body.nextCursor]).toEqual([200, null]);
    const names = body.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual([...names].sort());
    for (const name of ['events', 'items', 'pins', 'home-page', 'v_impressions', 'v_events', 'v_outcomes']) {
      expect(names).toContain(name);
    }
    for (const one of body.items) expect(contract.safeParse(one).error).toBeUndefined();
  });

  test('a list in pages has each of them once', async () => {
    const whole = (await api.call('GET', '/v1/schemas')).body.items;
    const first = (await api.call('GET', '/v1/schemas?limit=4')).body;
    const rest = (await api.call('GET', `/v1/schemas?cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...rest.items]).toEqual(whole);
  });

  test('one by its name, with the id of its schema as ETag', async () => {
    const { status, body, headers } = await api.call('GET', '/v1/schemas/events', { as: 'app' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'events', version: EVENT_SCHEMAS.current.version, compatibility: 'backward' });
    expect(headers.get('etag')).toBe(`"${body.schemaId}"`);
  });

  test('the schema of events names the fields that an event is judged by, and needs what every event needs', async () => {
    const { schema } = (await api.call('GET', '/v1/schemas/events')).body;
    expect(Object.keys(schema.properties).sort()).toEqual([...EVENT_SCHEMAS.current.fields.keys()].sort());
    expect(schema.required).toEqual(['eventId', 'type', 'userId', 'timestamp']);
    expect(Object.keys(sentEvent.shape)).toEqual(Object.keys(schema.properties));
  });

  test('the schema of pages lets fields come, the schema of what is sent does not', async () => {
    expect((await api.call('GET', '/v1/schemas/home-page')).body.schema).not.toHaveProperty('additionalProperties');
    expect((await api.call('GET', '/v1/schemas/items')).body.schema.additionalProperties).toBe(false);
  });
});
