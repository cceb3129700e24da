import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const PIN = {
  itemId: 'i1',
  rowId: 'top-picks',
  position: 0,
  from: '2026-03-02T00:00:00Z',
  until: '2026-03-03T00:00:00Z',
};

/** What is sent, and what the refusal must say so that the sender can do better. */
const REFUSED: readonly [string, object, readonly string[]][] = [
  ['nobody named', {}, ['userId', 'exactly one', 'audience {}']],
  ['a user and an audience', { userId: 'u1', audience: {} }, ['userId', 'exactly one']],
  ['a time without offset', { userId: 'u1', at: '2026-03-06T20:00:00' }, ['body.at', 'with offset']],
  ['the past', { userId: 'u1', at: '2026-03-01T11:54:00Z' }, ['body.at', 'past', 'GET /v1/decisions/']],
  [
    'a region that is not of the audience',
    { audience: { regions: ['DE'] }, region: 'US' },
    ['region', 'audience.regions'],
  ],
  ['a surface that is not', { audience: { surfaces: ['web'] }, surface: 'tv' }, ['surface', 'audience.surfaces']],
  [
    'a language that is not',
    { audience: { languages: ['pt-BR'] }, language: 'pt' },
    ['language', 'audience.languages'],
  ],
  [
    'a maturity that is not',
    { audience: { maturities: ['kids'] }, maturity: 'teen' },
    ['maturity', 'audience.maturities'],
  ],
  ['users with a history without one', { audience: { newUsers: false } }, ['newUsers', 'userId']],
  ['an empty key of an audience', { audience: { regions: [] } }, ['body.audience.regions']],
  ['a rule without a filter', { userId: 'u1', drafts: { rules: [{ name: 'r', action: 'bury' }] } }, ['filter']],
  ['a collection of nothing', { userId: 'u1', drafts: { collections: [{ title: 'x' }] } }, ['exactly one of itemIds']],
  [
    'one collection twice',
    {
      userId: 'u1',
      drafts: { collections: [1, 2].map(() => ({ title: 'x', itemIds: ['i1'], collectionId: 'c' })) },
    },
    ['drafts.collections', 'once'],
  ],
  ['an unknown field', { userId: 'u1', page: 2 }, ['"page"']],
  ['another sort of draft', { userId: 'u1', drafts: { pin: PIN } }, ['"pin"']],
  [
    'a pin that ends first',
    { userId: 'u1', drafts: { pins: [{ ...PIN, until: PIN.from }] } },
    ['drafts.pins.0.until', 'later'],
  ],
  [
    'a pin without a row',
    { userId: 'u1', drafts: { pins: [{ ...PIN, rowId: null }] } },
    ['pins.0.rowId', 'exactly one'],
  ],
  [
    'one pin twice',
    { userId: 'u1', drafts: { pins: [1, 2].map(() => ({ ...PIN, pinId: 'p1' })) } },
    ['drafts.pins.1.pinId', 'once'],
  ],
  ['a template of no rows', { userId: 'u1', drafts: { templates: { tv: { rows: [] } } } }, ['templates.tv.rows']],
  ['a template of no surface', { userId: 'u1', drafts: { templates: { radio: {} } } }, ['"radio"']],
  ['more rows than there are', { userId: 'u1', rows: 21 }, ['body.rows']],
];

describe('POST /v1/preview', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each(REFUSED)('400: %s', async (_name, json, words) => {
    const answer = await api.call('POST', '/v1/preview', { as: 'editor', json });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    for (const word of words) expect(answer.body.detail).toContain(word);
    expect(api.previewed).toEqual([]);
  });

  test('404: a draft of a pin that is not there says how to try it as a new one', async () => {
    const json = { userId: 'u1', drafts: { pins: [{ ...PIN, pinId: 'gone' }] } };
    const answer = await api.call('POST', '/v1/preview', { as: 'editor', json });
    expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-pin' });
    expect(answer.body.detail).toContain('Leave pinId out');
  });

  test('403: neither apps nor devices may look at pages of others', async () => {
    const { token } = (await api.call('POST', '/v1/users/u1/token', { as: 'app', json: {} })).body;
    for (const as of ['app', 'analyst', token]) {
      const answer = await api.call('POST', '/v1/preview', { as, json: { userId: 'u1' } });
      expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
    }
    expect(api.previewed).toEqual([]);
  });
});
