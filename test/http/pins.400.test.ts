import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const draft = {
  itemId: 'i1',
  rowId: 'top-picks',
  position: 2,
  from: '2026-03-01T00:00:00Z',
  until: '2026-04-01T00:00:00Z',
};
const INVALID = { status: 400, code: 'invalid-request' };

describe('pins, 400', () => {
  let api: TestApi;
  let path: string;
  beforeAll(async () => {
    api = await startApi();
    path = (await api.call('POST', '/v1/pins', { json: draft })).headers.get('location')!;
  });
  afterAll(() => api.close());

  test.each([
    { itemId: undefined },
    { position: undefined },
    { from: undefined },
    { until: undefined },
    { rowId: undefined },
    { rowId: null },
    { rowKind: 'genre' },
    { rowId: 'a b' },
    { rowId: undefined, rowKind: 'surprise' },
    { position: -1 },
    { position: 1.5 },
    { position: '1' },
    { from: '2026-03-01' },
    { from: '2026-03-01T00:00:00' },
    { from: '2026-02-30T00:00:00Z' },
    { from: '0000-01-01T00:00:00Z' },
    { from: '2026-04-01T00:00:00Z' },
    { from: '2026-04-01T00:30:00+00:00', until: '2026-04-01T01:00:00+01:00' },
    { timeZone: 'Nowhere' },
    { audience: { regions: [] } },
    { audience: { regions: ['*'] } },
    { audience: { surfaces: ['radio'] } },
    { audience: { maturities: 'kids' } },
    { audience: { surprise: true } },
    { audience: { newUsers: 'yes' } },
    { audience: { languages: [] } },
    { audience: { languages: ['english please'] } },
    { audience: null },
    { repeat: 'daily' },
    { repeat: { days: ['fri'], from: '18:00' } },
    { repeat: { days: [], from: '18:00', until: '24:00' } },
    { repeat: { days: ['Friday'], from: '18:00', until: '24:00' } },
    { repeat: { days: ['fri'], from: '24:00', until: '01:00' } },
    { repeat: { days: ['fri'], from: '18:00', until: '18:00' } },
    { repeat: { days: ['fri'], from: '6pm', until: '24:00' } },
    { repeat: { days: ['fri'], from: '18:00', until: '24:00', zone: 'UTC' } },
    { campaign: '' },
    { priority: 0.5 },
    { ifRowAbsent: 'maybe' },
    { ifWatched: true },
    { enabled: 'yes' },
    { note: 'x'.repeat(2001) },
    { note: 'a\u0000b' },
    { note: '\udc00' },
    { audience: { segmentIds: [] } },
    { audience: { segmentIds: 's' } },
    { audience: { arms: {} } },
    { audience: { arms: ['only-a-key'] } },
    { pinId: 'mine' },
    { version: 1 },
  ])('POST refuses %j', async (changes) => {
    expect(problemOf(await api.call('POST', '/v1/pins', { json: { ...draft, ...changes } }))).toEqual(INVALID);
    const tried = await api.call('POST', '/v1/pins?validateOnly=true', { json: { ...draft, ...changes } });
    expect(problemOf(tried)).toEqual(INVALID);
  });

  test.each([
    { position: 'x' },
    { position: null },
    { itemId: null },
    { rowId: null },
    { rowKind: 'genre' },
    { until: '2026-01-01T00:00:00Z' },
    { surprise: 1 },
    { pinId: 'other' },
    { audience: { regions: [] } },
    [],
    null,
  ])('PATCH refuses %j and changes nothing', async (json) => {
    const before = (await api.call('GET', path)).body;
    expect(problemOf(await api.call('PATCH', path, { json }))).toEqual(INVALID);
    expect((await api.call('GET', path)).body).toEqual(before);
  });

  test.each(['state=gone', 'rowId=a%20b', 'campaign=', 'status=live'])('GET refuses the query %s', async (query) => {
    expect(problemOf(await api.call('GET', `/v1/pins?${query}`))).toEqual(INVALID);
  });

  test.each(['validateOnly=1', 'validateOnly=', 'validateOnly=true&validateOnly=true', 'dryRun=true'])(
    'POST refuses the query %s',
    async (query) => {
      expect(problemOf(await api.call('POST', `/v1/pins?${query}`, { json: draft }))).toEqual(INVALID);
    },
  );

  test('an id that cannot be one is 400, before the pin is looked for', async () => {
    expect(problemOf(await api.call('GET', '/v1/pins/a%20b'))).toEqual(INVALID);
  });
});
