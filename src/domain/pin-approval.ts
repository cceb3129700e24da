import { MarqueeError } from './errors.ts';
import type { Actor, Change } from './ports/audit-log.ts';
import {
  type AuditedReview,
  draftOfPin,
  type PinDraft,
  type PinReview,
  type PinVerdict,
  type PinWaiting,
  type StoredPin,
} from './ports/pin-store.ts';
import { cannotUndo } from './require-undoable.ts';
import { isSameJson } from './same-json.ts';

/**
 * How a pin stands with its second editor once `draft` is its newest version. That waits when approval is asked for and it could put
 * something on a page that what pages have now does not: so whatever takes something off is never delayed. What waits goes on waiting also
 * where approval is not asked for any more. `before` null: a new pin; `isBack`: it was removed, so pages have nothing of it.
 */
export function reviewAfter(
  before: StoredPin | null,
  draft: PinDraft,
  change: Change,
  { needsApproval, isBack = false }: { readonly needsApproval: boolean; readonly isBack?: boolean },
): PinReview {
  const standing = before === null || isBack ? null : standingOf(before);
  const mustWait = (needsApproval || before?.waiting !== undefined) && !showsNoMore(draft, standing);
  if (mustWait) return { waiting: waitingAfter(before, standing, draft, change, isBack) };
  const verdict = needsApproval && before !== null ? verdictAfter(before, draft) : undefined;
  const draftedBy = draft.enabled ? [] : authorsAfter(before, draft, change.actor, isBack);
  return { ...(verdict && { verdict }), ...(draftedBy.length > 0 && { draftedBy }) };
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
      `You had a part in what waits of the pin ${pinId}: an editor or admin who had none may approve it, with a key or login of their own.`,
    );
  }
  return { state, version, changedBy, by: actor, at: new Date(atMs).toISOString(), note: reason };
}

/** The newest version and its review once the waiting one is judged. Of one that goes to be mended it is remembered whose it is. */
export function afterVerdict({ pin, waiting }: StoredPin, verdict: PinVerdict): { draft: PinDraft; review: PinReview } {
  const draft = draftOfPin(pin);
  const standing = waiting!.standing;
  if (verdict.state === 'approved') return { draft, review: { verdict } };
  if (standing !== null) return { draft: standing, review: { verdict } };
  return { draft: { ...draft, enabled: false }, review: { verdict, draftedBy: verdict.changedBy } };
}

/** The review of what waits, and the same with its verdict: before and after in the audit log. */
export function auditedVerdict(
  { pin, waiting }: StoredPin,
  { state }: PinVerdict,
): { before: AuditedReview; after: AuditedReview } {
  const draft = draftOfPin(pin);
  const { standing, changedBy } = waiting!;
  const before: AuditedReview = { state: 'awaiting', draft, standing, changedBy };
  return { before, after: { ...before, state, standing: state === 'approved' ? draft : standing } };
}

/** For a verdict that is taken back: `after` is to hold again. Throws 'cannot-undo' where something waits: then it is not as it was then. */
export function reopened(
  stored: StoredPin,
  after: AuditedReview,
  { atMs }: Change,
): { draft: PinDraft; review: PinReview; audited: { before: AuditedReview; after: AuditedReview } } {
  const { pin, waiting } = stored;
  if (waiting !== undefined) {
    throw cannotUndo(`A version of the pin ${pin.pinId} waits for approval: approve or reject that one.`);
  }
  const { draft, standing, changedBy } = after;
  const isApproved = saysTheSame(draft, draftOfPin(pin));
  const before: AuditedReview = isApproved
    ? { state: 'approved', draft, standing: draft, changedBy }
    : { state: 'rejected', draft, standing, changedBy };
  const review = { waiting: { since: new Date(atMs).toISOString(), changedBy, standing } };
  return { draft, review, audited: { before, after } };
}

function waitingAfter(
  before: StoredPin | null,
  standing: PinDraft | null,
  draft: PinDraft,
  { actor, atMs }: Change,
  isBack: boolean,
): PinWaiting {
  const waiting = before?.waiting;
  if (waiting !== undefined && saysTheSame(draft, draftOfPin(before!.pin))) return { ...waiting, standing };
  return { since: new Date(atMs).toISOString(), changedBy: authorsAfter(before, draft, actor, isBack), standing };
}

/**
 * Who had a part in the newest version since one was let onto pages: who made it, changed what or when it would show, enabled it or
 * brought it back. Not who disabled it or only found other words. To leave out all but the last would let one approve their own work
 * after somebody else touched it.
 */
function authorsAfter(before: StoredPin | null, draft: PinDraft, actor: Actor, isBack: boolean): readonly Actor[] {
  if (before === null) return [actor];
  const known = before.waiting?.changedBy ?? before.draftedBy ?? [];
  const puts = draft.enabled && (isBack || !before.pin.enabled);
  const isSame = saysTheSame({ ...draft, enabled: true }, { ...draftOfPin(before.pin), enabled: true });
  return isSame && !puts ? known : [...new Set([...known, actor])];
}

/** What was said stays as long as the newest version shows no more than the one it was said of. */
function verdictAfter({ pin, waiting, verdict }: StoredPin, draft: PinDraft): PinVerdict | undefined {
  const isKept = waiting === undefined && draft.enabled === pin.enabled && showsNoMore(draft, draftOfPin(pin));
  return isKept ? verdict : undefined;
}

function asStanding({ pinNo, pin, waiting }: StoredPin): readonly StoredPin[] {
  if (waiting === undefined) return [{ pinNo, pin }];
  return waiting.standing === null ? [] : [{ pinNo, pin: { ...pin, ...waiting.standing } }];
}

/** Whether no page can have by `draft` what it would not have by `standing`: nothing at all, or the same for a part of the time. */
function showsNoMore(draft: PinDraft, standing: PinDraft | null): boolean {
  if (!draft.enabled) return true;
  return standing !== null && isSameJson(placeOf(draft), placeOf(standing)) && isWithin(draft, standing);
}

/** All but the words. */
const saysTheSame = (a: PinDraft, b: PinDraft): boolean =>
  isSameJson(placeOf(a), placeOf(b)) && isWithin(a, b) && isWithin(b, a);

const isWithin = (a: PinDraft, b: PinDraft): boolean =>
  Date.parse(a.from) >= Date.parse(b.from) && Date.parse(a.until) <= Date.parse(b.until);

/** All but the time and the words about it: a field that comes later needs approval until somebody says otherwise. */
function placeOf({ from: _from, until: _until, note: _note, campaign: _campaign, ...place }: PinDraft): unknown {
  return place;
}
