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
  return collect(nowMs, (add, refuse) => {
    for (const payload of payloads) {
      try {
        for (const part of partsOf(payload)) add(part);
      } catch (error) {
        // Also for what is nested too deep to be written as JSON: the record keeps it. Copied, since a payload views a buffer that
        // is used again.
        refuse(deadLetterOf({ kind: 'record', payload: Uint8Array.from(payload) }, reasonOf(error)));
      }
    }
  });
}

/** The same for one part that was refused before. */
export function readPart(part: CheckedPart, nowMs: number): ReadRecords {
  return collect(nowMs, (add) => add(part));
}

type CheckedPart = Exclude<RefusedPart, { kind: 'record' }>;

function collect(
  nowMs: number,
  read: (add: (part: CheckedPart) => void, refuse: (letter: DeadLetter) => void) => void,
): ReadRecords {
  const decisions: Decision[] = [];
  const events: ViewerEvent[] = [];
  const userChanges: UserChange[] = [];
  const refused: DeadLetter[] = [];
  read(
    (part) => {
      const problem = checkRecord(part, nowMs);
      if (problem !== null) refused.push(deadLetterOf(part, problem));
      else if (part.kind === 'decision') decisions.push(part.value);
      else if (part.kind === 'user-change') userChanges.push(part.value);
      else events.push(part.value);
    },
    (letter) => refused.push(letter),
  );
  return { decisions, events, userChanges, refused };
}

function partsOf(payload: Uint8Array): readonly CheckedPart[] {
  const record = decodeRecord(payload);
  if (record.kind === 'decision') return [{ kind: 'decision', value: record.decision }];
  if (record.kind === 'user-change') return [{ kind: 'user-change', value: record.change }];
  if (!Array.isArray(record.events)) throw new TypeError('The record must hold a list of events.');
  return record.events.map((value: ViewerEvent) => ({ kind: 'event', value }));
}

/** A parser's message may quote what it parsed. */
const reasonOf = (error: unknown): string =>
  `The record cannot be read (${error instanceof SyntaxError ? 'SyntaxError' : String(error)}).`;
