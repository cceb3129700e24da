import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pinAnswer, pin as pinSchema } from '../../src/http/schemas/pin.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';

const draft = {
  itemId: 'i1',
  rowId: 'top-picks',
  position: 2,
  from: '2026-03-01T00:00:00+01:00',
  until: '2026-04-01T00:00:00Z',
};

describe('pins, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    await api.collaborators.itemStore.upsert([anItem('i1'), anItem('i2')]);
  });
  afterAll(() => api.close());

  const post = (changes: object = {}, path = '/v1/pins') =>
    api.call('POST', path, { as: 'editor', json: { ...draft, ...changes } });

  test('POST is 201 with Location, ETag and the pin with the defaults of the contract', async () => {
    const answer = await post();
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/pins/${answer.body.pin.pinId}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(pinAnswer.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body).toMatchObject({
      pin: {
        ...draft,
        from: '2026-02-28T23:00:00.000Z',
        until: '2026-04-01T00:00:00.000Z',
        rowKind: null,
        timeZone: 'UTC',
        repeat: null,
        audience: {},
        priority: 0,
        ifRowAbsent: 'withhold',
        ifWatched: 'withhold',
        enabled: true,
        note: '',
        campaign: null,
        version: 1,
      },
      warnings: [],
      effective: [{ region: '*', from: '2026-02-28T23:00:00.000Z', until: '2026-04-01T00:00:00.000Z' }],
      reach: null,
    });
    await api.call('DELETE', `/v1/pins/${answer.body.pin.pinId}`);
  });

  test('GET gives what POST gave', async () => {
    const created = await post({ rowId: undefined, rowKind: 'genre', audience: { regions: ['GB'], surfaces: ['tv'] } });
    const answer = await api.call('GET', `/v1/pins/${created.body.pin.pinId}`, { as: 'editor' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(created.body);
    expect(answer.headers.get('etag')).toBe('"1"');
  });

  test('validateOnly answers as POST would, and stores nothing', async () => {
    const before = (await api.call('GET', '/v1/pins')).body.items.length;
    const answer = await post({}, '/v1/pins?validateOnly=true');
    expect(answer.status).toBe(200);
    expect(pinAnswer.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body.pin).toMatchObject({ pinId: null, version: 0, itemId: 'i1' });
    expect(answer.body.effective).toHaveLength(1);
    expect((await api.call('GET', '/v1/pins')).body.items).toHaveLength(before);
    expect((await post({}, '/v1/pins?validateOnly=false')).status).toBe(201);
  });

  test('conflicts and reasons not to show are warnings', async () => {
    const winner = (await post({ position: 9, priority: 5 })).body.pin.pinId;
    const loser = await post({ position: 9, itemId: 'nothing', priority: 1 });
    expect(loser.status).toBe(201);
    expect(loser.body.warnings).toMatchObject([{ code: 'item-unknown' }, { code: 'loses-to-pin', pinId: winner }]);
    expect(loser.body.effective).toEqual([]);
  });

  test('PATCH changes what it names, null goes back to the default, and the version grows', async () => {
    const { pin } = (await post({ note: 'first', priority: 3, audience: { regions: ['GB'], surfaces: ['tv'] } })).body;
    const answer = await api.call('PATCH', `/v1/pins/${pin.pinId}`, {
      as: 'editor',
      json: { note: null, position: 4, audience: { regions: null } },
      headers: { 'content-type': 'application/merge-patch+json', 'if-match': '"1"' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.body.pin).toEqual({ ...pin, note: '', position: 4, audience: { surfaces: ['tv'] }, version: 2 });
  });

  test('a pin may repeat: effective has its times, a patch changes a part of it, null ends it', async () => {
    const repeat = { days: ['fri'], from: '18:00', until: '24:00' };
    const { pin, effective } = (await post({ repeat, timeZone: 'Europe/Berlin', campaign: 'spring' })).body;
    expect(pin).toMatchObject({ repeat, campaign: 'spring' });
    expect(effective).toHaveLength(4);
    expect(effective[0]).toEqual({ region: '*', from: '2026-03-06T17:00:00.000Z', until: '2026-03-06T23:00:00.000Z' });
    const path = `/v1/pins/${pin.pinId}`;
    const patched = await api.call('PATCH', path, { json: { repeat: { days: ['sat', 'sun'] }, campaign: null } });
    expect(patched.body.pin).toMatchObject({ repeat: { ...repeat, days: ['sat', 'sun'] }, campaign: null });
    const ended = await api.call('PATCH', path, { json: { repeat: null } });
    expect([ended.body.pin.repeat, ended.body.effective.length]).toEqual([null, 1]);
  });

  test('PATCH moves a pin from a row to a kind of row', async () => {
    const { pin } = (await post()).body;
    const json = { rowId: null, rowKind: 'trending' };
    const answer = await api.call('PATCH', `/v1/pins/${pin.pinId}`, { json });
    expect(answer.body.pin).toMatchObject({ rowId: null, rowKind: 'trending' });
  });

  test('PATCH with validateOnly answers as if, and changes nothing', async () => {
    const { pin } = (await post()).body;
    const answer = await api.call('PATCH', `/v1/pins/${pin.pinId}?validateOnly=true`, { json: { priority: 9 } });
    expect(answer.status).toBe(200);
    expect(answer.body.pin).toMatchObject({ pinId: pin.pinId, priority: 9, version: 1 });
    expect((await api.call('GET', `/v1/pins/${pin.pinId}`)).body.pin.priority).toBe(0);
  });

  test('PATCHes without If-Match that race are all kept', async () => {
    const { pin } = (await post()).body;
    const changes = [{ priority: 7 }, { note: 'n' }, { position: 8 }];
    const answers = await Promise.all(changes.map((json) => api.call('PATCH', `/v1/pins/${pin.pinId}`, { json })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const after = (await api.call('GET', `/v1/pins/${pin.pinId}`)).body.pin;
    expect(after).toMatchObject({ priority: 7, note: 'n', position: 8, version: 4 });
  });

  test('DELETE is 204, and then there is no such pin', async () => {
    const { pin } = (await post()).body;
    const path = `/v1/pins/${pin.pinId}`;
    expect((await api.call('DELETE', path, { as: 'editor' })).status).toBe(204);
    expect((await api.call('GET', path)).status).toBe(404);
    expect((await api.call('DELETE', path)).status).toBe(404);
  });

  test('the list gives every pin once along the cursors', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await api.call('GET', `/v1/pins?limit=2${query}`, { as: 'editor' });
      expect(body.items.length).toBeLessThanOrEqual(2);
      for (const one of body.items) expect(pinSchema.safeParse(one).error).toBeUndefined();
      seen.push(...body.items.map((one: { pinId: string }) => one.pinId));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen.length).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
  });
});
