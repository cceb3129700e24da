import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publishModel } from '../../bench/synthetic/model.ts';
import type { Manifest } from '../../src/domain/model-package.ts';
import { copyPackage } from '../support/copy-package.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

const DAY_MS = 86_400_000;

/** A package that nobody should serve is told why it is not, and the one before it serves on. */
describe('a package that is refused', () => {
  let service: TestService;
  let data: Manifest['data'];

  beforeAll(async () => {
    service = await startTestService();
    await fillSmallWorld(service);
    await publishModel(service.context, 1);
    const [live] = await service.context.modelRegistry.list();
    data = live!.manifest.data;
    // From a log that went on for longer, so that there is something to be older than.
    await copyPackage(service, live!.version, 'm-live', { data: { ...data, untilMs: data.untilMs + DAY_MS } });
    expect(await promote('m-live')).toMatchObject({ status: 200, body: { version: 'm-live', state: 'live' } });
    await served('m-live');
  }, 120_000);

  afterAll(() => service.destroy());

  const promote = (version: string, json?: object) =>
    service.call('POST', `/v1/models/${version}/promote`, { as: 'admin', ...(json && { json }) });
  const details = async (version: string) => (await service.call('GET', `/v1/models/${version}`, { as: 'admin' })).body;
  const modelOfPage = async () => (await service.call('GET', '/v1/users/v1/home?rows=2&items=4')).body.models.ranker;
  const served = (version: string) => eventually(modelOfPage, (ranker) => ranker === version, 10_000);
  const readyz = async () => (await fetch(`${service.adminUrl}/readyz`)).json();
  const copy = (name: string, changes: Partial<Manifest> = {}) => copyPackage(service, 'm-live', name, changes);

  /** Flips a bit of a file of a package; gives back what mends it. */
  function damage(version: string, file: string): () => void {
    const path = join(service.context.config.modelsDir, version, file);
    const whole = readFileSync(path);
    const flipped = Buffer.from(whole);
    flipped[flipped.length >>> 1]! ^= 1;
    writeFileSync(path, flipped);
    return () => writeFileSync(path, whole);
  }

  test('is not promoted, and the answer says why: damaged, of other features, of another format, without files', async () => {
    damage(await copy('m-damaged'), 'retrieval.bin');
    await copy('m-foreign', { fingerprint: 'f'.repeat(64) });
    await copy('m-format', { formatVersion: 1 });
    const manifest = { ...(await service.context.modelStore.manifest('m-live')), version: 'm-absent' };
    await service.context.modelRegistry.record(manifest, 'candidate', { atMs: 0, actor: 'test', reason: '' });
    const answers = await Promise.all(
      ['m-damaged', 'm-foreign', 'm-format', 'm-absent', 'm-nothing'].map((v) => promote(v)),
    );
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'data-check-failed'],
      [409, 'data-check-failed'],
      [409, 'data-check-failed'],
      [404, 'unknown-model'],
      [404, 'unknown-model'],
    ]);
    const reasons = answers.map(({ body }) => body.detail);
    expect(reasons[0]).toContain('retrieval.bin is damaged');
    expect(reasons[1]).toContain('features of another meaning');
    expect(reasons[2]).toContain('package format 1');
    expect(reasons[3]).toContain('files are not in MODELS_DIR');
    expect(await service.context.modelRegistry.live()).toBe('m-live');
    expect(await modelOfPage()).toBe('m-live');
  });

  test('is older than the live one: not by promoting it, but by a rollback, which the audit log has with who and why', async () => {
    await copy('m-older', { data });
    const refused = await promote('m-older');
    expect([refused.status, refused.body.code]).toEqual([412, 'precondition-failed']);
    expect(refused.body.detail).toMatch(/older than the live m-live.*models rollback m-older/);
    expect(await modelOfPage()).toBe('m-live');
    // What has been live before is gone back to by name.
    const back = await promote('m-bench', { reason: 'complaints' });
    expect(back).toMatchObject({ status: 200, body: { version: 'm-bench', state: 'live' } });
    await served('m-bench');
    expect((await promote('m-live', { reason: 'mended' })).status).toBe(200);
    await served('m-live');
    const entries = await service.context.auditLog.list({ limit: 3 });
    const [{ keyId } = { keyId: '' }] = (await service.context.keyStore.list()).filter(({ role }) => role === 'admin');
    expect(entries.map(({ action, object, actor, reason }) => ({ action, object, actor, reason }))).toEqual([
      { action: 'model.promote', object: 'm-live', actor: keyId, reason: 'mended' },
      { action: 'model.rollback', object: 'm-bench', actor: keyId, reason: 'complaints' },
      { action: 'model.record', object: 'm-older', actor: 'test', reason: 'copied' },
    ]);
  });

  test('is not loaded when it became live behind our back: said in /readyz, counted, kept by the registry; once mended it serves', async () => {
    await copy('m-broken');
    const mend = damage('m-broken', 'ranker/weights.bin');
    await service.context.modelRegistry.promote('m-broken', { atMs: Date.now(), actor: 'test', reason: '' });
    await service.refresh();
    expect(await modelOfPage()).toBe('m-live');
    expect(await readyz()).toMatchObject({
      state: 'ready',
      bestRung: 'R0',
      model: 'm-live',
      refusedModel: { version: 'm-broken', reason: 'damaged' },
    });
    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/marquee_model_refused_total\{reason="damaged".*\} 1/);
    expect(await details('m-broken')).toMatchObject({
      state: 'live',
      previousVersion: 'm-live',
      signature: { status: 'unsigned', keyId: null },
      refusals: [{ reason: 'damaged', detail: expect.stringContaining('ranker/weights.bin is damaged') }],
    });
    mend();
    await service.refresh();
    expect(await modelOfPage()).toBe('m-broken');
    expect(await readyz()).not.toHaveProperty('refusedModel');
  });
});
