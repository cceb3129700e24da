import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StoredItem } from '../../src/domain/item.ts';
import { ROLES } from '../../src/domain/ports/key-store.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { anItem, aStoredItem } from '../support/items.ts';

const as = 'editor';
const AT = '2026-03-01T12:00:00.000Z';
const only = (region: string, until: string | null = null) => [{ region, from: null, until }];
const ITEMS: readonly StoredItem[] = [
  aStoredItem(1, { genres: ['War'] }),
  aStoredItem(2, { genres: ['War'], windows: only('GB') }),
  aStoredItem(3, { genres: ['War'], maturity: 'adult' }),
  aStoredItem(4, { blocked: true, genres: ['War'] }),
  aStoredItem(5, { windows: only('US', '2026-02-01T00:00:00Z') }),
  aStoredItem(6, { type: 'series' }),
  aStoredItem(7, { type: 'episode', seriesId: 'i6', season: 1, episode: 1, genres: ['Christmas'] }),
];

const DEFAULTS = {
  titleKey: null,
  itemIds: null,
  filter: null,
  sort: null,
  order: 'editorial',
  audience: {},
  from: null,
  until: null,
  timeZone: 'UTC',
  repeat: null,
  minimum: 1,
  place: null,
  priority: 0,
  enabled: true,
  note: '',
};

