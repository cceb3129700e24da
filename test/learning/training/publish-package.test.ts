import { describe, expect, test } from '@jest/globals';
import { createMemoryModelRegistry } from '../../../src/adapters/memory/model-registry.ts';
import type { Manifest } from '../../../src/domain/model-package.ts';
import { modelRefused } from '../../../src/domain/model-refusal.ts';
import type { AuditEntry } from '../../../src/domain/ports/audit-log.ts';
import { publishPackage } from '../../../src/learning/training/publish-package.ts';

const CHANGE = { atMs: Date.UTC(2026, 2, 1), actor: 'training', reason: 'as good' };
const PASSED = { passed: true, reason: 'as good', comparisons: [] };
const FAILED = { passed: false, reason: 'worse than live', comparisons: [] };

const aManifest = (version: string, untilMs: number) =>
  ({ version, createdAt: new Date(untilMs).toISOString(), data: { untilMs, origins: ['app'] } }) as unknown as Manifest;

/** A registry in which `live` is live, with data to 10. */
async function createWorld(refusal: Error | null = null) {
  const audited: AuditEntry[] = [];
  const modelRegistry = createMemoryModelRegistry(undefined, (entry) => audited.push(entry));
  await modelRegistry.record(aManifest('live', 10), 'candidate', CHANGE);
  await modelRegistry.promote('live', CHANGE);
  const checked: string[] = [];
  const modelStore = {
    async check(version: string) {
      checked.push(version);
      if (refusal !== null) throw refusal;
    },
  };
  const publish = (manifest: Manifest, verdict = PASSED, force = false) =>
    publishPackage({ modelStore, modelRegistry }, manifest, { verdict, force, change: CHANGE });
  const stateOf = async (version: string) =>
    (await modelRegistry.list()).find((model) => model.version === version)?.state ?? null;
  return { publish, modelRegistry, checked, stateOf, actions: () => audited.slice(2).map(({ action }) => action) };
}

describe('what training made', () => {
  test('is live once the gate passed it and a replica would load it, and the audit log has both steps', async () => {
    const world = await createWorld();
    expect(await world.publish(aManifest('next', 20))).toEqual({ published: true, verdict: PASSED });
    expect(await world.modelRegistry.live()).toBe('next');
    expect(world.checked).toEqual(['next']);
    expect(world.actions()).toEqual(['model.record', 'model.promote']);
  });

  test('is kept as rejected with what the gate said; force puts it live all the same', async () => {
    const world = await createWorld();
    expect(await world.publish(aManifest('next', 20), FAILED)).toEqual({ published: false, verdict: FAILED });
    expect([await world.stateOf('next'), await world.modelRegistry.live()]).toEqual(['rejected', 'live']);
    expect((await world.modelRegistry.list())[1]!.verdict).toEqual(FAILED);
    expect(world.actions()).toEqual(['model.reject']);
    expect((await world.publish(aManifest('next', 20), FAILED, true)).published).toBe(true);
    expect(await world.modelRegistry.live()).toBe('next');
  });

  test('is rejected when it is older than the live one, whatever the gate and force say', async () => {
    const world = await createWorld();
    for (const force of [false, true]) {
      const { published, verdict } = await world.publish(aManifest('older', 9), PASSED, force);
      expect([published, verdict.passed]).toEqual([false, false]);
      expect(verdict.reason).toMatch(/older than the live live/);
      expect([await world.stateOf('older'), await world.modelRegistry.live()]).toEqual(['rejected', 'live']);
    }
  });

  test('is rejected when no replica would load it, with the reason, so that nobody is told to', async () => {
    const world = await createWorld(modelRefused('next', 'unsigned', 'it has no manifest.sig'));
    const { published, verdict } = await world.publish(aManifest('next', 20), PASSED, true);
    expect([published, verdict.reason]).toEqual([false, 'Model next is refused: it has no manifest.sig.']);
    expect([await world.stateOf('next'), await world.modelRegistry.live()]).toEqual(['rejected', 'live']);
  });

  test('is not recorded when it could not be looked at', async () => {
    const world = await createWorld(new Error('the disk is away'));
    await expect(world.publish(aManifest('next', 20))).rejects.toThrow('the disk is away');
    expect(await world.stateOf('next')).toBeNull();
  });
});
