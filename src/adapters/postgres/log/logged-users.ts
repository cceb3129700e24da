import type { PoolClient } from 'pg';
import type { EventType, Trigger } from '../../../domain/event.ts';
import type { LoggedAction, LoggedUser } from '../../../domain/ports/state-log.ts';
import type { UserChange } from '../../../domain/user-change.ts';
import type { BinaryRow } from '../binary-reader.ts';
import { itemOf, pageOf, pagesOfLog } from './pages-of-log.ts';

/** One thing that the log knows of a user: one of the three is there. */
export interface StateRow {
  readonly userKey: string;
  readonly checkpoint?: Uint8Array;
  readonly change?: UserChange;
  readonly action?: Omit<LoggedAction, 'seenItemNos'> & { readonly impressionIds: readonly string[] };
}

/**
 * Rows, those of a user side by side, as users. What their views were of is looked up in the log, by the client, which must not be
 * reading anything else meanwhile.
 */
export async function loggedUsers(
  client: PoolClient,
  rows: readonly StateRow[],
  erasedAtMs: ReadonlyMap<string, number>,
): Promise<readonly LoggedUser[]> {
  const itemsSeen = await itemFinder(client, rows);
  const users: LoggedUserDraft[] = [];
  for (const { userKey, checkpoint, change, action } of rows) {
    let user = users.at(-1);
    if (user?.userKey !== userKey) {
      user = { userKey, erasedAtMs: erasedAtMs.get(userKey) ?? null, checkpoint: null, actions: [], changes: [] };
      users.push(user);
    }
    if (checkpoint !== undefined) user.checkpoint = checkpoint;
    if (change !== undefined) user.changes.push(change);
    if (action !== undefined) user.actions.push({ ...action, seenItemNos: itemsSeen(action.impressionIds) });
  }
  return users;
}

/** What a query of events selects for readAction, in its order. */
export const ACTION_COLUMNS = `event_id, type, occurred_at, item_no, portion, value, trigger,
  CASE WHEN type = 'viewed' THEN impression_ids END AS impression_ids,
  CASE WHEN origin = 'import' THEN occurred_at ELSE received_at END AS known_at`;

export function readAction(row: BinaryRow): NonNullable<StateRow['action']> {
  return {
    eventId: row.text()!,
    type: row.text() as EventType,
    occurredAtMs: row.timestamp(),
    itemNo: row.int32(),
    portion: row.float8(),
    value: row.float8(),
    trigger: row.text() as Trigger,
    impressionIds: row.textArray() ?? NO_IDS,
    knownAtMs: row.timestamp(),
  };
}

interface LoggedUserDraft extends LoggedUser {
  checkpoint: Uint8Array | null;
  readonly actions: LoggedAction[];
  readonly changes: UserChange[];
}

const NO_IDS: readonly string[] = [];
const NO_ITEMS = new Int32Array(0);

/** Knows the pages that any view of the rows names. */
async function itemFinder(client: PoolClient, rows: readonly StateRow[]) {
  const named = new Set<string>();
  for (const { action } of rows) for (const id of action?.impressionIds ?? NO_IDS) named.add(pageOf(id));
  const pages = await pagesOfLog(client, named);
  return (impressionIds: readonly string[]): Int32Array =>
    impressionIds.length === 0 ? NO_ITEMS : Int32Array.from(impressionIds, (id) => itemOf(id, pages));
}
