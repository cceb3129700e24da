import type { PoolClient } from 'pg';
import { type DeadLetter, deadLetterOf, type RefusedPart } from '../../../domain/dead-letter.ts';
import type { Decision } from '../../../domain/decision.ts';
import type { LogRecords } from '../../../domain/ports/log-store.ts';
import { copyDecisions } from './copy-decisions.ts';
import { clearEventStage, dayOf, insertEvents, type NumberedEvent, openEventStage } from './insert-events.ts';
import { insertFeatureSamples } from './insert-feature-samples.ts';
import { insertUserChanges } from './insert-user-changes.ts';
import { isPoison, reasonOf } from './poison.ts';
import { withoutStored } from './without-stored.ts';

export interface StoreOptions {
  readonly journal: { readonly journalId: string; readonly position: number };
  readonly itemNumbers: (itemId: string) => number;
  /** Decisions that the log may have already; by default those of origin import. */
  readonly isRepeatable?: (decision: Decision) => boolean;
}

export interface StoredRecords {
  readonly decisions: number;
  readonly events: number;
  /** What Postgres refused, and conflicting events. Not stored yet. */
  readonly refused: readonly DeadLetter[];
}

/**
 * Stores records within the client's transaction. Those that Postgres refuses as they are (isPoison) are searched for by halving,
 * each attempt behind a savepoint: O(bad * log(all)) statements, and all the others are stored. Any other failure rejects, for
 * the caller to roll back and try again.
 */
export async function storeRecords(
  client: PoolClient,
  { decisions, events, userChanges = [] }: LogRecords,
  { journal, itemNumbers, isRepeatable }: StoreOptions,
): Promise<StoredRecords> {
  const refused: DeadLetter[] = [];
  const refuse = (part: RefusedPart, error: Refusal) => refused.push(deadLetterOf(part, reasonOf(error), error.code));
  const stored = { decisions: 0, events: 0 };

  await storeWhatGoes(client, decisions, {
    async store(some) {
      const fresh = await withoutStored(client, some, isRepeatable);
      if (fresh.length > 0) await copyDecisions(client, fresh, journal);
      await insertFeatureSamples(client, fresh);
      return fresh.length;
    },
    onStored: (count) => {
      stored.decisions += count;
    },
    onRefused: (value, error) => refuse({ kind: 'decision', value }, error),
  });

  if (events.length > 0) await openEventStage(client);
  const numbered = events.map((event) => ({ event, itemNo: event.itemId === null ? 0 : itemNumbers(event.itemId) }));
  await storeWhatGoes(client, numbered, {
    async store(some) {
      if (some.length < numbered.length) await clearEventStage(client);
      return insertEvents(client, some);
    },
    onStored: (inserted) => {
      stored.events += inserted.stored;
      for (const value of inserted.conflicting) {
        refused.push(deadLetterOf({ kind: 'conflicting-event', value }, CONFLICTING));
      }
    },
    onRefused: ({ event: value }, error) => refuse({ kind: 'event', value }, error),
    // Halves then follow each other in the order of the whole, which is the order that writers wait for each other in.
    inOrder: byKey,
  });

  await storeWhatGoes(client, userChanges, {
    store: (some) => insertUserChanges(client, some),
    onStored: () => {},
    onRefused: (value, error) => refuse({ kind: 'user-change', value }, error),
  });
  return { ...stored, refused };
}

const CONFLICTING = 'The log has another event of this id on this UTC day.';

type Refusal = Error & { readonly code: string };

interface Steps<Row, Result> {
  store(rows: readonly Row[]): Promise<Result>;
  onStored(result: Result): void;
  onRefused(row: Row, error: Refusal): void;
  /** For the search alone: a batch without poison is not sorted here. */
  readonly inOrder?: (a: Row, b: Row) => number;
}

async function storeWhatGoes<Row, Result>(
  client: PoolClient,
  rows: readonly Row[],
  steps: Steps<Row, Result>,
  depth = 0,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query('SAVEPOINT attempt');
  try {
    const result = await steps.store(rows);
    // Those of a search are let go of, lest they pile up; the one of a whole batch goes with the transaction.
    if (depth > 0) await client.query('RELEASE SAVEPOINT attempt');
    steps.onStored(result);
    return;
  } catch (error) {
    if (!isPoison(error)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt');
    if (rows.length === 1) {
      steps.onRefused(rows[0]!, error);
      return;
    }
  }
  const { inOrder, ...rest } = steps;
  const sorted = inOrder === undefined ? rows : rows.toSorted(inOrder);
  const middle = sorted.length >> 1;
  await storeWhatGoes(client, sorted.slice(0, middle), rest, depth + 1);
  await storeWhatGoes(client, sorted.slice(middle), rest, depth + 1);
}

function byKey({ event: a }: NumberedEvent, { event: b }: NumberedEvent): number {
  return dayOf(a) - dayOf(b) || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}
