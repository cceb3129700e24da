import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../src/domain/model-package.ts';
import { model } from '../../src/http/schemas/model.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';

const CHANGE = { atMs: NOW_MS, actor: 'test', reason: '' };

describe('models', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    for (const day of [1, 2, 3]) {
      const manifest = {
        version: `v${day}`,
        createdAt: `2026-02-0${day}T00:00:00.000Z`,
        data: { untilMs: day },
      } as Manifest;
      await api.collaborators.modelRegistry.record(manifest, 'candidate', CHANGE);
    }
  });
  afterAll(() => api.close());

  test('200: the list gives the newest first, along cursors', async () => {
    const first = await api.call('GET', '/v1/models?limit=2');
    for (const one of first.body.items) expect(model.safeParse(one).error).toBeUndefined();
    expect(first.body.items.map((one: { version: string }) => one.version)).toEqual(['v3', 'v2']);
    const second = await api.call('GET', `/v1/models?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ version: 'v1' }], nextCursor: null });
  });

  test('200: promote makes a package live, rollback the one before it', async () => {
    expect((await api.call('POST', '/v1/models/v1/promote')).body).toMatchObject({ version: 'v1', state: 'live' });
    expect((await api.call('POST', '/v1/models/v2/promote', { json: {} })).body.state).toBe('live');
    expect(await api.collaborators.modelRegistry.live()).toBe('v2');
    const back = await api.call('POST', '/v1/models/v2/rollback');
    expect(back.body).toMatchObject({ version: 'v1', state: 'live' });
    expect(await api.collaborators.modelRegistry.live()).toBe('v1');
  });

  test('412: only what is live can be rolled back', async () => {
    const answer = await api.call('POST', '/v1/models/v3/rollback');
    expect(problemOf(answer)).toEqual({ status: 412, code: 'precondition-failed' });
  });

  test.each(['promote', 'rollback'])('404: %s of a model that is not there', async (action) => {
    const answer = await api.call('POST', `/v1/models/nothing/${action}`);
    expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-model' });
  });

  test('400: an action takes no fields', async () => {
    const answer = await api.call('POST', '/v1/models/v1/promote', { json: { percent: 5 } });
    expect(problemOf(answer).code).toBe('invalid-request');
    expect(problemOf(await api.call('GET', '/v1/models?cursor=nothing')).code).toBe('invalid-request');
  });
});
