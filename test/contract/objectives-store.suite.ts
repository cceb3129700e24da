import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_OBJECTIVES, type Objectives } from '../../src/domain/objectives.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import type { ObjectivesStore } from '../../src/domain/ports/objectives-store.ts';

export interface OpenedObjectivesStore {
  readonly store: ObjectivesStore;
  /** The newest last, without what the log adds. */
  audited(): Promise<readonly AuditEntry[]>;
  /** Version of the part, as the change feed counts. */
  partVersion(): Promise<number>;
  close(): Promise<void>;
}

/** What every ObjectivesStore promises. `open` gives one that nobody has set, over DEFAULT_OBJECTIVES. */
export function describeObjectivesStore(name: string, open: () => Promise<OpenedObjectivesStore>): void {
  describe(`an objectives store in ${name}`, () => {
    let opened: OpenedObjectivesStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
    const clicks: Objectives = { click: 1, play: 0.25, portion: 0, complete: 0, hide: -0.5 };
    const plays: Objectives = { click: 0, play: 1, portion: 0, complete: 0, hide: 0 };
    const change = (reason: string) => ({ atMs: NOW_MS, actor: 'key-1', reason });

    test('gives the ones of the configuration until somebody sets them, as version 0', async () => {
      const none = { weights: DEFAULT_OBJECTIVES, version: 0, updatedAt: null, updatedBy: null };
      expect(await opened.store.current()).toEqual(none);
      const early = opened.store.put(plays, 1, change('too early'));
      await expect(early).rejects.toMatchObject({ code: 'precondition-failed' });
      expect(await opened.store.current()).toEqual(none);
    });

    test('gives back what was set, one version on, by whom and when', async () => {
      const stored = { weights: clicks, version: 1, updatedAt: '2026-03-01T12:00:00.000Z', updatedBy: 'key-1' };
      expect(await opened.store.put(clicks, 0, change('more clicks'))).toEqual(stored);
      expect(await opened.store.current()).toEqual(stored);
      expect(Object.keys(stored.weights)).toEqual(Object.keys((await opened.store.current()).weights));
    });

    test('of those who read the same version one sets them; without a version everyone does', async () => {
      const both = await Promise.allSettled([
        opened.store.put(plays, 1, change('a')),
        opened.store.put(clicks, 1, change('b')),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const all = await Promise.all([
        opened.store.put(plays, null, change('c')),
        opened.store.put(plays, null, change('d')),
      ]);
      expect(all.map(({ version }) => version).sort()).toEqual([3, 4]);
    });

    test('every change is audited with what was before, and counted by the feed; what was refused is neither', async () => {
      const entries = await opened.audited();
      expect(entries.map(({ reason }) => reason)).toHaveLength(4);
      expect(entries[0]).toEqual({
        atMs: NOW_MS,
        actor: 'key-1',
        action: 'objectives.put',
        object: 'objectives',
        before: DEFAULT_OBJECTIVES,
        after: clicks,
        reason: 'more clicks',
      });
      for (const [at, entry] of entries.slice(1).entries()) expect(entry.before).toEqual(entries[at]!.after);
      expect(await opened.partVersion()).toBe((await opened.store.current()).version);
    });
  });
}
