import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import { preview } from '../../src/http/schemas/preview.ts';
import { NOW_MS, startApi, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';

const FRIDAY = '2026-03-06T20:00:00.000Z';
const PIN = { itemId: 'i1', rowId: 'top-picks', position: 0, from: FRIDAY, until: '2026-03-07T00:00:00.000Z' };

describe('POST /v1/preview', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    const { status } = await api.call('PUT', '/v1/items/i1', { json: anItem('i1') });
    expect(status).toBe(201);
  });
  beforeEach(() => {
    api.asked.length = 0;
    api.previewed.length = 0;
  });
  afterAll(() => api.close());

  async function ask(json: object) {
    const answer = await api.call('POST', '/v1/preview', { as: 'editor', json });
    expect({ status: answer.status, problem: answer.body.detail }).toEqual({ status: 200 });
    expect(preview.safeParse(answer.body).error).toBeUndefined();
    return { body: answer.body, asked: api.asked.at(-1)!, drafts: api.previewed.at(-1)! };
  }

  test('200: of a user as a page would be asked for, now, with time enough and without a session', async () => {
    const { body, asked, drafts } = await ask({ userId: 'u1', region: 'GB', include: ['title'] });
    expect(asked).toMatchObject({ userId: 'u1', userKey: 'key of u1', surface: 'tv', region: 'GB', maturity: 'teen' });
    expect(asked).toMatchObject({ isDefaultMaturity: true, rows: 8, items: 20, timeZone: 'UTC', include: ['title'] });
    expect(asked).toMatchObject({ nowMs: NOW_MS, sessionId: null, deadlineMs: 5000 });
    expect(asked.explain).toBeUndefined();
    expect(drafts).toMatchObject({ pins: [], templates: {}, collections: [] });
    expect(body).toMatchObject({ at: '2026-03-01T12:00:00.000Z', page: { userId: 'u1' }, without: { userId: 'u1' } });
    expect(JSON.stringify(body)).not.toContain('key of u1');
  });

  test('200: of an audience: nobody, without history, by the first of each of its keys', async () => {
    const audience = { regions: ['DE', 'AT'], surfaces: ['mobile', 'tv'], maturities: ['kids'], languages: ['pt'] };
    const { body, asked } = await ask({ audience });
    expect(asked).toMatchObject({ userId: null, region: 'DE', surface: 'mobile', maturity: 'kids', language: 'pt' });
    expect(asked).toMatchObject({ isNewUser: true, isDefaultMaturity: false });
    expect(body.page.userId).toBeNull();
    const anybody = await ask({ audience: {} });
    expect(anybody.asked).toMatchObject({
      userId: null,
      region: null,
      surface: 'tv',
      maturity: 'teen',
      language: null,
    });
    expect((await ask({ audience: { newUsers: true } })).asked.isNewUser).toBe(true);
  });

  test('200: what is said holds, within the audience: another of its regions, a kind of its language', async () => {
    const audience = { regions: ['DE', 'AT'], languages: ['pt'] };
    const { asked } = await ask({ audience, region: 'AT', language: 'pt-BR', surface: 'web' });
    expect(asked).toMatchObject({ region: 'AT', language: 'pt-BR', surface: 'web' });
  });

  test('200: at another time, explained', async () => {
    const { body, asked } = await ask({ userId: 'u1', at: '2026-03-06T21:00:00+01:00', explain: true });
    expect([asked.nowMs, asked.explain, body.at]).toEqual([Date.parse(FRIDAY), true, FRIDAY]);
    // An editor's clock may be a little behind.
    expect((await ask({ userId: 'u1', at: '2026-03-01T11:58:00Z' })).asked.nowMs).toBe(NOW_MS - 120_000);
  });

  test('200: drafts of pins are judged as when they are stored, and nothing is', async () => {
    const pins = [PIN, { ...PIN, itemId: 'nowhere', priority: 3 }];
    const { body, drafts } = await ask({ userId: 'u1', drafts: { pins } });
    const tried = await api.call('POST', '/v1/pins?validateOnly=true', { as: 'editor', json: pins[1] });
    expect(body.pins[1]).toEqual({ ...tried.body, shown: null, withheld: null });
    expect(body.pins[1].warnings).not.toEqual([]);
    expect(drafts.pins).toEqual([
      expect.objectContaining({ pinId: 'draft-0', itemId: 'i1', priority: 0, timeZone: 'UTC' }),
      expect.objectContaining({ pinId: 'draft-1', itemId: 'nowhere', priority: 3 }),
    ]);
    expect((await api.call('GET', '/v1/pins')).body.items).toEqual([]);
  });

  test('200: a draft with the id of a pin stands in for it, as old as it is', async () => {
    const stored = (await api.call('POST', '/v1/pins', { json: PIN })).body.pin;
    const { body, drafts } = await ask({
      userId: 'u1',
      drafts: { pins: [{ ...PIN, pinId: stored.pinId, position: 4 }] },
    });
    const { pinId, createdAt, version } = stored;
    expect(drafts.pins).toEqual([expect.objectContaining({ pinId, createdAt, version, position: 4 })]);
    expect(body.pins[0].pin).toMatchObject({ pinId, position: 4 });
    expect((await api.call('GET', `/v1/pins/${pinId}`)).body.pin).toEqual(stored);
    await api.call('DELETE', `/v1/pins/${pinId}`);
  });

  test('200: drafts of collections are judged as when they are stored, stand in for one that is, and nothing is', async () => {
    const made = { title: 'Made', itemIds: ['i1'] };
    await api.call('PUT', '/v1/collections/made', { as: 'editor', json: made });
    const collections = [
      { title: 'New', filter: 'genre = War' },
      { ...made, title: 'Changed', collectionId: 'made' },
    ];
    const { body, drafts } = await ask({ userId: 'u1', drafts: { collections } });
    const tried = await api.call('POST', '/v1/collections?validateOnly=true', { as: 'editor', json: collections[0] });
    expect(body.collections[0]).toEqual({ ...tried.body, row: null });
    expect(body.collections[1].collection).toMatchObject({ collectionId: 'made', title: 'Changed', version: 1 });
    expect(drafts.collections).toMatchObject([
      { id: 'draft-0', value: { title: 'New', sort: 'popular' } },
      { id: 'made', value: { title: 'Changed', itemIds: ['i1'], minimum: 1 }, version: 1 },
    ]);
    expect((await api.call('GET', '/v1/collections')).body.items).toMatchObject([{ title: 'Made' }]);
    await api.call('DELETE', '/v1/collections/made', { as: 'editor' });
  });

  test('200: drafts of templates are completed by the default of their surface', async () => {
    const { drafts } = await ask({ userId: 'u1', drafts: { templates: { tv: { diversity: 2 }, mobile: {} } } });
    expect(drafts.templates).toEqual({
      tv: { ...DEFAULT_TEMPLATES.tv, diversity: 2 },
      mobile: DEFAULT_TEMPLATES.mobile,
    });
    expect((await api.call('GET', '/v1/templates/tv')).body.isDefault).toBe(true);
  });
});
