import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMemoryModelRegistry } from '../../src/adapters/memory/model-registry.ts';
import type { Manifest } from '../../src/domain/model-package.ts';
import { modelRefused } from '../../src/domain/model-refusal.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { model, modelDetails } from '../../src/http/schemas/model.ts';
import type { AppCollaborators } from '../../src/http/server.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';

const CHANGE = { atMs: NOW_MS, actor: 'test', reason: '' };

describe('models', () => {
  let api: TestApi;
  const audited: AuditEntry[] = [];
  const refused = new Set<string>();
  beforeAll(async () => {
    const modelRegistry = createMemoryModelRegistry(undefined, (entry) => audited.push(entry));
    const modelStore: AppCollaborators['modelStore'] = {
      async check(version) {
        if (refused.has(version)) throw modelRefused(version, 'damaged', 'retrieval.bin is damaged');
      },
      signature: async () => ({ status: 'valid', keyId: 'a1b2c3' }),
    };
    api = await startApi({ modelRegistry, modelStore });
    for (const day of [1, 2, 3]) {
      const manifest = {
        version: `v${day}`,
        createdAt: `2026-02-0${day}T00:00:00.000Z`,
        data: { untilMs: day, origins: ['app'] },
      } as unknown as Manifest;
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

  test('200: one package has its verdict, its signature, where a rollback goes, and why replicas did not take it', async () => {
    const { modelRegistry } = api.collaborators;
    const manifest = { version: 'v4', createdAt: '2026-02-04T00:00:00.000Z', data: { untilMs: 4, origins: ['app'] } };
    const verdict = { passed: false, reason: 'worse than live', comparisons: [{ against: 'live' }] };
    await modelRegistry.record(manifest as unknown as Manifest, 'rejected', CHANGE, verdict);
    await modelRegistry.refused('v4', { reason: 'damaged', detail: 'half copied', atMs: NOW_MS });
    const { status, body } = await api.call('GET', '/v1/models/v4');
    expect([status, modelDetails.safeParse(body).error]).toEqual([200, undefined]);
    expect(body).toEqual({
      version: 'v4',
      state: 'rejected',
      createdAt: '2026-02-04T00:00:00.000Z',
      promotedAt: null,
      previousVersion: null,
      manifest,
      verdict: { passed: false, reason: 'worse than live', details: { comparisons: [{ against: 'live' }] } },
      signature: { status: 'valid', keyId: 'a1b2c3' },
      refusals: [{ reason: 'damaged', detail: 'half copied', refusedAt: new Date(NOW_MS).toISOString() }],
    });
    expect(problemOf(await api.call('GET', '/v1/models/nothing'))).toEqual({ status: 404, code: 'unknown-model' });
  });

  test('200: who promoted, when and why is audited under the key that asked', async () => {
    audited.length = 0;
    await api.call('POST', '/v1/models/v2/promote', { json: { reason: 'new season' } });
    await api.call('POST', '/v1/models/v2/rollback');
    expect(audited.map(({ before: _before, after: _after, ...entry }) => entry)).toEqual([
      { atMs: NOW_MS, actor: 'key-admin', action: 'model.promote', object: 'v2', reason: 'new season' },
      { atMs: NOW_MS, actor: 'key-admin', action: 'model.rollback', object: 'v1', reason: '' },
    ]);
  });

  test('409: what no replica would load is not promoted, and not gone back to', async () => {
    refused.add('v3');
    const promoted = await api.call('POST', '/v1/models/v3/promote');
    expect(problemOf(promoted)).toEqual({ status: 409, code: 'data-check-failed' });
    expect(promoted.body.detail).toBe('Model v3 is refused: retrieval.bin is damaged.');
    expect((await api.call('POST', '/v1/models/v2/promote')).status).toBe(200);
    refused.add('v1');
    expect(problemOf(await api.call('POST', '/v1/models/v2/rollback')).status).toBe(409);
    expect(await api.collaborators.modelRegistry.live()).toBe('v2');
    refused.clear();
  });

  test('412: what is older than the live one is not promoted', async () => {
    const older = { version: 'v0', createdAt: '2026-02-05T00:00:00.000Z', data: { untilMs: 0, origins: ['app'] } };
    await api.collaborators.modelRegistry.record(older as unknown as Manifest, 'candidate', CHANGE);
    expect(problemOf(await api.call('POST', '/v1/models/v0/promote'))).toEqual({
      status: 412,
      code: 'precondition-failed',
    });
  });

  test('404: there is no shadow and no canary yet', async () => {
    for (const action of ['shadow', 'canary']) {
      expect(problemOf(await api.call('POST', `/v1/models/v2/${action}`))).toEqual({ status: 404, code: 'not-found' });
    }
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
