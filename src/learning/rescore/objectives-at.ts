import type { Objectives } from '../../domain/objectives.ts';
import type { AuditLog } from '../../domain/ports/audit-log.ts';
import { OBJECTIVES_AUDIT, type ObjectivesStore } from '../../domain/ports/objectives-store.ts';

export interface ObjectivesHistory {
  readonly auditLog: AuditLog;
  readonly objectivesStore: Pick<ObjectivesStore, 'current'>;
}

/** What the heads counted at a time: by the changes that the audit log has. Where nobody ever changed them, what holds now. */
export async function objectivesAt(
  { auditLog, objectivesStore }: ObjectivesHistory,
  atMs: number,
): Promise<Objectives> {
  let before: number | undefined;
  let since: unknown = null;
  for (;;) {
    const entries = await auditLog.list({ object: OBJECTIVES_AUDIT.object, limit: ENTRIES, ...(before && { before }) });
    for (const entry of entries) {
      if (entry.atMs <= atMs) return entry.after as Objectives;
      since = entry.before;
    }
    if (entries.length < ENTRIES) break;
    before = entries.at(-1)!.id;
  }
  return (since as Objectives | null) ?? (await objectivesStore.current()).weights;
}

const ENTRIES = 100;
