import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import type { SwitchesStore } from '../../src/domain/ports/switches-store.ts';

export interface OpenedSwitchesStore {
  readonly store: SwitchesStore;
  /** The newest last, without what the log adds. */
  audited(): Promise<readonly AuditEntry[]>;
  /** Version of the part, as the change feed counts. */
  partVersion(): Promise<number>;
  close(): Promise<void>;
}

/** What every SwitchesStore promises. `open` gives one that nobody has touched. */
export function describeSwitchesStore(name: string, open: () => Promise<OpenedSwitchesStore>): void {
  describe(`a switches store in ${name}`, () => {
    let opened: OpenedSwitchesStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
    const change = (reason: string) => ({ atMs: NOW_MS, actor: 'key-1', reason });
    const off = { state: 'off', untilMs: null } as const;
    const on = { state: 'on', untilMs: null } as const;

    test('has none until somebody touches one; nobody read a version of it before', async () => {
      expect(await opened.store.list()).toEqual([]);
      const early = opened.store.put('ranker', off, 1, change('too early'));
      await expect(early).rejects.toMatchObject({ code: 'precondition-failed' });
      expect(await opened.store.list()).toEqual([]);
    });

    test('gives back what was said, one version on, by whom and when, in the order of the names', async () => {
      const until = { state: 'off', untilMs: NOW_MS + 3_600_000 } as const;
      const said = { version: 1, updatedAt: '2026-03-01T12:00:00.000Z', updatedBy: 'key-1' };
      const row = { ...said, name: 'row:genre', state: 'off', untilMs: NOW_MS + 3_600_000, reason: 'a bad import' };
      expect(await opened.store.put('row:genre', until, 0, change('a bad import'))).toEqual(row);
      const ranker = { ...said, name: 'ranker', ...off, reason: 'drill' };
      expect(await opened.store.put('ranker', off, null, change('drill'))).toEqual(ranker);
      expect(await opened.store.list()).toEqual([ranker, row]);
    });

    test('of those who read the same version one changes it; without a version everyone does; others stay', async () => {
      const both = await Promise.allSettled([
        opened.store.put('ranker', on, 1, change('a')),
        opened.store.put('ranker', on, 1, change('b')),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const all = await Promise.all([
        opened.store.put('ranker', off, null, change('c')),
        opened.store.put('ranker', off, null, change('d')),
      ]);
      expect(all.map(({ version }) => version).sort()).toEqual([3, 4]);
      expect((await opened.store.list()).map(({ name, version }) => [name, version])).toEqual([
        ['ranker', 4],
        ['row:genre', 1],
      ]);
    });

    test('every change is audited with what was before, and counted by the feed; what was refused is neither', async () => {
      const entries = await opened.audited();
      expect(entries).toHaveLength(5);
      expect(entries[0]).toEqual({
        atMs: NOW_MS,
        actor: 'key-1',
        action: 'switch.put',
        object: 'switch:row:genre',
        before: null,
        after: { state: 'off', until: '2026-03-01T13:00:00.000Z' },
        reason: 'a bad import',
      });
      const ofRanker = entries.filter(({ object }) => object === 'switch:ranker');
      expect(ofRanker[0]!.before).toBeNull();
      for (const [at, entry] of ofRanker.slice(1).entries()) expect(entry.before).toEqual(ofRanker[at]!.after);
      expect(await opened.partVersion()).toBe(5);
    });
  });
}
