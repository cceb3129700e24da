import type { Objectives } from '../../domain/objectives.ts';
import type { AuditLog } from '../../domain/ports/audit-log.ts';
import { OBJECTIVES_AUDIT, type ObjectivesStore } from '../../domain/ports/objectives-store.ts';

export interface ObjectivesHistory {
  readonly auditLog: Pick<AuditLog, 'list'>;
  readonly objectivesStore: Pick<ObjectivesStore, 'current'>;
}

export interface ObjectivesThen {
  readonly weights: Objectives;
  /** When they came to hold; null: nobody had changed them. */
  readonly sinceMs: number | null;
}

/** What the heads counted at a time: by the changes that the audit log has. Where nobody ever changed them, what holds now. */
export async function objectivesAt(
  { auditLog, objectivesStore }: ObjectivesHistory,
  atMs: number,
): Promise<ObjectivesThen> {
  let before: number | undefined;
  let first: Objectives | null = null;
  for (;;) {
    const entries = await auditLog.list({ object: OBJECTIVES_AUDIT.object, limit: ENTRIES, ...(before && { before }) });
    for (const entry of entries) {
      if (entry.atMs <= atMs) return { weights: entry.after as Objectives, sinceMs: entry.atMs };
      first = entry.before as Objectives;
    }
    if (entries.length < ENTRIES) break;
    before = entries.at(-1)!.id;
  }
  return { weights: first ?? (await objectivesStore.current()).weights, sinceMs: null };
}

const ENTRIES = 100;
