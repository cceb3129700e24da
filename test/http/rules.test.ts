import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES } from '../../src/domain/ports/key-store.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { aStoredItem } from '../support/items.ts';

describe('rules', () => {
  let api: TestApi;
  const as = 'editor';
  const AT = '2026-03-01T12:00:00.000Z';
  const BOOST = { name: 'More war', action: 'boost', filter: 'genre = War', audience: { surfaces: ['tv'] } };
  /** Twenty films of war, one of opera that is blocked, and twenty of drama. */
  const catalogue = createCatalogue(
    Array.from({ length: 41 }, (_, at) =>
      aStoredItem(at + 1, { genres: [at < 20 ? 'War' : at === 20 ? 'Opera' : 'Drama'], blocked: at === 20 }),
    ),
    1,
  );
  beforeAll(async () => {
    api = await startApi({ catalogue: () => catalogue });
  });
  afterAll(() => api.close());

  const post = (json: object, headers = {}) => api.call('POST', '/v1/rules', { as, json, headers });
  const tried = async (json: object): Promise<string[]> => {
    const { status, body } = await api.call('POST', '/v1/rules?validateOnly=true', { as, json });
    expect(status).toBe(200);
    return body.warnings.map(({ code }: { code: string }) => code);
  };
  const put = (id: string, json: object, headers = {}) => api.call('PUT', `/v1/rules/${id}`, { as, json, headers });
  const drop = (id: string) => api.call('DELETE', `/v1/rules/${id}`, { as });

  test('201: complete, with what it matches now, its place and its version; read, listed and audited', async () => {
    const made = await post({ ruleId: 'more-war', ...BOOST, note: 'for the season' });
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([
      201,
      '/v1/rules/more-war',
      '"1"',
    ]);
    expect(made.body).toEqual({
      rule: {
        ruleId: 'more-war',
        ...BOOST,
        ...{ strength: 1, limit: 0.25, from: null, until: null, timeZone: 'UTC', repeat: null, rows: null },
        ...{ enabled: true, note: 'for the season', state: 'live', matches: 20 },
        ...{ version: 1, createdAt: AT, updatedAt: AT, updatedBy: 'key-editor' },
      },
      warnings: [],
    });
    expect((await api.call('GET', '/v1/rules/more-war', { as })).body).toEqual(made.body);
    expect((await api.call('GET', '/v1/rules', { as })).body.items).toEqual([made.body.rule]);
    const { items } = (await api.call('GET', '/v1/audit?object=rule:more-war')).body;
    expect(items).toMatchObject([{ action: 'rule.create', reason: 'for the season', before: null }]);
    await drop('more-war');
  });

  test('200, 201, 204, 412: put, patched and taken away as all that editors keep', async () => {
    expect((await put('p', BOOST)).status).toBe(201);
    expect(await put('p', { ...BOOST, strength: 2 })).toMatchObject({ status: 200, body: { rule: { version: 2 } } });
    const patch = (json: object, headers = {}) => api.call('PATCH', '/v1/rules/p', { as, json, headers });
    const patched = await patch({ limit: 0.5, strength: null, rows: ['genre'] });
    expect(patched.body.rule).toMatchObject({ strength: 1, limit: 0.5, rows: ['genre'], version: 3 });
    const blocked = await patch({ action: 'block', strength: null, limit: null, rows: null });
    expect(blocked.body.rule).toMatchObject({ action: 'block', strength: null, limit: null, rows: null });
    expect(problemOf(await patch({ name: 'x' }, { 'if-match': '"1"' }))).toEqual({
      status: 412,
      code: 'precondition-failed',
    });
    expect((await drop('p')).status).toBe(204);
    expect(problemOf(await api.call('GET', '/v1/rules/p', { as }))).toEqual({ status: 404, code: 'unknown-rule' });
  });

  test.each([
    [{ filter: 'genre' }, 'invalid-filter', 'expected'],
    [{ filter: 'gnre = War' }, 'invalid-filter', 'genre'],
    [{ action: 'hide' }, 'invalid-request', 'action'],
    [{ strength: 3.5 }, 'invalid-request', 'strength'],
    [{ strength: -1 }, 'invalid-request', 'strength'],
    [{ limit: 1.5 }, 'invalid-request', 'limit'],
    [{ action: 'bury', limit: 0.5 }, 'invalid-request', 'limit'],
    [{ action: 'block', strength: 1 }, 'invalid-request', 'strength'],
    [{ action: 'block', rows: ['genre'] }, 'invalid-request', 'rows'],
    [{ rows: ['trending'] }, 'invalid-request', 'rows'],
    [{ rows: [] }, 'invalid-request', 'rows'],
    [{ rows: ['genre', 'genre'] }, 'invalid-request', 'rows'],
    [{ from: AT, until: AT }, 'invalid-request', 'until'],
    [{ repeat: { days: [], from: '18:00', until: '24:00' } }, 'invalid-request', 'repeat'],
    [{ audience: { planets: ['mars'] } }, 'invalid-request', 'audience'],
    [{ name: '' }, 'invalid-request', 'name'],
    [{ priority: 3 }, 'invalid-request', 'priority'],
  ])('400: %j is refused', async (changes, code, told) => {
    for (const answer of [await post({ ...BOOST, ...changes }), await put('refused', { ...BOOST, ...changes })]) {
      expect(problemOf(answer)).toEqual({ status: 400, code });
      expect(JSON.stringify(answer.body)).toContain(told);
    }
  });

  test('403: for editors and admin alone', async () => {
    const { rule } = (await post(BOOST)).body;
    for (const role of ROLES) {
      for (const [method, path, json] of [
        ['GET', '/v1/rules', null],
        ['POST', '/v1/rules?validateOnly=true', BOOST],
        ['GET', `/v1/rules/${rule.ruleId}`, null],
        ['PUT', `/v1/rules/${rule.ruleId}?validateOnly=true`, BOOST],
        ['PATCH', `/v1/rules/${rule.ruleId}?validateOnly=true`, {}],
        ['DELETE', '/v1/rules/nobody', null],
      ] as const) {
        const answer = await api.call(method, path, { as: role, ...(json !== null && { json }) });
        if (role === 'admin' || role === 'editor') expect(answer.status).toBe(method === 'DELETE' ? 404 : 200);
        else expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
      }
    }
    await drop(rule.ruleId);
  });

  test.each([
    [{ enabled: false }, ['disabled']],
    [{ until: '2026-02-01T00:00:00Z' }, ['already-over']],
    [
      { until: '2026-03-02T00:00:00Z', repeat: { days: ['wed'], from: '10:00', until: '11:00' } },
      ['repeat-never-comes'],
    ],
    [{ filter: 'genre = Noir' }, ['filter-matches-nothing']],
    [{ filter: 'type = film' }, ['filter-matches-most']],
    [{ strength: 0 }, ['moves-nothing']],
    [{ limit: 0.05 }, ['lifts-nothing']],
    [{ limit: 0 }, ['lifts-nothing']],
    [{ audience: { segmentIds: ['nobody'] } }, ['segment-unknown']],
    [{ action: 'block' }, ['empties-rows']],
    [{ action: 'block', filter: 'type = film' }, ['filter-matches-most', 'empties-rows']],
    [{ action: 'block', filter: 'itemId = i3' }, []],
  ])('warns of %j: %j', async (changes, codes) => {
    // Of 18 slots of a TV screen .05 is less than one, of 12 of a phone's too.
    expect(await tried({ ...BOOST, ...changes })).toEqual(codes);
  });

  test('names the rows that a block empties, also collections', async () => {
    const collections = [
      ['war', { title: 'War', filter: 'genre = War' }],
      ['two', { title: 'Two', itemIds: ['i1', 'i2'] }],
      ['mixed', { title: 'Mixed', itemIds: ['i1', 'i30'] }],
      ['off', { title: 'Off', itemIds: ['i1'], enabled: false }],
    ] as const;
    for (const [id, json] of collections)
      expect((await api.call('PUT', `/v1/collections/${id}`, { as, json })).status).toBe(201);
    const { body } = await api.call('POST', '/v1/rules?validateOnly=true', {
      as,
      json: { name: 'No war', action: 'block', filter: 'genre = War' },
    });
    expect(body.warnings).toEqual([
      {
        code: 'empties-rows',
        detail: 'Nothing is left for its audience in genre:war, collection:war, collection:two.',
      },
    ]);
    for (const [id] of collections) await api.call('DELETE', `/v1/collections/${id}`, { as });
  });

  test('warns of rules that cancel each other, where they meet', async () => {
    await put('boost', { ...BOOST, strength: 1.5 });
    const bury = { name: 'Less', action: 'bury', filter: 'itemId in (i1, i2, i30)', strength: 1.5 };
    const { body } = await api.call('POST', '/v1/rules?validateOnly=true', { as, json: bury });
    expect(body.warnings).toEqual([
      {
        code: 'opposes-rule',
        detail: 'Rule boost boosts 2 of the 3 items, for some of the same audience: there they cancel each other.',
      },
    ]);
    const less = await api.call('POST', '/v1/rules?validateOnly=true', { as, json: { ...bury, strength: 1 } });
    expect(less.body.warnings[0].detail).toContain('there 0.5 of boost is left');
    for (const changes of [
      { enabled: false },
      { audience: { surfaces: ['mobile'] } },
      { filter: 'itemId = i30' },
      { action: 'boost', limit: 0.5 },
    ]) {
      expect(await tried({ ...bury, ...changes })).not.toContain('opposes-rule');
    }
    expect(await tried({ ...bury, action: 'block', strength: null })).toEqual(['blocks-boosted']);
    await put('block', { name: 'None', action: 'block', filter: 'itemId = i2' });
    expect(await tried(bury)).toEqual(['opposes-rule', 'blocked-by-rule']);
    await Promise.all([drop('boost'), drop('block')]);
  });

  test('is put back by undo as it was', async () => {
    const made = (await put('undone', { ...BOOST, strength: 2 })).body.rule;
    await drop('undone');
    const [removal] = (await api.call('GET', '/v1/audit?object=rule:undone')).body.items;
    expect((await api.call('POST', `/v1/audit/${removal.id}/undo`, { as })).status).toBe(200);
    const { rule } = (await api.call('GET', '/v1/rules/undone', { as })).body;
    expect({ ...rule, version: made.version }).toEqual(made);
    await drop('undone');
  });

  test('are previewed as drafts: judged as POST would, and with what comes of them', async () => {
    await put('stored', BOOST);
    const drafts = {
      rules: [
        { ...BOOST, action: 'bury', ruleId: 'stored' },
        { ...BOOST, filter: 'genre = Noir' },
      ],
    };
    const { status, body } = await api.call('POST', '/v1/preview', { as, json: { userId: 'u1', drafts } });
    expect(status).toBe(200);
    expect(body.rules).toMatchObject([
      { rule: { ruleId: 'stored', action: 'bury', version: 1, matches: 20 }, warnings: [], shown: 0, shownWithout: 0 },
      { rule: { ruleId: null, version: 0, matches: 0 }, warnings: [{ code: 'filter-matches-nothing' }] },
    ]);
    expect(api.previewed.at(-1)!.rules.map(({ id, value }) => [id, value.action])).toEqual([
      ['stored', 'bury'],
      ['draft-1', 'boost'],
    ]);
    const twice = { rules: [drafts.rules[0], drafts.rules[0]] };
    const refused = await api.call('POST', '/v1/preview', { as, json: { userId: 'u1', drafts: twice } });
    expect(problemOf(refused)).toEqual({ status: 400, code: 'invalid-request' });
  });
});
