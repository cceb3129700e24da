import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const draft = { rowId: 'top-picks', position: 0, from: '2026-03-01T00:00:00Z', until: '2026-04-01T00:00:00Z' };
const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('pins by the line, 207', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const send = (lines: readonly string[], { query = '', headers = {}, as = 'editor' } = {}) =>
    api.call('POST', `/v1/pins${query}`, { as, raw: lines.join('\n'), headers: { ...NDJSON, ...headers } });
  const line = (itemId: string, changes: object = {}) => JSON.stringify({ ...draft, itemId, ...changes });
  const pinned = async (campaign: string) =>
    (await api.call('GET', `/v1/pins?campaign=${campaign}`)).body.items.map(({ itemId }: { itemId: string }) => itemId);

  test('each is made by itself, and a refused line stops nothing', async () => {
    const campaign = 'by-line';
    const answer = await send([
      line('a', { campaign }),
      '{"itemId": ',
      line('b', { campaign, position: -1 }),
      line('c', { campaign, audience: { arms: { x: 'y' } } }),
      line('d', { campaign, repeat: { days: ['fri'], from: '18:00', until: '24:00' } }),
      '"a pin"',
    ]);
    expect(answer.status).toBe(207);
    expect(answer.body).toMatchObject({
      accepted: 2,
      rejectedCount: 4,
      rejected: [
        { line: 2, code: 'invalid-json' },
        { line: 3, code: 'invalid-request' },
        { line: 4, code: 'invalid-request' },
        { line: 6, code: 'invalid-request' },
      ],
    });
    expect(answer.body.rejected[1].detail).toContain('pin.position');
    expect(answer.body.rejected[2].detail).toContain('pin.audience.arms');
    expect(await pinned(campaign)).toEqual(['a', 'd']);
  });

  test('each is audited by the key that sent it, with its note', async () => {
    await send([line('audited', { note: 'in bulk', campaign: 'audited' })]);
    const [pin] = (await api.call('GET', '/v1/pins?campaign=audited')).body.items;
    const { items } = (await api.call('GET', `/v1/audit?object=pin:${pin.pinId}`)).body;
    expect(items).toMatchObject([{ action: 'pin.create', reason: 'in bulk', actor: { id: 'key-editor' } }]);
  });

  test('with an Idempotency-Key each line is made once, however often all are sent', async () => {
    const campaign = 'once';
    const headers = { 'idempotency-key': 'a-bulk-of-pins' };
    const lines = [line('a', { campaign }), line('a', { campaign }), line('b', { campaign })];
    for (let n = 0; n < 2; n++) expect((await send(lines, { headers })).body.accepted).toBe(3);
    expect(await pinned(campaign)).toEqual(['a', 'a', 'b']);
    const other = await send([lines[0]!, line('c', { campaign })], { headers });
    expect(other.body).toMatchObject({ accepted: 1, rejected: [{ line: 2, code: 'idempotency-key-reused' }] });
    expect(await pinned(campaign)).toEqual(['a', 'a', 'b']);
  });

  test('validateOnly judges every line and makes nothing', async () => {
    const lines = [line('a', { campaign: 'tried' }), line('b', { campaign: 'tried', until: draft.from })];
    const answer = await send(lines, { query: '?validateOnly=true' });
    expect([answer.status, answer.body.accepted, answer.body.rejected[0].line]).toEqual([207, 1, 2]);
    expect(await pinned('tried')).toEqual([]);
  });

  test('no lines are no pins', async () => {
    expect((await send([])).body).toEqual({ accepted: 0, rejected: [], rejectedCount: 0 });
  });

  test('a line too long is 413 and says what is made; compressed lines are 415; others than editors 403', async () => {
    const campaign = 'long';
    const answer = await send([line('a', { campaign }), line('b', { note: 'x'.repeat(300_000) })]);
    expect(problemOf(answer)).toEqual({ status: 413, code: 'body-too-large' });
    expect(answer.body.detail).toContain('The 1 valid pins before it are made');
    expect(await pinned(campaign)).toEqual(['a']);
    expect((await send([line('a')], { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    expect((await send([line('a')], { as: 'analyst' })).status).toBe(403);
  });

  test('where a route takes no lines they are 415, as before', async () => {
    const answer = await api.call('PUT', '/v1/items/i1', { raw: '{}', headers: NDJSON });
    expect(answer.status).toBe(415);
  });
});
