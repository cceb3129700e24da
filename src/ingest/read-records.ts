import { type DeadLetter, deadLetterOf, type RefusedPart } from '../domain/dead-letter.ts';
import type { Decision } from '../domain/decision.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { LogRecords } from '../domain/ports/log-store.ts';
import type { UserChange } from '../domain/user-change.ts';
import { checkRecord } from './check-record.ts';
import { decodeRecord } from './journal-records.ts';

export interface ReadRecords extends LogRecords {
  readonly userChanges: readonly UserChange[];
  readonly refused: readonly DeadLetter[];
}

/** What journal records hold, each part checked alone; what cannot be decoded or fails its check is refused, as a dead letter. */
export function readRecords(payloads: readonly Uint8Array[], nowMs: number): ReadRecords {
  const read = createReading(nowMs);
  for (const payload of payloads) {
    try {
      for (const part of partsOf(payload)) read.add(part, payload);
    } catch (error) {
      read.refused.push(letterOfRecord(payload, reasonOf(error)));
    }
  }
  return read;
}

/** The same for one part that was refused before. */
export function readPart(part: CheckedPart, nowMs: number): ReadRecords {
  const read = createReading(nowMs);
  read.add(part, null);
  return read;
}

type CheckedPart = Exclude<RefusedPart, { kind: 'record' }>;

function createReading(nowMs: number) {
  const decisions: Decision[] = [];
  const events: ViewerEvent[] = [];
  const userChanges: UserChange[] = [];
  const refused: DeadLetter[] = [];
  return {
    decisions,
    events,
    userChanges,
    refused,
    /** `record`: what the part was decoded from. */
    add(part: CheckedPart, record: Uint8Array | null): void {
      const problem = checkRecord(part, nowMs);
      if (problem !== null) refused.push(letterOfPart(part, problem, record));
      else if (part.kind === 'decision') decisions.push(part.value);
      else if (part.kind === 'user-change') userChanges.push(part.value);
      else events.push(part.value);
    },
  };
}

function letterOfPart(part: CheckedPart, problem: string, record: Uint8Array | null): DeadLetter {
  try {
    return deadLetterOf(part, problem);
  } catch (error) {
    // Nested too deep for JSON to be written of it: the record has it.
    if (record === null || !(error instanceof RangeError)) throw error;
    return letterOfRecord(record, problem);
  }
}

/** A copy: the payload lies in a buffer that is used again. */
const letterOfRecord = (payload: Uint8Array, reason: string): DeadLetter =>
  deadLetterOf({ kind: 'record', payload: Uint8Array.from(payload) }, reason);

function partsOf(payload: Uint8Array): readonly CheckedPart[] {
  const record = decodeRecord(payload);
  if (record.kind === 'decision') return [{ kind: 'decision', value: record.decision }];
  if (record.kind === 'user-change') return [{ kind: 'user-change', value: record.change }];
  if (!Array.isArray(record.events)) throw new TypeError('It must hold a list of events.');
  return record.events.map((value: ViewerEvent) => ({ kind: 'event', value }));
}

/** Of a parser nothing but that it failed: its message may quote what it parsed. */
function reasonOf(error: unknown): string {
  const what = error instanceof SyntaxError ? 'Its JSON is broken.' : (error as Error).message.replace(/\.?$/, '.');
  return `The record cannot be read. ${what}`;
}
