import { MarqueeError } from './errors.ts';

/** Of an entry of the audit log, what says whether another can be undone. */
export interface ObjectChange {
  readonly id: number;
  readonly action: string;
  /** Id of the change that this one took back, if it is an undo. */
  readonly undoes?: number | null;
}

/**
 * Throws 'cannot-undo' unless the object stands as the change `id` left it. `changes` are the object's from `id` on, by id. Later ones
 * that were undone do not count, and those undos neither: what is left of both is nothing.
 */
export function requireUndoable(id: number, changes: readonly ObjectChange[]): void {
  const undo = changes.find(({ undoes }) => undoes === id);
  if (undo !== undefined) {
    const last = endOf(undo, changes);
    throw cannotUndo(
      last === undo
        ? `Change ${id} was undone already, by change ${undo.id}.`
        : `Change ${id} was undone already, by change ${undo.id}; what was done about that since ends with change ${last.id}: undo that one.`,
    );
  }
  const later = standingAfter(id, changes);
  if (later === null) return;
  throw cannotUndo(
    `It has changed since: change ${later.id} (${later.action}) came after change ${id}. Undo that one first, or set by hand what you want.`,
  );
}

export const cannotUndo = (sentence: string): MarqueeError => new MarqueeError('cannot-undo', sentence);

/** The newest change after `id` that nothing has taken back, as the one that would have to be undone; null: the object is as `id` left it. */
function standingAfter(id: number, changes: readonly ObjectChange[]): ObjectChange | null {
  const undone = new Set<number>();
  for (const change of changes.toReversed()) {
    if (change.id <= id) break;
    if (undone.has(change.id)) continue;
    // An undo that stands takes itself and the other away; one that was undone left the other standing.
    if (change.undoes != null && change.undoes > id) undone.add(change.undoes);
    else return endOf(change, changes);
  }
  return null;
}

/** The last of the undos of undos that began with this change. */
function endOf(change: ObjectChange, changes: readonly ObjectChange[]): ObjectChange {
  const undo = changes.find(({ undoes }) => undoes === change.id);
  return undo === undefined ? change : endOf(undo, changes);
}
