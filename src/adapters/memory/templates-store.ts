import { MarqueeError } from '../../domain/errors.ts';
import type { AuditEntry } from '../../domain/ports/audit-log.ts';
import {
  type StoredTemplate,
  TEMPLATE_DELETE,
  TEMPLATE_PUT,
  type TemplatesStore,
  templateObject,
} from '../../domain/ports/templates-store.ts';

/** Templates in a map, for tests; `announce` is called after every change, `audit` with what it was. */
export function createMemoryTemplatesStore(
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
): TemplatesStore {
  const stored = new Map<string, StoredTemplate>();
  return {
    list: async () => [...stored.values()].sort((a, b) => (a.surface < b.surface ? -1 : 1)),
    async put(surface, template, ifVersion, change) {
      const before = stored.get(surface) ?? null;
      const version = before?.version ?? 0;
      if (ifVersion !== null && ifVersion !== version) {
        throw new MarqueeError('precondition-failed', 'The template has changed: read it again.');
      }
      const next: StoredTemplate = {
        surface,
        template,
        version: version + 1,
        updatedAt: new Date(change.atMs).toISOString(),
        updatedBy: change.actor,
      };
      audit({
        ...change,
        action: template === null ? TEMPLATE_DELETE : TEMPLATE_PUT,
        object: templateObject(surface),
        before: before?.template ?? null,
        after: template,
      });
      stored.set(surface, next);
      announce();
      return next;
    },
  };
}
