import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemoryEditorialStore } from '../../src/adapters/memory/editorial-store.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { createMemorySuggestionStore } from '../../src/adapters/memory/suggestion-store.ts';
import { hashApiKey } from '../../src/domain/api-key.ts';
import { COLLECTION_KIND, SEGMENT_KIND } from '../../src/domain/editorial-objects.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import { createPinBoard } from '../../src/editorial/pins.ts';
import { createSuggestionBoard } from '../../src/editorial/suggestion-board.ts';
import { pinAnswer } from '../../src/http/schemas/pin.ts';
import { preview } from '../../src/http/schemas/preview.ts';
import { keyOf, NOW_MS, problemOf, startApi, type TestAnswer, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';
import { aSlotSuggestion } from '../support/suggestions.ts';

const DRAFT = {
  itemId: 'i1',
  rowId: 'top-picks',
  position: 2,
  from: '2026-02-01T00:00:00.000Z',
  until: '2026-04-01T00:00:00.000Z',
};

/** The API with approval asked for, a second editor, and memory behind it. */
async function startAsking(needsApproval: boolean): Promise<TestApi> {
  const auditLog = createMemoryAuditLog();
  const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
  const itemStore = createMemoryItemStore(undefined, auditLog.append);
  await itemStore.upsert([anItem('i1'), anItem('i2')]);
  const pinStore = createMemoryPinStore(undefined, auditLog.append, { needsApproval });
  const segmentStore = createMemoryEditorialStore(SEGMENT_KIND, undefined, auditLog.append);
  const collectionStore = createMemoryEditorialStore(COLLECTION_KIND, undefined, auditLog.append);
  const pinBoard = createPinBoard({ pinStore, itemStore, segmentStore, collectionStore, clock, needsApproval });
  const suggestionStore = createMemorySuggestionStore(auditLog.append);
  const suggestionBoard = createSuggestionBoard({
    ...{ suggestionStore, pinBoard, itemStore, clock },
    findSuggestions: async () => ({
      suggestions: [aSlotSuggestion('i2')],
      modelVersion: 'v1',
      objectives: DEFAULT_OBJECTIVES,
      asOfMs: NOW_MS,
    }),
  });
  const stores = { auditLog, itemStore, pinStore, segmentStore, collectionStore, suggestionStore };
  const api = await startApi({ ...stores, pinBoard, suggestionBoard });
  const second = {
    keyId: 'key-second',
    role: 'editor',
    name: 'second',
    origin: 'test',
    keyHash: hashApiKey(SECOND),
  } as const;
  await api.collaborators.keyStore.create(second, NOW_MS);
  return api;
}
const SECOND = keyOf('second');

describe('approval of pins over HTTP', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startAsking(true);
  });
  afterAll(() => api.close());

  const call = (method: string, path: string, json?: unknown, as = 'editor', headers = {}) =>
    api.call(method, path, { as, json, headers });
  async function made(differences = {}): Promise<{ path: string; answer: TestAnswer }> {
    const answer = await call('POST', '/v1/pins', { ...DRAFT, ...differences });
    expect(answer.status).toBe(201);
    return { path: answer.headers.get('location')!, answer };
  }
  const ifMatch = (answer: TestAnswer) => ({ 'if-match': answer.headers.get('etag')! });
  const approve = (path: string, answer: TestAnswer, as = SECOND, json?: unknown) =>
    call('POST', `${path}/approve`, json, as, ifMatch(answer));

  test('POST /v1/pins 201: it waits, and says for whom', async () => {
    const { answer } = await made();
    expect(pinAnswer.safeParse(answer.body).error).toBeUndefined();
    const approval = { state: 'awaiting', version: 1, changedBy: ['key-editor'], by: null, note: '', standing: null };
    expect(answer.body.pin).toMatchObject({ state: 'awaiting-approval', approval });
    expect(answer.body.warnings).toMatchObject([{ code: 'awaiting-approval' }]);
  });

  test('approve 200: another editor, or an admin, by the version that was read', async () => {
    for (const as of [SECOND, 'admin']) {
      const { path, answer } = await made({ position: 3 });
      const { status, body, headers } = await approve(path, answer, as, { note: 'good' });
      expect([status, pinAnswer.safeParse(body).error]).toEqual([200, undefined]);
      const approval = { state: 'approved', version: 1, changedBy: ['key-editor'], note: 'good', standing: null };
      expect(body.pin).toMatchObject({ state: 'live', version: 2, approval });
      expect(headers.get('etag')).toBe('"2"');
      expect((await call('GET', path)).body.pin).toEqual(body.pin);
      const { items } = (await call('GET', `/v1/audit?object=pin:${body.pin.pinId}`)).body;
      expect(items[0]).toMatchObject({ action: 'pin.approve', reason: 'good', actor: { id: body.pin.approval.by } });
    }
  });

  test('approve 409: one’s own change, with who may; and where nothing waits', async () => {
    const { path, answer } = await made({ position: 4 });
    const own = await approve(path, answer, 'editor');
    expect(problemOf(own)).toEqual({ status: 409, code: 'own-change' });
    expect(own.body.detail).toContain('an editor or admin who had none may approve it');
    const approved = await approve(path, answer);
    expect(problemOf(await approve(path, approved))).toEqual({ status: 409, code: 'not-waiting' });
    const again = await call('POST', `${path}/reject`, { reason: 'late' }, SECOND);
    expect(problemOf(again)).toEqual({ status: 409, code: 'not-waiting' });
  });

  test('approve 412: it changed since it was read; 400: no version is named', async () => {
    const { path, answer } = await made({ position: 5 });
    expect((await call('PATCH', path, { position: 6 })).status).toBe(200);
    expect(problemOf(await approve(path, answer))).toEqual({ status: 412, code: 'precondition-failed' });
    for (const headers of [{}, { 'if-match': '*' }]) {
      const answered = await call('POST', `${path}/approve`, undefined, SECOND, headers);
      expect(problemOf(answered)).toEqual({ status: 400, code: 'invalid-request' });
      expect(answered.body.detail).toContain('If-Match');
    }
    expect((await call('GET', path)).body.pin.state).toBe('awaiting-approval');
  });

  test('reject 200: back to what pages have, or a draft; the reason is there for who made it', async () => {
    const { path, answer } = await made({ position: 7 });
    const approved = await approve(path, answer);
    const changed = await call('PATCH', path, { itemId: 'i2' });
    expect(changed.body.pin).toMatchObject({ itemId: 'i2', state: 'awaiting-approval' });
    expect(changed.body.pin.approval.standing).toMatchObject({ itemId: 'i1', position: 7 });
    expect(changed.body.pin.approval.standing.pinId).toBeUndefined();
    const rejected = await call('POST', `${path}/reject`, { reason: 'not this one' }, SECOND, ifMatch(changed));
    expect([rejected.status, pinAnswer.safeParse(rejected.body).error]).toEqual([200, undefined]);
    const approval = { state: 'rejected', version: 3, by: 'key-second', note: 'not this one' };
    expect(rejected.body.pin).toMatchObject({ itemId: 'i1', state: 'live', version: 4, approval });
    expect(rejected.body.pin.createdAt).toBe(approved.body.pin.createdAt);
    const other = await made({ position: 8 });
    const draft = await call('POST', `${other.path}/reject`, { reason: 'no' }, 'editor');
    expect(draft.body.pin).toMatchObject({ enabled: false, state: 'draft', approval: { state: 'rejected' } });
  });

  test('reject 400: without a reason; 412: not the version that was read', async () => {
    const { path } = await made({ position: 9 });
    for (const json of [undefined, {}, { reason: '' }, { reason: 'x', more: 1 }]) {
      expect(problemOf(await call('POST', `${path}/reject`, json, SECOND)).status).toBe(400);
    }
    const stale = await call('POST', `${path}/reject`, { reason: 'x' }, SECOND, { 'if-match': '"9"' });
    expect(problemOf(stale)).toEqual({ status: 412, code: 'precondition-failed' });
    expect(problemOf(await call('POST', `${path}/approve`, { why: 1 }, SECOND, { 'if-match': '"1"' })).status).toBe(
      400,
    );
  });

  test.each(['approve', 'reject'])('%s 403: apps and analysts; 401: nobody; 404: no such pin', async (verdict) => {
    const { path } = await made({ position: 10 });
    const json = verdict === 'reject' ? { reason: 'x' } : {};
    const headers = { 'if-match': '"1"' };
    for (const as of ['app', 'analyst'])
      expect(problemOf(await call('POST', `${path}/${verdict}`, json, as, headers)).status).toBe(403);
    expect((await api.call('POST', `${path}/${verdict}`, { as: null, json })).status).toBe(401);
    const gone = await call('POST', `/v1/pins/nothing/${verdict}`, json, SECOND, headers);
    expect(problemOf(gone)).toEqual({ status: 404, code: 'unknown-pin' });
  });

  test('GET /v1/pins?state=awaiting-approval 200: what there is to judge; as CSV too', async () => {
    const { answer } = await made({ campaign: 'to judge' });
    await made({ campaign: 'to judge', enabled: false });
    const past = await made({ campaign: 'to judge', from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' });
    const query = '/v1/pins?campaign=to%20judge&state=';
    const { items } = (await call('GET', `${query}awaiting-approval`)).body;
    expect(items).toEqual([answer.body.pin]);
    expect((await call('GET', `${query}expired`)).body.items).toEqual([past.answer.body.pin]);
    expect((await call('GET', `${query}live`)).body.items).toEqual([]);
    const csv = await call('GET', `${query}awaiting-approval`, undefined, 'editor', { accept: 'text/csv' });
    expect(csv.body.trim().split('\r\n')).toHaveLength(2);
  });

  test('?validateOnly=true 200 says that it would wait, and where the change would not', async () => {
    const tried = await call('POST', '/v1/pins?validateOnly=true', DRAFT);
    expect(tried.body.pin).toMatchObject({ state: 'awaiting-approval', approval: { changedBy: ['key-editor'] } });
    const { path, answer } = await made({ position: 11 });
    await approve(path, answer);
    const patched = await call('PATCH', `${path}?validateOnly=true`, { position: 12 });
    expect(patched.body.pin).toMatchObject({ state: 'awaiting-approval', approval: { standing: { position: 11 } } });
    const ended = await call('PATCH', `${path}?validateOnly=true`, { until: '2026-03-15T00:00:00Z' });
    expect(ended.body.pin).toMatchObject({ state: 'live', approval: { state: 'approved' } });
  });

  test('lines of NDJSON and accepted suggestions wait alike', async () => {
    const lines = [13, 14].map((position) => JSON.stringify({ ...DRAFT, position, campaign: 'lines' })).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    expect((await api.call('POST', '/v1/pins', { as: 'editor', raw: lines, headers })).body.accepted).toBe(2);
    const { items } = (await call('GET', '/v1/pins?campaign=lines&state=awaiting-approval')).body;
    expect(items.map((pin: { position: number }) => pin.position)).toEqual([13, 14]);
    const [{ suggestionId }] = (await call('GET', '/v1/suggestions?kind=slots')).body.items;
    const accepted = await call('POST', `/v1/suggestions/${suggestionId}/accept`);
    expect(accepted).toMatchObject({ status: 200, body: { pin: { pin: { state: 'awaiting-approval' } } } });
  });

  test('POST /v1/preview 200 shows what waits as a draft when it is named', async () => {
    const { path, answer } = await made({ position: 15 });
    await approve(path, answer);
    const changed = (await call('PATCH', path, { itemId: 'i2' })).body.pin;
    const json = { audience: {}, drafts: { pinIds: [changed.pinId] } };
    const { status, body } = await call('POST', '/v1/preview', json);
    expect([status, preview.safeParse(body).error]).toEqual([200, undefined]);
    expect(body.pins).toMatchObject([{ pin: changed }]);
    expect(api.previewed.at(-1)!.pins).toMatchObject([{ pinId: changed.pinId, itemId: 'i2', position: 15 }]);
    const unknown = await call('POST', '/v1/preview', { audience: {}, drafts: { pinIds: ['nothing'] } });
    expect(problemOf(unknown)).toEqual({ status: 404, code: 'unknown-pin' });
    const draft = { ...DRAFT, pinId: changed.pinId };
    for (const drafts of [{ pins: [draft], pinIds: [changed.pinId] }, { pinIds: ['a', 'a'] }]) {
      expect(problemOf(await call('POST', '/v1/preview', { audience: {}, drafts })).status).toBe(400);
    }
  });

  test('a segment that only a waiting version names is in use, and so is one that only pages still have', async () => {
    for (const segmentId of ['before', 'after']) {
      const json = { name: segmentId, filter: 'plays >= 1', note: '' };
      expect((await call('PUT', `/v1/segments/${segmentId}`, json)).status).toBe(201);
    }
    const { path, answer } = await made({ position: 16, audience: { segmentIds: ['before'] } });
    await approve(path, answer);
    await call('PATCH', path, { audience: { segmentIds: ['after'] } });
    for (const segmentId of ['before', 'after']) {
      expect(problemOf(await call('DELETE', `/v1/segments/${segmentId}`))).toMatchObject({ code: 'still-in-use' });
    }
  });

  test('conflicts are told with what waits and with what pages have of another pin, each once', async () => {
    const { path, answer } = await made({ position: 17 });
    await approve(path, answer);
    await call('PATCH', path, { position: 18 });
    for (const position of [17, 18]) {
      const tried = await call('POST', '/v1/pins?validateOnly=true', { ...DRAFT, itemId: 'i2', position });
      const told = tried.body.warnings.filter(({ pinId }: { pinId?: string }) => pinId === answer.body.pin.pinId);
      expect(told).toMatchObject([{ code: 'loses-to-pin' }]);
    }
  });

  test('undo of an approval 200: who read it again finds what waits; of that undo 409 for who made the change', async () => {
    const { path, answer } = await made({ position: 19 });
    await approve(path, answer);
    const last = async () => (await call('GET', `/v1/audit?object=pin:${answer.body.pin.pinId}&limit=1`)).body.items[0];
    const undone = await call('POST', `/v1/audit/${(await last()).id}/undo`);
    expect(undone).toMatchObject({ status: 200, body: { action: 'pin.reopen' } });
    expect((await call('GET', path)).body.pin).toMatchObject({ version: 3, state: 'awaiting-approval' });
    const { id } = await last();
    expect(problemOf(await call('POST', `/v1/audit/${id}/undo`))).toEqual({ status: 409, code: 'own-change' });
    expect((await call('POST', `/v1/audit/${id}/undo`, undefined, SECOND)).status).toBe(200);
    expect((await call('GET', path)).body.pin).toMatchObject({ version: 4, state: 'live' });
  });
});

describe('without approval of pins', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startAsking(false);
  });
  afterAll(() => api.close());

  test('nothing waits, answers have approval null, and there is nothing to judge', async () => {
    const made = await api.call('POST', '/v1/pins', { as: 'editor', json: DRAFT });
    expect(made.body).toMatchObject({ pin: { state: 'live', approval: null }, warnings: [] });
    const path = made.headers.get('location')!;
    const changed = await api.call('PATCH', path, { as: 'editor', json: { position: 9 } });
    expect(changed.body.pin).toMatchObject({ state: 'live', approval: null, position: 9 });
    expect((await api.call('GET', '/v1/pins', { as: 'editor' })).body.items).toMatchObject([{ approval: null }]);
    const headers = { 'if-match': changed.headers.get('etag')! };
    const approved = await api.call('POST', `${path}/approve`, { as: SECOND, headers });
    expect(problemOf(approved)).toEqual({ status: 409, code: 'not-waiting' });
  });
});
