import type { Decision } from '../domain/decision.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { Item } from '../domain/item.ts';
import type { UserChange } from '../domain/user-change.ts';
import type { ImportRecord } from './import-report.ts';

/** What one stretch of a source came to. `records` go into the report; decisions are stored before the events that name them. */
export interface ImportBatch {
  readonly records: readonly ImportRecord<unknown>[];
  readonly items: readonly Item[];
  readonly decisions: readonly Decision[];
  readonly events: readonly ViewerEvent[];
  readonly userChanges: readonly UserChange[];
}

export const importBatch = (parts: Partial<ImportBatch>): ImportBatch => ({
  records: [],
  items: [],
  decisions: [],
  events: [],
  userChanges: [],
  ...parts,
});

/** The values of the records that were not refused. */
export function valuesOf<T>(records: readonly ImportRecord<T>[]): T[] {
  return records.flatMap((record) => (record.refusal ? [] : [record.value]));
}
