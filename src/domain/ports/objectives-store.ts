import type { Objectives } from '../objectives.ts';
import type { Actor, Change } from './audit-log.ts';

/** What the heads of the ranker count, the same for every replica. Each change is audited in its own transaction. */
export interface ObjectivesStore {
  current(): Promise<StoredObjectives>;
  /**
   * Sets all weights; the version grows by one, also when they are the same. `ifVersion`: only if that is still the current version,
   * else throws 'precondition-failed'; null: in any case.
   */
  put(weights: Objectives, ifVersion: number | null, change: Change): Promise<StoredObjectives>;
}

export interface StoredObjectives {
  readonly weights: Objectives;
  /** 0: nobody has set any, and these are the ones of the configuration. */
  readonly version: number;
  /** null, both: nobody has set any. */
  readonly updatedAt: string | null;
  readonly updatedBy: Actor | null;
}

/** Of their changes in the audit log. */
export const OBJECTIVES_AUDIT = { action: 'objectives.put', object: 'objectives' } as const;