describe('collections', () => {
  let api: TestApi;
  beforeAll(async () => {
    const catalogue = createCatalogue(ITEMS, 1);
    api = await startApi({ catalogue: () => catalogue });
    await api.collaborators.itemStore.upsert([...ITEMS.map(({ item }) => item), anItem('just-added')]);
    await api.call('POST', '/v1/items/i4/block', { as, json: { reason: 'rights' } });
  });
  afterAll(() => api.close());

  const post = (json: object, query = '', headers = {}) =>
    api.call('POST', `/v1/collections${query}`, { as, json, headers });
  const tried = (json: object) => post({ title: 'Tried', ...json }, '?validateOnly=true');
  const warningsOf = async (json: object): Promise<[string, string][]> => {
    const { status, body } = await tried(json);
    expect(status).toBe(200);
    return body.warnings.map(({ code, detail }: { code: string; detail: string }) => [code, detail]);
  };
  const codesOf = async (json: object): Promise<string[]> => (await warningsOf(json)).map(([code]) => code);

  test('of items by name: 201, complete, with what is in it now and its state', async () => {
    const made = await post({ collectionId: 'oscars', title: 'Winners', itemIds: ['i3', 'i1'], note: 'March' });
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([
      201,
      '/v1/collections/oscars',
      '"1"',
    ]);
    expect(made.body).toEqual({
      collection: {
        collectionId: 'oscars',
        ...DEFAULTS,
        ...{ title: 'Winners', itemIds: ['i3', 'i1'], note: 'March', state: 'live', matches: 2 },
        ...{ version: 1, createdAt: AT, updatedAt: AT, updatedBy: 'key-editor' },
      },
      warnings: [],
    });
    expect((await api.call('GET', '/v1/collections/oscars', { as })).body).toEqual(made.body);
    const { items } = (await api.call('GET', '/v1/collections', { as })).body;
    expect(items).toEqual([made.body.collection]);
  });

  test('of a filter: sorted by use unless something else is said, and it tells how many titles meet it', async () => {
    const { body } = await tried({ filter: 'genre = war' });
    expect(body.collection).toMatchObject({ collectionId: null, filter: 'genre = war', sort: 'popular', matches: 3 });
    expect((await tried({ filter: 'genre = War', sort: 'newest' })).body.collection.sort).toBe('newest');
    // Rows show titles: an episode stands there under its series.
    expect((await tried({ filter: 'genre = Christmas' })).body.collection.matches).toBe(0);
  });

  test('are changed by whole and by part; each change is audited with the note, and undone in one step', async () => {
    const put = (json: object) => api.call('PUT', '/v1/collections/war', { as, json });
    expect((await put({ title: 'War', filter: 'genre = War', note: 'first' })).status).toBe(201);
    const patch = (json: object, headers = {}) => api.call('PATCH', '/v1/collections/war', { as, json, headers });
    const patched = await patch({
      title: 'War films',
      order: 'ranker',
      from: '2026-03-06T18:00:00+01:00',
      note: 'better',
    });
    expect(patched.body.collection).toMatchObject({
      title: 'War films',
      order: 'ranker',
      filter: 'genre = War',
      from: '2026-03-06T17:00:00.000Z',
      state: 'scheduled',
      version: 2,
    });
    expect(problemOf(await patch({ title: 'x' }, { 'if-match': '"1"' })).code).toBe('precondition-failed');
    const switched = await patch({ filter: null, sort: null, itemIds: ['i1'], order: null });
    expect(switched.body.collection).toMatchObject({ itemIds: ['i1'], filter: null, sort: null, order: 'editorial' });

    const { items: log } = (await api.call('GET', '/v1/audit?object=collection:war', { as })).body;
    expect(log.map(({ action, reason }: { action: string; reason: string }) => [action, reason])).toEqual([
      ['collection.replace', 'better'],
      ['collection.replace', 'better'],
      ['collection.create', 'first'],
    ]);
    const undone = await api.call('POST', `/v1/audit/${log[0].id}/undo`, { as, json: { reason: 'no' } });
    expect(undone.status).toBe(200);
    expect((await api.call('GET', '/v1/collections/war', { as })).body.collection).toMatchObject({
      filter: 'genre = War',
      order: 'ranker',
      itemIds: null,
    });
    expect((await api.call('DELETE', '/v1/collections/war', { as })).status).toBe(204);
    expect(problemOf(await api.call('GET', '/v1/collections/war', { as }))).toEqual({
      status: 404,
      code: 'unknown-collection',
    });
  });

  test('are made once for one Idempotency-Key', async () => {
    const [first, again] = [
      await post({ title: 'Once', itemIds: ['i1'] }, '', { 'idempotency-key': 'k' }),
      await post({ title: 'Once', itemIds: ['i1'] }, '', { 'idempotency-key': 'k' }),
    ];
    expect(again.body.collection.collectionId).toBe(first.body.collection.collectionId);
    await api.call('DELETE', `/v1/collections/${first.body.collection.collectionId}`, { as });
  });

  test.each([
    [{ itemIds: ['i1'], filter: 'genre = War' }, 'exactly one of itemIds and filter'],
    [{}, 'exactly one of itemIds and filter'],
    [{ itemIds: [] }, 'itemIds'],
    [{ itemIds: ['i1', 'i1'] }, 'each item once'],
    [{ itemIds: Array.from({ length: 501 }, (_, at) => `x${at}`) }, 'itemIds'],
    [{ itemIds: ['i1'], sort: 'newest' }, 'sort'],
    [{ itemIds: ['i1'], order: 'random' }, 'order'],
    [{ itemIds: ['i1'], minimum: 0 }, 'minimum'],
    [{ itemIds: ['i1'], title: '' }, 'title'],
    [{ itemIds: ['i1'], from: AT, until: AT }, 'later than from'],
    [{ itemIds: ['i1'], rows: 3 }, 'unknown name'],
  ])('%j is refused', async (json, told) => {
    const answer = await tried(json);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect(answer.body.detail).toContain(told);
  });

  test('a filter that is none is refused as such, with the character', async () => {
    const answer = await tried({ filter: 'genre =' });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-filter' });
    expect(answer.body.detail).toContain('character 8');
  });

  test('warn of items that are unknown, blocked, or of one series; what was just added is neither', async () => {
    const warnings = await warningsOf({ itemIds: ['nothing', 'i4', 'i1', 'i6', 'i7', 'just-added'] });
    expect(warnings).toEqual([
      ['item-unknown', expect.stringContaining('nothing:')],
      ['item-blocked', expect.stringContaining('i4:')],
      ['title-twice', expect.stringContaining('i7:')],
    ]);
  });

  test('warn of licences, by the regions of the audience and the time of the collection', async () => {
    expect(await warningsOf({ itemIds: ['i1', 'i2'], audience: { regions: ['GB', 'US'] } })).toEqual([
      ['region-not-licensed', expect.stringContaining('US (1 of 2)')],
    ]);
    expect(await codesOf({ itemIds: ['i1', 'i2'] })).toEqual([]);
    expect(await warningsOf({ itemIds: ['i1', 'i5'] })).toEqual([['outside-licence', expect.stringContaining('i5:')]]);
    expect(await codesOf({ itemIds: ['i1', 'i2'], audience: { regions: ['US'] } })).toEqual(['outside-licence']);
  });

  test('warn of items above the maturity of the audience, and of fewer titles than the minimum', async () => {
    expect(await codesOf({ itemIds: ['i1', 'i3'], audience: { maturities: ['teen'] } })).toEqual(['maturity-too-low']);
    const few = { itemIds: ['i1', 'i3'], minimum: 2, audience: { maturities: ['teen', 'adult'], regions: ['US'] } };
    expect(await warningsOf(few)).toEqual([
      ['maturity-too-low', expect.anything()],
      ['fewer-than-minimum', expect.stringContaining('US, teen (1)')],
    ]);
    expect(await codesOf({ filter: 'genre = War', minimum: 3 })).toEqual([]);
    expect(await codesOf({ filter: 'genre = War', minimum: 4 })).toEqual(['fewer-than-minimum']);
    expect(await codesOf({ filter: 'genre = Christmas' })).toEqual(['filter-matches-nothing']);
  });

  test('warn of being off, over, or never on', async () => {
    expect(await codesOf({ itemIds: ['i1'], enabled: false })).toEqual(['disabled']);
    expect(await codesOf({ itemIds: ['i1'], until: '2026-02-01T00:00:00Z' })).toEqual(['already-over']);
    const repeat = { days: ['fri'], from: '18:00', until: '20:00' };
    const until = '2026-03-03T00:00:00Z';
    expect(await codesOf({ itemIds: ['i1'], repeat, until })).toEqual(['repeat-never-comes']);
  });

  test('warn of templates that do not have them, and of others that go first', async () => {
    const rows = [{ row: 'popular' }, { row: 'collection:named' }];
    await api.call('PUT', '/v1/templates/mobile', { as, json: { template: { rows } } });
    expect(await warningsOf({ itemIds: ['i1'], audience: { surfaces: ['mobile', 'tv'] } })).toEqual([
      ['no-row', expect.stringContaining('No page of mobile')],
    ]);
    expect(await codesOf({ collectionId: 'named', itemIds: ['i1'], audience: { surfaces: ['mobile'] } })).toEqual([]);
    await api.call('DELETE', '/v1/templates/mobile', { as });

    const audience = { surfaces: ['tv'], regions: ['GB'] };
    for (const collectionId of ['one', 'two']) {
      await post({ collectionId, title: collectionId, itemIds: ['i1'], priority: 5, audience });
    }
    expect(await warningsOf({ itemIds: ['i1'] })).toEqual([
      ['others-first', expect.stringMatching(/^Pages of tv have 2 collections, and one, two go before it/)],
    ]);
    expect(await codesOf({ itemIds: ['i1'], place: 'top' })).toEqual([]);
    expect(await codesOf({ itemIds: ['i1'], priority: 5 })).toEqual([]);
    expect(await codesOf({ itemIds: ['i1'], audience: { regions: ['US'] } })).toEqual([]);
  });

  test('a pin to a collection that is not there is told', async () => {
    const codes = async (rowId: string) => {
      const json = { itemId: 'i1', rowId, position: 0, from: AT, until: '2026-04-01T00:00:00Z' };
      const { body } = await api.call('POST', '/v1/pins?validateOnly=true', { as, json });
      return body.warnings.map(({ code }: { code: string }) => code);
    };
    expect(await codes('collection:nowhere')).toEqual(['row-unknown']);
    expect(await codes('collection:oscars')).toEqual([]);
    expect(await codes('collection:editors-list')).toEqual([]);
  });

  test('while no catalogue is loaded nothing is warned of, and how many titles there are is not known', async () => {
    const bare = await startApi();
    const json = { title: 'Early', itemIds: ['i1'] };
    const { body } = await bare.call('POST', '/v1/collections', { as, json });
    expect(body).toMatchObject({ collection: { matches: null }, warnings: [] });
    await bare.close();
  });

  test('are for editors and admins alone', async () => {
    for (const role of ROLES) {
      for (const [method, path] of [
        ['GET', '/v1/collections'],
        ['POST', '/v1/collections'],
        ['GET', '/v1/collections/oscars'],
        ['PUT', '/v1/collections/oscars'],
        ['PATCH', '/v1/collections/oscars'],
        ['DELETE', '/v1/collections/nobody'],
      ] as const) {
        const json = method === 'GET' || method === 'DELETE' ? undefined : { nothing: 1 };
        const { status } = await api.call(method, path, { as: role, json });
        if (role === 'editor' || role === 'admin') expect([401, 403]).not.toContain(status);
        else expect(status).toBe(403);
      }
    }
  });
});
