import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import { auditEntry } from '../../src/http/schemas/audit.ts';
import { NOW_MS, problemOf, startApi, type TestAnswer, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';

describe('audit', () => {
  let api: TestApi;
  let nowMs = NOW_MS;
  beforeAll(async () => {
    api = await startApi({ clock: { nowMs: () => nowMs, monotonicMs: () => 0 } });
    await api.collaborators.itemStore.upsert([anItem('i1'), anItem('i2')]);
  });
  afterAll(() => api.close());

  const list = async (query = '', as = 'editor') => (await api.call('GET', `/v1/audit${query}`, { as })).body;
  const newest = async () => (await list('?limit=1')).items[0];
  const undo = (id: string, options: { as?: string; json?: unknown } = {}): Promise<TestAnswer> =>
    api.call('POST', `/v1/audit/${id}/undo`, { as: 'editor', ...options });
  const putTemplate = (diversity: number) =>
    api.call('PUT', '/v1/templates/tv', {
      as: 'editor',
      json: { template: { rows: [{ row: 'genre' }], diversity }, reason: 'a test' },
    });
  const putSwitch = (state: string) =>
    api.call('PUT', '/v1/switches/ranker', { as: 'admin', json: { state, reason: 'a drill' } });

  test('200: nothing until somebody changes something', async () => {
    expect(await list()).toEqual({ items: [], nextCursor: null });
  });

  test('200: each change with who, what, why, before and after', async () => {
    await putTemplate(0.25);
    const { items, nextCursor } = await list();
    expect(nextCursor).toBeNull();
    expect(items).toHaveLength(1);
    expect(auditEntry.safeParse(items[0]).error).toBeUndefined();
    expect(items[0]).toMatchObject({
      id: '1',
      at: '2026-03-01T12:00:00.000Z',
      actor: { id: 'key-editor', name: 'editor' },
      action: 'template.put',
      object: 'template:tv',
      before: null,
      after: { diversity: 0.25 },
      reason: 'a test',
      undoes: null,
      undoneBy: null,
    });
  });

  test('200: undone it is as before, as a change of its own that names the other; each names the other from then on', async () => {
    const undone = await undo('1', { json: { reason: 'too far' } });
    expect(undone.status).toBe(200);
    expect(auditEntry.safeParse(undone.body).error).toBeUndefined();
    expect(undone.body).toMatchObject({
      id: '2',
      actor: { id: 'key-editor', name: 'editor' },
      action: 'template.delete',
      before: { diversity: 0.25 },
      after: null,
      reason: 'too far',
      undoes: '1',
      undoneBy: null,
    });
    const template = await api.call('GET', '/v1/templates/tv', { as: 'editor' });
    expect(template.body).toMatchObject({ template: DEFAULT_TEMPLATES.tv, isDefault: true, version: 2 });
    expect((await list()).items.map(({ id, undoneBy }: { id: string; undoneBy: string }) => [id, undoneBy])).toEqual([
      ['2', null],
      ['1', '2'],
    ]);
    expect((await undo('2')).body).toMatchObject({ after: { diversity: 0.25 }, reason: 'Undo of change 2' });
  });

  test('200: a block is audited, and undone by whoever may block', async () => {
    await api.call('POST', '/v1/items/i1/block', { as: 'editor', json: { reason: 'rights' } });
    const entry = await newest();
    expect(entry).toMatchObject({
      action: 'item.block',
      object: 'item:i1',
      before: { blocked: false, reason: null },
      after: { blocked: true, reason: 'rights' },
      reason: 'rights',
    });
    expect((await undo(entry.id)).status).toBe(200);
    expect((await api.call('GET', '/v1/items/i1', { as: 'editor' })).body.blocked).toBe(false);
  });

  test('200: a deleted item comes back as it was', async () => {
    const before = (await api.call('GET', '/v1/items/i2', { as: 'editor' })).body;
    await api.call('DELETE', '/v1/items/i2?reason=a%20double', { as: 'editor' });
    expect((await api.call('GET', '/v1/items/i2', { as: 'editor' })).status).toBe(404);
    const removal = await newest();
    expect(removal).toMatchObject({ action: 'item.delete', after: null, reason: 'a double' });
    expect((await undo(removal.id)).body).toMatchObject({ action: 'item.restore', object: 'item:i2' });
    expect((await api.call('GET', '/v1/items/i2', { as: 'editor' })).body).toEqual(before);
  });

  test('200: a pin that was made, changed and taken away comes back step by step, under its id', async () => {
    const json = {
      itemId: 'i1',
      rowId: 'top-picks',
      position: 1,
      from: '2026-03-01T00:00:00Z',
      until: '2026-04-01T00:00:00Z',
    };
    const made = (await api.call('POST', '/v1/pins', { as: 'editor', json })).body.pin;
    const path = `/v1/pins/${made.pinId}`;
    const position = async () => (await api.call('GET', path, { as: 'editor' })).body.pin?.position ?? null;
    await api.call('PATCH', path, { as: 'editor', json: { position: 3 } });
    await api.call('DELETE', path, { as: 'editor' });
    const { items } = await list(`?object=pin:${made.pinId}`);
    expect(items.map(({ action }: { action: string }) => action)).toEqual(['pin.remove', 'pin.replace', 'pin.create']);
    for (const [n, wanted] of [3, 1, null].entries()) {
      const undone = await undo(items[n].id);
      expect([undone.status, undone.body.undoes]).toEqual([200, items[n].id]);
      expect(await position()).toBe(wanted);
    }
  });

  test('200: an admin undoes switches and objectives, and what editors did', async () => {
    await putSwitch('off');
    expect((await undo((await newest()).id, { as: 'admin' })).body).toMatchObject({
      after: { state: 'on', until: null },
    });
    expect((await api.call('GET', '/v1/switches/ranker')).body).toMatchObject({ state: 'on', version: 2 });
    const before = (await api.call('GET', '/v1/objectives')).body.weights;
    const weights = { click: 0, play: 0, portion: 1, complete: 0, hide: 0 };
    await api.call('PUT', '/v1/objectives', { json: { weights } });
    expect((await undo((await newest()).id, { as: 'admin' })).status).toBe(200);
    expect((await api.call('GET', '/v1/objectives')).body.weights).toEqual(before);
    await putTemplate(0.75);
    expect((await undo((await newest()).id, { as: 'admin' })).status).toBe(200);
  });

  test('200: by object, beginning of the action, actor and time; along cursors each once, the newest first', async () => {
    nowMs = NOW_MS + 3_600_000;
    for (const diversity of [0.1, 0.2, 0.3]) await putTemplate(diversity);
    const all = (await list('?limit=500')).items.map(({ id }: { id: string }) => Number(id));
    expect(all).toEqual([...all].sort((a, b) => b - a));
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = await list(
        `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map(({ id }) => Number(id)));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
    const ids = async (query: string) => (await list(query)).items.map(({ id }: { id: string }) => Number(id));
    expect(await ids('?from=2026-03-01T13:00:00Z')).toEqual(all.slice(0, 3));
    expect(await ids('?to=2026-03-01T13:00:00Z')).toEqual(all.slice(3));
    expect((await list('?action=item.')).items.map(({ action }: { action: string }) => action)).toEqual([
      'item.restore',
      'item.delete',
      'item.unblock',
      'item.block',
    ]);
    expect(await ids('?object=item:i1&actor=key-editor')).toHaveLength(2);
    expect(await ids('?object=item:i1&actor=key-admin')).toEqual([]);
  });

  test('400: what is no cursor, id, time or limit of ours', async () => {
    for (const query of ['?cursor=x', '?limit=0', '?from=yesterday', '?object=', '?colour=red']) {
      expect(problemOf(await api.call('GET', `/v1/audit${query}`)).status).toBe(400);
    }
    expect(problemOf(await undo('first')).status).toBe(400);
    expect(problemOf(await undo('1', { json: { why: 'x' } })).status).toBe(400);
  });

  test('403: what an editor may not change, an editor may not undo; nobody else may read or undo', async () => {
    await putSwitch('off');
    const { id } = await newest();
    expect(problemOf(await undo(id))).toEqual({ status: 403, code: 'forbidden' });
    expect((await api.call('GET', '/v1/switches/ranker')).body.state).toBe('off');
    for (const as of ['app', 'analyst']) {
      expect(problemOf(await undo('1', { as })).status).toBe(403);
      expect(problemOf(await api.call('GET', '/v1/audit', { as })).status).toBe(403);
    }
  });

  test('404: no such change', async () => {
    expect(problemOf(await undo('999999'))).toEqual({ status: 404, code: 'unknown-change' });
  });

  test('409: it was undone already, or has changed since; the sentence names the change', async () => {
    const twice = await undo('1');
    expect(problemOf(twice)).toEqual({ status: 409, code: 'cannot-undo' });
    expect(twice.body.detail).toContain('by change 2');
    await putTemplate(0.4);
    const { id: first } = await newest();
    await putTemplate(0.5);
    const { id: later } = await newest();
    const early = await undo(first);
    expect(problemOf(early)).toEqual({ status: 409, code: 'cannot-undo' });
    expect(early.body.detail).toContain(`change ${later} (template.put) came after change ${first}`);
    expect((await api.call('GET', '/v1/templates/tv')).body.template.diversity).toBe(0.5);
    expect((await newest()).id).toBe(later);
    for (const id of [later, first]) expect((await undo(id)).status).toBe(200);
    expect((await api.call('GET', '/v1/templates/tv')).body.template.diversity).toBe(0.3);
  });

  test('409: what cannot be undone, with what to do instead; an item that is there again', async () => {
    const { clock, auditLog } = api.collaborators;
    const change = { atMs: clock.nowMs(), actor: 'command', reason: '' };
    (auditLog as { append?(entry: object): void }).append!({
      ...change,
      ...{ action: 'model.promote', object: 'v2', before: null, after: null },
    });
    const promoted = await newest();
    expect(promoted.actor).toEqual({ id: 'command', name: null });
    const answer = await undo(promoted.id, { as: 'admin' });
    expect(problemOf(answer)).toEqual({ status: 409, code: 'cannot-undo' });
    expect(answer.body.detail).toContain('POST /v1/models/{version}/rollback');
    await api.call('DELETE', '/v1/items/i2', { as: 'editor' });
    const { id } = await newest();
    await api.collaborators.itemStore.upsert([anItem('i2')]);
    expect(problemOf(await undo(id)).code).toBe('cannot-undo');
  });
});
