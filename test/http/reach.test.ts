import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reach } from '../../src/domain/reach.ts';
import { createPinBoard } from '../../src/editorial/pins.ts';
import { reachAnswer } from '../../src/http/schemas/reach.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const REACH: Reach = {
  users: 5,
  ofUsers: 20,
  share: 0.25,
  rowShare: 0.5,
  days: 7,
  asOf: '2026-03-01T12:00:00.000Z',
  sampleShare: 1,
  unknown: ['newUsers'],
};

describe('POST /v1/reach', () => {
  let api: TestApi;
  const asked: unknown[] = [];
  beforeAll(async () => {
    api = await startApi({
      reachOf: async (audience, row) => {
        asked.push([audience, row]);
        return audience.regions?.includes('XX') ? null : REACH;
      },
    });
  });
  afterAll(() => api.close());

  const ask = (json: unknown) => api.call('POST', '/v1/reach', { as: 'editor', json });

  test('200: of an audience, and of a row for it', async () => {
    const answer = await ask({ audience: { regions: ['GB'], newUsers: true }, rowId: 'trending' });
    expect([answer.status, answer.body]).toEqual([200, { reach: REACH }]);
    expect(reachAnswer.safeParse(answer.body).error).toBeUndefined();
    expect(asked.at(-1)).toEqual([
      { regions: ['GB'], newUsers: true },
      { rowId: 'trending', rowKind: null },
    ]);
    expect((await ask({})).status).toBe(200);
    expect(asked.at(-1)).toEqual([{}, null]);
  });

  test('200: null where nothing is known', async () => {
    expect((await ask({ audience: { regions: ['XX'] } })).body).toEqual({ reach: null });
  });

  test('400: two rows, or an audience that is none', async () => {
    for (const json of [{ rowId: 'trending', rowKind: 'genre' }, { audience: { region: 'GB' } }, { rowKind: 'no' }]) {
      expect(problemOf(await ask(json))).toEqual({ status: 400, code: 'invalid-request' });
    }
  });
});

test('a pin says how many viewers its audience has, and how many of them get its row', async () => {
  const asked: unknown[] = [];
  const memory = await startApi();
  const { pinStore, itemStore, segmentStore, collectionStore, clock } = memory.collaborators;
  await memory.close();
  const pinBoard = createPinBoard({
    pinStore: pinStore as never,
    itemStore,
    segmentStore,
    collectionStore,
    clock,
    reachOf: async (audience, row) => {
      asked.push([audience, row?.rowId]);
      return REACH;
    },
  });
  const api = await startApi({ pinStore, itemStore, pinBoard });
  try {
    const json = {
      itemId: 'i1',
      rowId: 'trending',
      position: 0,
      from: '2026-03-01T00:00:00Z',
      until: '2026-04-01T00:00:00Z',
      audience: { regions: ['GB'] },
    };
    const made = await api.call('POST', '/v1/pins', { as: 'editor', json });
    expect([made.status, made.body.reach]).toEqual([201, REACH]);
    const { pinId } = made.body.pin;
    expect((await api.call('GET', `/v1/pins/${pinId}`, { as: 'editor' })).body.reach).toEqual(REACH);
    expect((await api.call('POST', '/v1/pins?validateOnly=true', { as: 'editor', json })).body.reach).toEqual(REACH);
    expect(asked).toEqual(Array.from({ length: 3 }, () => [{ regions: ['GB'] }, 'trending']));
  } finally {
    await api.close();
  }
});
