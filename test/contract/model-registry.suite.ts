import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../src/domain/model-package.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import type { ModelRegistry } from '../../src/domain/ports/model-store.ts';

export interface OpenedModelRegistry {
  readonly registry: ModelRegistry;
  /** The newest last, without what the log adds. */
  audited(): Promise<readonly AuditEntry[]>;
  close(): Promise<void>;
}

const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
const change = (reason = '') => ({ atMs: NOW_MS, actor: 'key-1', reason });

/** Made on `day`, from data up to the end of it. */
const aManifest = (version: string, day: number): Manifest => {
  const untilMs = NOW_MS + day * 86_400_000;
  return {
    version,
    createdAt: new Date(untilMs).toISOString(),
    data: { untilMs, origins: ['app', 'import'] },
  } as unknown as Manifest;
};

/** What every ModelRegistry promises. `open` gives an empty one. */
export function describeModelRegistry(name: string, open: () => Promise<OpenedModelRegistry>): void {
  describe(`a model registry in ${name}`, () => {
    let opened: OpenedModelRegistry;
    let registry: ModelRegistry;
    beforeEach(async () => {
      opened = await open();
      registry = opened.registry;
    });
    afterEach(() => opened.close());

    const record = async (...days: number[]) => {
      for (const day of days) await registry.record(aManifest(`v${day}`, day), 'candidate', change());
    };
    const promoteAll = async (...versions: string[]) => {
      for (const version of versions) await registry.promote(version, change());
    };
    const states = async () =>
      Object.fromEntries((await registry.list()).map(({ version, state }) => [version, state]));
    const actions = async () => (await opened.audited()).map(({ action, object }) => `${action} ${object}`);

    test('keeps what was recorded, the oldest first, with what the gate said', async () => {
      expect(await registry.list()).toEqual([]);
      expect(await registry.live()).toBeNull();
      const verdict = { passed: false, reason: 'worse than live', more: { delta: -0.1 } };
      await record(2);
      await registry.record(aManifest('v1', 1), 'rejected', change(), verdict);
      const [first, second] = await registry.list();
      expect(first).toEqual({
        version: 'v1',
        state: 'rejected',
        createdAt: '2026-03-02T12:00:00.000Z',
        promotedAt: null,
        previousVersion: null,
        manifest: aManifest('v1', 1),
        verdict,
        refusals: [],
      });
      expect(second).toMatchObject({ version: 'v2', state: 'candidate', verdict: null });
    });

    test('recording again changes the state of what never was live, and of nothing else', async () => {
      await record(1, 2);
      await promoteAll('v1');
      await registry.record(aManifest('v1', 1), 'rejected', change());
      await registry.record(aManifest('v2', 2), 'rejected', change());
      expect(await states()).toEqual({ v1: 'live', v2: 'rejected' });
    });

    test('one is live at a time; going back goes step by step to the first and ends there', async () => {
      await record(1, 2, 3);
      await expect(registry.rollback(change())).rejects.toMatchObject({ code: 'unknown-model' });
      await promoteAll('v1', 'v2', 'v3', 'v3');
      expect(await registry.live()).toBe('v3');
      expect((await registry.list()).map((model) => model.previousVersion)).toEqual([null, 'v1', 'v2']);
      expect(await registry.rollback(change())).toBe('v2');
      expect(await registry.rollback(change())).toBe('v1');
      await expect(registry.rollback(change())).rejects.toMatchObject({ code: 'unknown-model' });
      expect(await states()).toEqual({ v1: 'live', v2: 'retired', v3: 'retired' });
    });

    test('going back never goes in a circle, however versions came and went', async () => {
      await record(1, 2);
      await promoteAll('v1', 'v2', 'v1', 'v2', 'v1');
      const went: string[] = [];
      for (let n = 0; n < 10; n++)
        await registry.rollback(change()).then(
          (to) => went.push(to),
          () => {},
        );
      expect(went).toEqual(['v2', 'v1']);
    });

    test('what is older than the live one and never was live is refused, and says how it is done all the same', async () => {
      await record(1, 2);
      await promoteAll('v2');
      await expect(registry.promote('v1', change())).rejects.toMatchObject({
        code: 'precondition-failed',
        message: expect.stringMatching(/its data ends 2026-03-02.*models rollback v1/),
      });
      expect(await states()).toEqual({ v1: 'candidate', v2: 'live' });
      expect(await registry.rollback(change(), 'v1')).toBe('v1');
      expect(await registry.rollback(change())).toBe('v2');
      expect(await actions()).toEqual([
        'model.record v1',
        'model.record v2',
        'model.promote v2',
        'model.rollback v1',
        'model.rollback v2',
      ]);
    });

    test('promoting what was live before is a rollback, unless its data goes on for longer', async () => {
      await record(1, 2);
      await registry.record(aManifest('v2b', 2), 'candidate', change());
      await promoteAll('v1', 'v2', 'v1', 'v2', 'v2b', 'v2');
      expect((await actions()).slice(3)).toEqual([
        'model.promote v1',
        'model.promote v2',
        'model.rollback v1',
        'model.promote v2',
        'model.promote v2b',
        'model.rollback v2',
      ]);
    });

    test('every change says who, when, why and from what to what; what changed nothing says nothing', async () => {
      await record(1, 2);
      await registry.promote('v1', change('first'));
      await registry.promote('v1', change('again'));
      await registry.promote('v9', change()).catch(() => {});
      await registry.rollback(change(), 'v9').catch(() => {});
      await registry.promote('v2', change('better'));
      await registry.rollback(change('was not'));
      await registry.record(aManifest('v1', 1), 'rejected', change('late'));
      const entries = (await opened.audited()).slice(2);
      const entry = (action: string, object: string, before: unknown, after: unknown, reason: string) => ({
        ...{ atMs: NOW_MS, actor: 'key-1', action, object, before, after, reason },
      });
      expect(entries).toEqual([
        entry('model.promote', 'v1', { live: null }, { live: 'v1' }, 'first'),
        entry('model.promote', 'v2', { live: 'v1' }, { live: 'v2' }, 'better'),
        entry('model.rollback', 'v1', { live: 'v2' }, { live: 'v1' }, 'was not'),
        entry('model.reject', 'v1', { state: 'live' }, { state: 'live' }, 'late'),
      ]);
    });

    test('promoted by many at once, one is live and each change tells what the one before left', async () => {
      await record(1);
      for (const letter of ['a', 'b', 'c']) await registry.record(aManifest(letter, 1), 'candidate', change());
      await Promise.all(['a', 'b', 'c', 'a', 'b', 'c'].map((version) => registry.promote(version, change())));
      expect(Object.values(await states()).filter((state) => state === 'live')).toHaveLength(1);
      const moves = (await opened.audited()).filter(({ action }) => action !== 'model.record');
      const lives = moves.map(({ after }) => (after as { live: string }).live);
      expect(moves.map(({ before }) => (before as { live: string | null }).live)).toEqual([
        null,
        ...lives.slice(0, -1),
      ]);
      expect(lives.at(-1)).toBe(await registry.live());
    });

    test('a refusal is kept, the last of each reason, and is no change', async () => {
      await record(1);
      await registry.refused('v1', { reason: 'damaged', detail: 'a file', atMs: NOW_MS });
      await registry.refused('v1', { reason: 'unsigned', detail: 'no key', atMs: NOW_MS + 1 });
      await registry.refused('v1', { reason: 'damaged', detail: 'another', atMs: NOW_MS + 2 });
      await registry.refused('unheard-of', { reason: 'absent', detail: 'no files', atMs: NOW_MS });
      const [model, ...others] = await registry.list();
      expect(others).toEqual([]);
      expect(model!.refusals).toEqual([
        { reason: 'damaged', detail: 'another', atMs: NOW_MS + 2 },
        { reason: 'unsigned', detail: 'no key', atMs: NOW_MS + 1 },
      ]);
      expect(await actions()).toEqual(['model.record v1']);
    });
  });
}
