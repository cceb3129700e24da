import { isDeepStrictEqual } from 'node:util';
import { MarqueeError } from './errors.ts';
import type { Change } from './ports/audit-log.ts';
import {
  type AuditedReview,
  draftOfPin,
  type PinDraft,
  type PinVerdict,
  type PinWaiting,
  type StoredPin,
} from './ports/pin-store.ts';
import { cannotUndo } from './require-undoable.ts';

/**
 * What waits once `draft` is the newest version of a pin; null: pages have it at once. A version waits when approval is asked for and it
 * could put something on a page that `standing`, what pages have now, does not: so whatever takes something off is never delayed. What
 * waits goes on waiting also where approval is not asked for any more. `before` null: a new pin.
 */
export function waitingAfter(
  before: StoredPin | null,
  standing: PinDraft | null,
  draft: PinDraft,
  change: Change,
  needsApproval: boolean,
): PinWaiting | null {
  const waiting = before?.waiting;
  if (!needsApproval && waiting === undefined) return null;
  if (showsNoMore(draft, standing)) return null;
  if (waiting !== undefined && showsTheSame(draft, draftOfPin(before!.pin))) return { ...waiting, standing };
  const changedBy = [...new Set([...(waiting?.changedBy ?? []), change.actor])];
  return { since: new Date(change.atMs).toISOString(), changedBy, standing };
}

/** What was said stays as long as the newest version shows no more than the one it was said of; where nobody is asked it goes. */
export function verdictAfter(before: StoredPin, draft: PinDraft, needsApproval: boolean): PinVerdict | null {
  const isKept = draft.enabled === before.pin.enabled && showsNoMore(draft, draftOfPin(before.pin));
  return isKept && needsApproval && before.waiting === undefined ? (before.verdict ?? null) : null;
}

/** What pages have of a pin; null: nothing. */
export function standingOf({ pin, waiting }: StoredPin): PinDraft | null {
  if (waiting !== undefined) return waiting.standing;
  return pin.enabled ? draftOfPin(pin) : null;
}

/** Pins as pages have them: without what waits. */
export const standingPins = (stored: readonly StoredPin[]): readonly StoredPin[] => stored.flatMap(asStanding);

/** Of each pin the version that is to come and the one that pages have, where these are two. */
export const allVersions = (stored: readonly StoredPin[]): readonly StoredPin[] =>
  stored.flatMap((one) => (one.waiting === undefined ? [one] : [one, ...asStanding(one)]));

function asStanding({ pinNo, pin, waiting }: StoredPin): readonly StoredPin[] {
  if (waiting === undefined) return [{ pinNo, pin }];
  return waiting.standing === null ? [] : [{ pinNo, pin: { ...pin, ...waiting.standing } }];
}

/** The waiting version, judged. Throws 'not-waiting', and 'own-change' where an approval is asked of others and this is none. */
export function judged(
  { pin, waiting }: StoredPin,
  state: PinVerdict['state'],
  { actor, atMs, reason }: Change,
  needsApproval: boolean,
): PinVerdict {
  const { pinId, version } = pin;
  if (waiting === undefined) {
    throw new MarqueeError('not-waiting', `No version of the pin ${pinId} waits for approval: read it again.`);
  }
  const { changedBy } = waiting;
  if (needsApproval && state === 'approved' && changedBy.includes(actor)) {
    throw new MarqueeError(
      'own-change',
      `You changed the pin ${pinId} yourself: an editor or admin who had no part in what waits may approve it, with a key or login of their own.`,
    );
  }
  return { state, version, changedBy, by: actor, at: new Date(atMs).toISOString(), note: reason };
}

/** What becomes the newest version when the one that waits is rejected. */
export function afterRejection({ pin, waiting }: StoredPin): PinDraft {
  return waiting?.standing ?? { ...draftOfPin(pin), enabled: false };
}

/** The review of what waits, and the same with its verdict: before and after in the audit log. */
export function reviewsOf(
  stored: StoredPin,
  state: PinVerdict['state'],
): { before: AuditedReview; after: AuditedReview } {
  const draft = draftOfPin(stored.pin);
  const { standing, changedBy } = stored.waiting!;
  const before: AuditedReview = { state: 'awaiting', draft, standing, changedBy };
  return { before, after: { ...before, state, standing: state === 'approved' ? draft : standing } };
}

/** What stands while a verdict is to be taken back; throws 'cannot-undo' where something waits: then it is not as it was then. */
export function reviewBeforeReopen(stored: StoredPin, { draft, standing, changedBy }: AuditedReview): AuditedReview {
  const { pin, waiting } = stored;
  if (waiting !== undefined) {
    throw cannotUndo(`A version of the pin ${pin.pinId} waits for approval: approve or reject that one.`);
  }
  const isApproved = showsTheSame(draft, draftOfPin(pin));
  return { state: isApproved ? 'approved' : 'rejected', draft, standing: isApproved ? draft : standing, changedBy };
}

/** Whether no page can have by `draft` what it would not have by `standing`: nothing at all, or the same for a part of the time. */
function showsNoMore(draft: PinDraft, standing: PinDraft | null): boolean {
  if (!draft.enabled) return true;
  if (standing === null || !isDeepStrictEqual(placeOf(draft), placeOf(standing))) return false;
  return Date.parse(draft.from) >= Date.parse(standing.from) && Date.parse(draft.until) <= Date.parse(standing.until);
}

const showsTheSame = (a: PinDraft, b: PinDraft): boolean => showsNoMore(a, b) && showsNoMore(b, a);

/** All but the time and the words about it: a field that comes later needs approval until somebody says otherwise. */
function placeOf({ from: _from, until: _until, note: _note, campaign: _campaign, ...place }: PinDraft): unknown {
  return place;
}
