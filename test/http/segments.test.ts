import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES } from '../../src/domain/ports/key-store.ts';

import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';

describe('segments', () => {
  let api: TestApi;
  const as = 'editor';
  const SEGMENT = { name: 'Regulars', filter: 'plays >= 20 and daysSincePlay < 7', note: 'asked for by sports' };
  const AT = '2026-03-01T12:00:00.000Z';
  beforeAll(async () => {
    api = await startApi();
    await api.collaborators.itemStore.upsert([anItem('heat')]);
  });
  afterAll(() => api.close());

  const post = (json: object, headers = {}) => api.call('POST', '/v1/segments', { as, json, headers });
  const put = (id: string, json: object, headers = {}) => api.call('PUT', `/v1/segments/${id}`, { as, json, headers });
  const audited = async (object: string) =>
    (await api.call('GET', `/v1/audit?object=${object}`)).body.items.map(
      ({ action, reason }: { action: string; reason: string }) => [action, reason],
    );

  test('are created with 201, where they are, and their version; read, listed, and audited with their note', async () => {
    const made = await post({ segmentId: 'regulars', ...SEGMENT });
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([
      201,
      '/v1/segments/regulars',
      '"1"',
    ]);
    const segment = { segmentId: 'regulars', ...SEGMENT, version: 1, createdAt: AT, updatedAt: AT };
    expect(made.body).toEqual({ segment: { ...segment, updatedBy: 'key-editor' }, warnings: [] });
    const read = await api.call('GET', '/v1/segments/regulars', { as });
    expect([read.status, read.headers.get('etag'), read.body]).toEqual([200, '"1"', made.body]);
    const unnamed = await post({ name: 'All', filter: 'surface = tv' });
    expect(unnamed.body.segment).toMatchObject({ segmentId: expect.any(String), note: '' });
    const listed = await api.call('GET', '/v1/segments?limit=1', { as });
    expect(listed.body).toMatchObject({ items: [made.body.segment], nextCursor: expect.any(String) });
    const next = await api.call('GET', `/v1/segments?cursor=${listed.body.nextCursor}`, { as });
    expect(next.body).toEqual({ items: [unnamed.body.segment], nextCursor: null });
    expect(await audited('segment:regulars')).toEqual([['segment.create', 'asked for by sports']]);
  });

  test('are made once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'once' };
    const [first, again] = [await post(SEGMENT, headers), await post(SEGMENT, headers)];
    expect(again.body).toEqual(first.body);
    expect(problemOf(await post({ ...SEGMENT, name: 'Other' }, headers))).toEqual({
      status: 422,
      code: 'idempotency-key-reused',
    });
  });

  test('are put under an id: 201 when new, 200 when not', async () => {
    const json = { ...SEGMENT, filter: 'newUser = true' };
    expect(await put('put', json)).toMatchObject({ status: 201, body: { segment: { version: 1 } } });
    const replaced = await put('put', { name: 'Put', filter: 'newUser = false' });
    expect(replaced).toMatchObject({ status: 200, body: { segment: { version: 2, name: 'Put', note: '' } } });
    expect(replaced.headers.get('location')).toBeNull();
  });

  test('are patched: what is sent changes, null is the default again, the rest stays', async () => {
    await put('patched', SEGMENT);
    const patch = (json: object, headers = {}) => api.call('PATCH', '/v1/segments/patched', { as, json, headers });
    expect((await patch({ note: null })).body.segment).toMatchObject({ ...SEGMENT, note: '', version: 2 });
    expect((await patch({ filter: 'label = vip' }, { 'if-match': '"2"' })).body.segment.filter).toBe('label = vip');
    expect(problemOf(await patch({ name: 'x' }, { 'if-match': '"2"' })).status).toBe(412);
    expect(problemOf(await patch({ name: null }))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('only validated they are answered and not stored', async () => {
    const tried = await api.call('POST', '/v1/segments?validateOnly=true', { as, json: SEGMENT });
    expect(tried).toMatchObject({ status: 200, body: { segment: { segmentId: null, version: 0, ...SEGMENT } } });
    const before = (await api.call('GET', '/v1/segments/put', { as })).body;
    for (const method of ['PUT', 'PATCH'] as const) {
      const json = { ...SEGMENT, name: 'Tried' };
      const answer = await api.call(method, '/v1/segments/put?validateOnly=true', { as, json });
      expect(answer.body.segment).toMatchObject({ name: 'Tried', version: before.segment.version });
    }
    expect((await api.call('GET', '/v1/segments/put', { as })).body).toEqual(before);
    const taken = await api.call('POST', '/v1/segments?validateOnly=true', {
      as,
      json: { segmentId: 'put', ...SEGMENT },
    });
    expect(problemOf(taken)).toEqual({ status: 409, code: 'already-exists' });
  });

  test.each([
    ['plays >', 'invalid-filter', 'character 8'],
    ['genre = War', 'invalid-filter', 'there is no field "genre"'],
    ['play > 5', 'invalid-filter', 'did you mean plays?'],
    ['newUser = yes', 'invalid-filter', 'newUser is true or false'],
    ['likedGenre < War', 'invalid-filter', 'not <'],
    ['', 'invalid-filter', 'character 1'],
  ])('a filter such as "%s" is refused with %s', async (filter, code, told) => {
    for (const answer of [await post({ ...SEGMENT, filter }), await put('refused', { ...SEGMENT, filter })]) {
      expect(problemOf(answer)).toEqual({ status: 400, code });
      expect(answer.body.detail).toContain(told);
    }
  });

  test.each([
    [{ name: '' }],
    [{ name: 'x', filter: 'plays > 1', version: 3 }],
    [{ filter: 'plays > 1' }],
    [{ ...SEGMENT, segmentId: 'a b' }],
    [{ ...SEGMENT, note: 'a\u0000b' }],
  ])('%j is refused', async (json) => {
    expect(problemOf(await post(json))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('an id that is taken: 409; one that is not there: 404; another version: 412', async () => {
    expect(problemOf(await post({ segmentId: 'put', ...SEGMENT }))).toEqual({ status: 409, code: 'already-exists' });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await api.call(method, '/v1/segments/nobody', { as, ...(method === 'PATCH' && { json: {} }) });
      expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-segment' });
    }
    for (const [id, tag] of [
      ['put', '"1"'],
      ['nobody', '"1"'],
      ['nobody', '*'],
    ] as const) {
      expect(problemOf(await put(id, SEGMENT, { 'if-match': tag }))).toEqual({
        status: 412,
        code: 'precondition-failed',
      });
    }
    const stale = await api.call('DELETE', '/v1/segments/put', { as, headers: { 'if-match': '"1"' } });
    expect(problemOf(stale).status).toBe(412);
    expect((await put('put', SEGMENT, { 'if-match': '"2"' })).status).toBe(200);
  });

  test('what they warn of: items that nobody can have watched', async () => {
    const { body } = await put('warned', { ...SEGMENT, filter: 'watched in (heat, nothing) or myList = nowhere' });
    expect(
      body.warnings.map(({ code, detail }: { code: string; detail: string }) => [code, detail.split(':')[0]]),
    ).toEqual([
      ['item-unknown', 'There is no item nothing'],
      ['item-unknown', 'There is no item nowhere'],
    ]);
    expect((await api.call('GET', '/v1/segments/warned', { as })).body.warnings).toEqual(body.warnings);
  });

  test('one that nothing names goes, with the reason in the audit, and comes back by undo', async () => {
    await put('gone', SEGMENT);
    expect((await api.call('DELETE', '/v1/segments/gone?reason=over', { as })).status).toBe(204);
    expect(problemOf(await api.call('GET', '/v1/segments/gone', { as })).status).toBe(404);
    const [removal] = (await api.call('GET', '/v1/audit?object=segment:gone')).body.items;
    expect(removal).toMatchObject({ action: 'segment.remove', reason: 'over' });
    expect((await api.call('POST', `/v1/audit/${removal.id}/undo`, { as, json: {} })).status).toBe(200);
    expect((await api.call('GET', '/v1/segments/gone', { as })).body.segment).toMatchObject({ ...SEGMENT, version: 2 });
  });

  test('one that pins, collections or rules are for stays: 409 that lists them', async () => {
    await put('used', SEGMENT);
    const audience = { regions: ['DE'], segmentIds: ['other', 'used'] };
    const change = { atMs: Date.parse(AT), actor: 'key-editor', reason: '' };
    const pin = { itemId: 'heat', rowId: 'top-picks', position: 0, from: AT, until: '2026-04-01T00:00:00Z', audience };
    const { pinId } = (await api.call('POST', '/v1/pins', { as, json: pin })).body.pin;
    const { collectionStore, ruleStore } = api.collaborators;
    await collectionStore.create('war', { ...COLLECTION, audience }, change);
    await ruleStore.create('less-war', { ...RULE, audience }, change);
    const refused = await api.call('DELETE', '/v1/segments/used', { as });
    expect(problemOf(refused)).toEqual({ status: 409, code: 'still-in-use' });
    expect(refused.body.detail).toContain(`pin ${pinId}, collection war, rule less-war`);
    await api.call('DELETE', `/v1/pins/${pinId}`, { as });
    await collectionStore.remove('war', null, change);
    await ruleStore.put('less-war', { ...RULE, audience: { segmentIds: ['other'] } }, null, change);
    expect((await api.call('DELETE', '/v1/segments/used', { as })).status).toBe(204);
  });

  test.each([
    ['GET', '/v1/segments'],
    ['POST', '/v1/segments'],
    ['GET', '/v1/segments/x'],
    ['PUT', '/v1/segments/x'],
    ['PATCH', '/v1/segments/x'],
    ['DELETE', '/v1/segments/x'],
  ])('%s %s is for editors and admins alone', async (method, path) => {
    for (const role of ROLES) {
      const answer = await api.call(method, path, { as: role });
      if (role === 'admin' || role === 'editor') expect([401, 403]).not.toContain(answer.status);
      else expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
    }
  });

  test('a pin for a segment or an arm that is not there says so, and is kept', async () => {
    await put('there', SEGMENT);
    const audience = { segmentIds: ['there', 'missing'], arms: ['more-drama:b'] };
    const pin = { itemId: 'heat', rowId: 'top-picks', position: 3, from: AT, until: '2026-04-01T00:00:00Z', audience };
    const made = await api.call('POST', '/v1/pins', { as, json: pin });
    expect(made).toMatchObject({ status: 201, body: { pin: { audience } } });
    expect(made.body.warnings.map(({ code }: { code: string }) => code)).toEqual(['segment-unknown', 'arm-unknown']);
    expect(made.body.warnings[0].detail).toContain('missing');
  });

  test('a preview of an audience is of somebody in its first segment, and refused where there is none', async () => {
    await put('there', SEGMENT);
    const preview = (audience: object) => api.call('POST', '/v1/preview', { as, json: { audience } });
    expect((await preview({ segmentIds: ['there', 'missing'] })).status).toBe(200);
    expect(api.asked.at(-1)).toMatchObject({ isNewUser: true, assumedSegmentIds: ['there'] });
    expect(problemOf(await preview({ segmentIds: ['missing'] }))).toEqual({ status: 404, code: 'unknown-segment' });
    expect(problemOf(await preview({ arms: ['a:b'] }))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('drafts of them are judged as when they are put, can be previewed before they are there, and are not stored', async () => {
    const drafts = { segments: [{ segmentId: 'drafted', ...SEGMENT, filter: 'watched = nothing' }] };
    const json = { audience: { segmentIds: ['drafted'] }, drafts };
    const { status, body } = await api.call('POST', '/v1/preview', { as, json });
    expect(status).toBe(200);
    expect(body.segments).toMatchObject([
      { segment: { segmentId: 'drafted', version: 0 }, warnings: [{ code: 'item-unknown' }], isMember: false },
    ]);
    expect(api.previewed.at(-1)!.segments).toMatchObject([{ id: 'drafted', value: { filter: 'watched = nothing' } }]);
    expect(problemOf(await api.call('GET', '/v1/segments/drafted', { as })).status).toBe(404);
    for (const segments of [[{ ...SEGMENT }], [drafts.segments[0], drafts.segments[0]]]) {
      const answer = await api.call('POST', '/v1/preview', { as, json: { userId: 'u1', drafts: { segments } } });
      expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    }
  });
});

const COLLECTION = {
  title: 'War',
  titleKey: null,
  itemIds: ['heat'],
  filter: null,
  sort: null,
  order: 'editorial',
  from: null,
  until: null,
  timeZone: 'UTC',
  repeat: null,
  minimum: 1,
  place: null,
  priority: 0,
  enabled: true,
  note: '',
} as const;
const RULE = {
  name: 'Less war',
  action: 'bury',
  filter: 'genre = War',
  strength: 1,
  limit: null,
  from: null,
  until: null,
  timeZone: 'UTC',
  repeat: null,
  rows: null,
  enabled: true,
  note: '',
} as const;
