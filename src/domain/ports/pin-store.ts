import { MarqueeError } from '../errors.ts';
import type { Pin } from '../pin.ts';
import type { Actor, Change } from './audit-log.ts';

/**
 * Pins, of which none is ever deleted. Each change is audited in its own transaction, and made at the time of `change`. Whether a new
 * version waits for another editor, and what pages have meanwhile, is said by domain/pin-approval.ts, for every way to make one.
 */
export interface PinStore {
  /**
   * Stores a new pin; its number is allotted, version 1. With a `once` that was given within ONCE_MS before, makes nothing and gives
   * the pin that was made then, as it is now or was when it was removed; throws 'idempotency-key-reused' when that was to be another.
   */
  create(draft: PinDraft, change: Change, once?: Once | null): Promise<StoredPin>;
  get(pinId: string): Promise<StoredPin | null>;
  /** By number. */
  list(options: PinQuery): Promise<{ pins: readonly StoredPin[]; nextCursor: string | null }>;
  /** null: no such pin. Throws 'precondition-failed' when expectedVersion is given and no longer true. */
  replace(pinId: string, draft: PinDraft, expectedVersion: number | null, change: Change): Promise<StoredPin | null>;
  remove(pinId: string, expectedVersion: number | null, change: Change): Promise<boolean>;
  /** Puts a removed pin back under its id and number, as it is given; the version grows. null: no such pin was removed. */
  restore(pinId: string, draft: PinDraft, change: Change): Promise<StoredPin | null>;
  /**
   * Lets the version that waits onto pages. null: no such pin. Throws 'precondition-failed' as replace, 'not-waiting' when none waits,
   * 'own-change' when the actor may not.
   */
  approve(pinId: string, expectedVersion: number | null, change: Change): Promise<StoredPin | null>;
  /** Puts the version that pages have in the place of the one that waits; without one, that one as a draft. Throws as approve. */
  reject(pinId: string, expectedVersion: number | null, change: Change): Promise<StoredPin | null>;
  /** For undoing: a verdict is taken back, and it stands as the review says. null: no such pin. Throws 'cannot-undo' where one waits. */
  reopen(pinId: string, review: AuditedReview, change: Change): Promise<StoredPin | null>;
  /** Every pin of which a version that waits or that pages have is not over yet. */
  current(nowMs: number): Promise<readonly StoredPin[]>;
}

export interface PinQuery {
  readonly cursor: string | null;
  readonly limit: number;
  /** Pins that name exactly this row; not those that name its kind. */
  readonly rowId?: string;
  readonly itemId?: string;
  readonly campaign?: string;
  /** true: those that were removed, and no others. */
  readonly removed?: boolean;
  /** true: those of which a version waits for approval, and no others. */
  readonly waiting?: boolean;
}

export type PinDraft = Omit<Pin, 'pinId' | 'version' | 'createdAt' | 'updatedAt'>;

/** Makes a creation happen once, however often it is asked for. */
export interface Once {
  /** Which creation, for ever unlike any other. */
  readonly key: string;
  /** What is to be made. */
  readonly digest: string;
}

/** How long a creation is remembered. */
export const ONCE_MS = 86_400_000;

export const onceReused = (): MarqueeError =>
  new MarqueeError(
    'idempotency-key-reused',
    'This Idempotency-Key made something else: send another with another body.',
  );

/** A pin and the small number under which the log names it. */
export interface StoredPin extends PinReview {
  readonly pinNo: number;
  /** Its newest version. */
  readonly pin: Pin;
}

/** How a pin stands with its second editor. */
export interface PinReview {
  /** Absent: pages have the newest version. */
  readonly waiting?: PinWaiting;
  /** What was said of the version that was judged last; absent: nothing, or it is of no matter any more. */
  readonly verdict?: PinVerdict;
  /** Of a pin that is not enabled: who had a part in it since a version was on pages; absent: nobody. */
  readonly draftedBy?: readonly Actor[];
}

/** The newest version waits for somebody else to approve it. */
export interface PinWaiting {
  /** When what it would show came to be. */
  readonly since: string;
  /** Who had a part in it since a version was approved: none of them may approve it. */
  readonly changedBy: readonly Actor[];
  /** What pages have meanwhile; null: nothing. */
  readonly standing: PinDraft | null;
}

export interface PinVerdict {
  readonly state: 'approved' | 'rejected';
  /** Of the pin, as it was judged. */
  readonly version: number;
  readonly changedBy: readonly Actor[];
  readonly by: Actor;
  readonly at: string;
  readonly note: string;
}

/** Of an approval, a rejection, or one that was taken back, what the audit log keeps. */
export interface AuditedReview {
  readonly state: 'awaiting' | PinVerdict['state'];
  /** The version that it is about. */
  readonly draft: PinDraft;
  /** What pages have. */
  readonly standing: PinDraft | null;
  readonly changedBy: readonly Actor[];
}

/** A pin as it could have been sent: what the audit log keeps of it. */
export function draftOfPin(pin: Pin): PinDraft {
  const { pinId: _id, version: _version, createdAt: _created, updatedAt: _updated, ...draft } = pin;
  return draft;
}

/** Where a list goes on after this pin. */
export const cursorAfter = ({ pinNo }: StoredPin): string => String(pinNo);

/** The number after which to go on. Throws 'invalid-request' for what is no cursor of ours. */
export function pinNoOfCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new MarqueeError('invalid-request', 'The cursor is not one of ours: use nextCursor of the page before.');
  }
  return Number(cursor);
}

export const pinChanged = (): MarqueeError =>
  new MarqueeError('precondition-failed', 'The pin has changed since you read it: read it again, then repeat.');

/** Of their changes in the audit log: the actions, and the object of each. */
export const PIN_CREATE = 'pin.create';
export const PIN_REPLACE = 'pin.replace';
export const PIN_REMOVE = 'pin.remove';
export const PIN_RESTORE = 'pin.restore';
export const PIN_APPROVE = 'pin.approve';
export const PIN_REJECT = 'pin.reject';
export const PIN_REOPEN = 'pin.reopen';
export const pinObject = (pinId: string): string => `pin:${pinId}`;
