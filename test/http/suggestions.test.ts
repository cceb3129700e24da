import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acceptedSuggestion, rejectedSuggestion, suggestions } from '../../src/http/schemas/suggestion.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';
import { aSlotSuggestion, aTagSuggestion } from '../support/suggestions.ts';

describe('suggestions over HTTP', () => {
  let api: TestApi;
  let made = 0;
  beforeAll(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    made++;
    const [slot, tag] = [`slot-${made}`, `tag-${made}`];
    for (const itemId of [slot, tag]) await api.call('PUT', `/v1/items/${itemId}`, { json: anItem(itemId) });
    api.suggested.splice(
      0,
      9,
      aSlotSuggestion(slot),
      aTagSuggestion(tag),
      aSlotSuggestion(slot, { kind: 'new-items' }),
    );
  });
  afterAll(() => api.close());

  const list = (query: string) => api.call('GET', `/v1/suggestions?${query}`, { as: 'editor' });
  const judge = (id: string, verdict: string, json?: unknown) =>
    api.call('POST', `/v1/suggestions/${id}/${verdict}`, { as: 'editor', json });

  test('GET 200: those of a kind, without what is ours alone', async () => {
    for (const [at, kind] of ['slots', 'tags', 'new-items'].entries()) {
      const { status, body } = await list(`kind=${kind}`);
      expect([status, suggestions.safeParse(body).error]).toEqual([200, undefined]);
      const { subject: _subject, ...shown } = api.suggested[at]!;
      expect(body).toMatchObject({ items: [shown], nextCursor: null, modelVersion: 'v1', objectives: { play: 1 } });
    }
    expect((await list('kind=slots&surface=web&region=DE&limit=1')).status).toBe(200);
  });

  test('GET 400: no kind, another kind, a limit that is none, what is not known', async () => {
    for (const query of ['', 'kind=rows', 'kind=slots&limit=0', 'kind=slots&limit=101', 'kind=slots&user=u1']) {
      expect(problemOf(await list(query))).toEqual({ status: 400, code: 'invalid-request' });
    }
  });

  test('accept 200: the pin, whose making is audited and undone like any other', async () => {
    const [{ suggestionId }] = (await list('kind=slots')).body.items;
    const { status, body } = await judge(suggestionId, 'accept');
    expect([status, acceptedSuggestion.safeParse(body).error]).toEqual([200, undefined]);
    const { pinId } = body.pin.pin;
    expect(body).toMatchObject({ suggestion: { suggestionId }, item: null, pin: { pin: { state: 'live' } } });
    expect((await api.call('GET', `/v1/pins/${pinId}`)).status).toBe(200);
    const { items } = (await api.call('GET', `/v1/audit?object=pin:${pinId}`)).body;
    expect(items).toMatchObject([{ action: 'pin.create', actor: { id: 'key-editor' } }]);
    expect((await api.call('POST', `/v1/audit/${items[0].id}/undo`, { as: 'editor' })).status).toBe(200);
    expect((await api.call('GET', `/v1/pins/${pinId}`)).status).toBe(404);
    expect((await list('kind=slots')).body.items).toEqual([]);
  });

  test('accept 200: the item with its tag, and without it once that is undone', async () => {
    const [{ suggestionId, itemId }] = (await list('kind=tags')).body.items;
    const { status, body } = await judge(suggestionId, 'accept', { reason: 'indeed' });
    expect([status, acceptedSuggestion.safeParse(body).error]).toEqual([200, undefined]);
    expect(body).toMatchObject({ pin: null, item: { itemId, tags: ['heist'], blocked: false } });
    const [change] = (await api.call('GET', `/v1/audit?object=item:${itemId}`)).body.items;
    expect(change).toMatchObject({ action: 'item.tag', reason: 'indeed' });
    expect((await api.call('POST', `/v1/audit/${change.id}/undo`, { as: 'editor' })).status).toBe(200);
    expect((await api.call('GET', `/v1/items/${itemId}`)).body.tags).toEqual([]);
  });

  test('reject 200: it does not come again, until that is undone', async () => {
    const [{ suggestionId }] = (await list('kind=tags')).body.items;
    const { status, body } = await judge(suggestionId, 'reject', { reason: 'no heist in it' });
    expect([status, rejectedSuggestion.safeParse(body).error]).toEqual([200, undefined]);
    expect((await list('kind=tags')).body.items).toEqual([]);
    const [change] = (await api.call('GET', `/v1/audit?object=suggestion:${suggestionId}`)).body.items;
    expect(change).toMatchObject({ action: 'suggestion.reject', reason: 'no heist in it' });
    expect((await api.call('POST', `/v1/audit/${change.id}/undo`, { as: 'editor' })).status).toBe(200);
    expect((await list('kind=tags')).body.items).toHaveLength(1);
  });

  test('404: never suggested; 409: judged already; 400: a field that is none', async () => {
    for (const verdict of ['accept', 'reject']) {
      expect(problemOf(await judge('nothing', verdict))).toEqual({ status: 404, code: 'unknown-suggestion' });
      expect(problemOf(await judge('nothing', verdict, { why: '' }))).toEqual({ status: 400, code: 'invalid-request' });
    }
    const [{ suggestionId }] = (await list('kind=slots')).body.items;
    expect((await judge(suggestionId, 'reject')).status).toBe(200);
    for (const verdict of ['accept', 'reject']) {
      expect(problemOf(await judge(suggestionId, verdict))).toEqual({ status: 409, code: 'already-judged' });
    }
  });
});
