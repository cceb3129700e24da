import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { pinAnswer, pin as pinSchema } from '../../src/http/schemas/pin.ts';
import { keyOf, startApi, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';

const draft = {
  itemId: 'i1',
  rowId: 'top-picks',
  position: 2,
  from: '2026-03-01T00:00:00+01:00',
  until: '2026-04-01T00:00:00Z',
};

interface Told {
  readonly action: string;
  readonly actor: { readonly id: string };
  readonly before: { readonly position: number } | null;
  readonly after: { readonly position: number } | null;
  readonly reason: string;
}

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
        state: 'live',
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

  test('a pin says what state it is in, and the list has those of a state, a row, an item, a campaign', async () => {
    const campaign = 'states';
    const make = async (changes: object) => (await post({ campaign, ...changes })).body.pin;
    const live = await make({});
    const made = {
      draft: await make({ enabled: false }),
      live,
      scheduled: await make({ from: '2026-03-02T00:00:00Z', rowId: 'trending' }),
      // Now is Sunday, 12:00.
      expired: await make({ until: '2026-03-01T12:00:00Z', itemId: 'i2' }),
    };
    for (const [state, pin] of Object.entries(made)) expect(pin.state).toBe(state);
    const sunday = { days: ['sun'], from: '12:00', until: '12:01' };
    expect((await make({ repeat: sunday })).state).toBe('live');
    expect((await make({ repeat: { ...sunday, from: '11:00', until: '12:00' } })).state).toBe('scheduled');
    expect(
      (await make({ repeat: { ...sunday, until: '12:00', from: '11:00' }, until: '2026-03-02T00:00:00Z' })).state,
    ).toBe('expired');
    const listed = async (query: string) => {
      const { body } = await api.call('GET', `/v1/pins?campaign=states&${query}`);
      for (const one of body.items) expect(pinSchema.safeParse(one).error).toBeUndefined();
      return body.items.map((one: { pinId: string }) => one.pinId);
    };
    expect(await listed('state=draft')).toEqual([made.draft.pinId]);
    expect((await listed('state=live'))[0]).toBe(live.pinId);
    expect(await listed('state=expired&itemId=i2')).toEqual([made.expired.pinId]);
    expect(await listed('rowId=trending')).toEqual([made.scheduled.pinId]);
    expect(await listed('state=withdrawn')).toEqual([]);
    await api.call('DELETE', `/v1/pins/${live.pinId}`);
    expect(await listed('state=withdrawn')).toEqual([live.pinId]);
    expect(await listed('state=live')).not.toContain(live.pinId);
    expect(await listed('')).not.toContain(live.pinId);
    const first = (await api.call('GET', '/v1/pins?campaign=states&state=scheduled&limit=1')).body;
    const rest = (await api.call('GET', `/v1/pins?campaign=states&state=scheduled&limit=1&cursor=${first.nextCursor}`))
      .body;
    expect([...first.items, ...rest.items].map(({ state }) => state)).toEqual(['scheduled', 'scheduled']);
    expect(rest.nextCursor).toBeNull();
  });

  test('the list as CSV has all pins that the filters hold, on as many pages as they may be', async () => {
    const note = 'said "yes",\r\nand = more';
    const repeat = { days: ['fri'], from: '18:00', until: '24:00' };
    const made: string[] = [];
    for (let n = 0; n < 3; n++) made.push((await post({ campaign: 'csv', note, repeat })).body.pin.pinId);
    const answer = await fetch(`${api.url}/v1/pins?campaign=csv&limit=1`, {
      headers: { accept: 'text/csv', authorization: `Bearer ${keyOf('editor')}` },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/csv; charset=utf-8; header=present',
    ]);
    const rows: Record<string, string>[] = parse(await answer.text(), { columns: true });
    expect(rows.map(({ pinId }) => pinId)).toEqual(made);
    expect(rows[0]).toMatchObject({
      note,
      itemId: 'i1',
      rowKind: '',
      position: '2',
      state: 'scheduled',
      enabled: 'true',
    });
    expect(JSON.parse(rows[0]!.repeat!)).toEqual(repeat);
    expect((await api.call('GET', '/v1/pins', { headers: { accept: '*/*' } })).body.items.length).toBeGreaterThan(3);
  });

  test('every change is in the audit log, with the key, the pin before and after, and the note or reason', async () => {
    const { pin } = (await post({ note: 'for the anniversary' })).body;
    const path = `/v1/pins/${pin.pinId}`;
    await api.call('PATCH', path, { as: 'editor', json: { position: 4 } });
    await api.call('DELETE', `${path}?reason=over`, { as: 'editor' });
    const { items } = (await api.call('GET', `/v1/audit?object=pin:${pin.pinId}`, { as: 'editor' })).body;
    const told = items.map(({ action, actor, before, after, reason }: Told) => [
      action,
      actor.id,
      before?.position,
      after?.position,
      reason,
    ]);
    expect(told).toEqual([
      ['pin.remove', 'key-editor', 4, undefined, 'over'],
      ['pin.replace', 'key-editor', 2, 4, 'for the anniversary'],
      ['pin.create', 'key-editor', undefined, 2, 'for the anniversary'],
    ]);
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
