import { isDeepStrictEqual } from 'node:util';
import { type DeadLetter, type DeadLetterKind, deadLetterOf } from '../../src/domain/dead-letter.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { impressionIdOf } from '../../src/domain/decision.ts';
import { MarqueeError } from '../../src/domain/errors.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { ItemNumbers } from '../../src/domain/ports/item-store.ts';
import type { LogRecords, LogStore, ShipReport } from '../../src/domain/ports/log-store.ts';
import type { UserChange } from '../../src/domain/user-change.ts';

/** What a test lets happen to a call: reject before it did anything, or after it did all (the answer is lost). */
export type Fate = 'works' | 'fails' | 'answer-lost';

/** Numbers in the order of asking, like a fresh database; `forget` is what a restart of the process does. */
export function createMemoryItemNumbers() {
  const allotted = new Map<string, number>();
  const known = new Set<string>();
  const control = { isAway: false };
  const numbers: ItemNumbers = {
    async resolve(itemIds) {
      if (control.isAway) throw new Error('Postgres is away');
      return Int32Array.from(itemIds, (itemId) => {
        if (!allotted.has(itemId)) allotted.set(itemId, allotted.size + 1);
        known.add(itemId);
        return allotted.get(itemId)!;
      });
    },
    known: (itemId) => (known.has(itemId) ? allotted.get(itemId)! : 0),
  };
  return { ...numbers, control, forget: () => known.clear() };
}

/** The log in memory, with the promises of the port: an offset moved with the batch, each event once. */
export function createMemoryLogStore() {
  const offsets = new Map<string, number>();
  const events = new Map<string, ViewerEvent>();
  const decisions: Decision[] = [];
  const userChanges = new Map<string, UserChange>();
  const deadLetters = new Map<string, DeadLetter>();
  const control = { fate: (): Fate => 'works' };

  async function underFate<Result>(work: () => Result): Promise<Result> {
    const fate = control.fate();
    if (fate === 'fails') throw new Error('Postgres is away');
    const result = work();
    if (fate === 'answer-lost') throw new Error('Postgres went away before it answered');
    return result;
  }

  const notNeeded = (): never => {
    throw new Error('the memory log is written and asked for impressions only');
  };
  function keep(batch: LogRecords): ShipReport {
    const letters = [...(batch.refused ?? [])];
    const before = decisions.length + events.size;
    for (const decision of batch.decisions) {
      const isTwin = (stored: Decision) => stored.recommendationId === decision.recommendationId;
      if (decision.origin !== 'import' || !decisions.some(isTwin)) decisions.push(decision);
    }
    const pages = decisions.length + events.size - before;
    for (const event of batch.events) {
      const key = `${Math.floor(event.occurredAtMs / 86_400_000)} ${event.eventId}`;
      const kept = events.get(key);
      if (kept === undefined) events.set(key, event);
      else if (!saysTheSame(kept, event)) letters.push(deadLetterOf({ kind: 'conflicting-event', value: event }, key));
    }
    for (const change of batch.userChanges ?? []) {
      if (!userChanges.has(change.changeId)) userChanges.set(change.changeId, change);
    }
    for (const letter of letters) deadLetters.set(`${letter.kind} ${letter.contentKey}`, letter);
    const counts = new Map<DeadLetterKind, number>();
    for (const { kind } of letters) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return { decisions: pages, events: decisions.length + events.size - before - pages, deadLetters: counts };
  }

  const store: LogStore = {
    store: (records) => underFate(() => keep({ ...records, decisions: [] })),
    ship: (batch) =>
      underFate(() => {
        if ((offsets.get(batch.journalId) ?? 0) !== batch.fromPosition) {
          throw new MarqueeError('precondition-failed', 'The journal is no longer there.');
        }
        offsets.set(batch.journalId, batch.toPosition);
        return keep(batch);
      }),
    offset: (journalId) => underFate(() => offsets.get(journalId) ?? 0),
    itemsOfImpressions: (impressionIds) =>
      underFate(() => {
        const itemNos = new Map(
          decisions.flatMap(({ recommendationId, slots }) =>
            [...slots.itemNo].map((itemNo, at): [string, number] => [
              impressionIdOf(recommendationId, slots.rowIndex[at]!, slots.position[at]!),
              itemNo,
            ]),
          ),
        );
        return Int32Array.from(impressionIds, (impressionId) => itemNos.get(impressionId) ?? 0);
      }),
    ensurePartitions: async () => {},
    events: notNeeded,
    decisions: notNeeded,
    countEvents: async () => events.size,
  };
  return { ...store, control, offsets, stored: { events, decisions, userChanges, deadLetters } };
}

/** When it was received and which way it came are no part of what an event says. */
const saysTheSame = (a: ViewerEvent, b: ViewerEvent): boolean =>
  isDeepStrictEqual({ ...a, receivedAtMs: 0, origin: 'app' }, { ...b, receivedAtMs: 0, origin: 'app' });
