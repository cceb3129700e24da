import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_TEMPLATES, type PageTemplate } from '../../src/domain/page-template.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { type TemplatesStore, templatesOf } from '../../src/domain/ports/templates-store.ts';

export interface OpenedTemplatesStore {
  readonly store: TemplatesStore;
  /** The newest last, without what the log adds. */
  audited(): Promise<readonly AuditEntry[]>;
  /** Version of the part, as the change feed counts. */
  partVersion(): Promise<number>;
  close(): Promise<void>;
}

/** What every TemplatesStore promises. `open` gives one that nobody has touched. */
export function describeTemplatesStore(name: string, open: () => Promise<OpenedTemplatesStore>): void {
  describe(`a templates store in ${name}`, () => {
    let opened: OpenedTemplatesStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
    const short: PageTemplate = {
      ...DEFAULT_TEMPLATES.tv,
      rows: [{ row: 'genre:drama', atMost: 1, inAll: 1, place: 'top' }],
      diversity: 0.15,
      exploration: { ...DEFAULT_TEMPLATES.tv.exploration, share: 0.125 },
    };
    const change = (reason: string) => ({ atMs: NOW_MS, actor: 'key-1', reason });
    const by = { updatedAt: '2026-03-01T12:00:00.000Z', updatedBy: 'key-1' };

    test('has none until somebody puts one: the defaults hold', async () => {
      expect(await opened.store.list()).toEqual([]);
      expect(templatesOf([])).toEqual(DEFAULT_TEMPLATES);
      const early = opened.store.put('tv', short, 1, change('too early'));
      await expect(early).rejects.toMatchObject({ code: 'precondition-failed' });
      expect(await opened.store.list()).toEqual([]);
    });

    test('gives back what was put for a surface, one version on, by whom and when; other surfaces are as they were', async () => {
      const stored = { surface: 'tv', template: short, version: 1, ...by };
      expect(await opened.store.put('tv', short, 0, change('a short page'))).toEqual(stored);
      const listed = await opened.store.list();
      expect(listed).toEqual([stored]);
      expect(JSON.stringify(listed[0]!.template)).toBe(JSON.stringify(short));
      expect(templatesOf(listed)).toEqual({ ...DEFAULT_TEMPLATES, tv: short });
    });

    test('taken back the default holds again, and no version comes twice', async () => {
      expect(await opened.store.put('tv', null, 1, change('back'))).toEqual({
        surface: 'tv',
        template: null,
        version: 2,
        ...by,
      });
      expect(templatesOf(await opened.store.list())).toEqual(DEFAULT_TEMPLATES);
      await expect(opened.store.put('tv', short, 0, change('stale'))).rejects.toMatchObject({
        code: 'precondition-failed',
      });
      expect((await opened.store.put('tv', short, 2, change('again'))).version).toBe(3);
    });

    test('of those who read the same version one puts; without a version everyone does', async () => {
      const both = await Promise.allSettled([
        opened.store.put('web', short, 0, change('a')),
        opened.store.put('web', null, 0, change('b')),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const all = await Promise.all([
        opened.store.put('web', short, null, change('c')),
        opened.store.put('web', short, null, change('d')),
      ]);
      expect(all.map(({ version }) => version).sort()).toEqual([2, 3]);
      expect((await opened.store.list()).map(({ surface }) => surface)).toEqual(['tv', 'web']);
    });

    test('every change is audited with what was before, and counted by the feed; what was refused is neither', async () => {
      const entries = await opened.audited();
      const ofTv = entries.filter(({ object }) => object === 'template:tv');
      expect(ofTv.map(({ action, before, after, reason }) => ({ action, before, after, reason }))).toEqual([
        { action: 'template.put', before: null, after: short, reason: 'a short page' },
        { action: 'template.delete', before: short, after: null, reason: 'back' },
        { action: 'template.put', before: null, after: short, reason: 'again' },
      ]);
      expect(ofTv.every(({ atMs, actor }) => atMs === NOW_MS && actor === 'key-1')).toBe(true);
      expect(entries).toHaveLength(6);
      expect(await opened.partVersion()).toBe(6);
    });
  });
}
