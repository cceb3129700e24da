import type { Origin } from './origin.ts';
import type { UserAttributes } from './user-attributes.ts';

/** What was said about a user, rather than done by one: the form the journal keeps, the user state merges and the log stores. */
export type UserChange = AttributesChange | MergeChange;

interface ChangeStamp {
  /** Names the change for ever; with `changedAtMs` the order of changes. */
  readonly changeId: string;
  readonly userKey: string;
  /** Milliseconds since 1970. */
  readonly changedAtMs: number;
  readonly origin: Origin;
}

/** The whole profile is replaced. */
export interface AttributesChange extends ChangeStamp {
  readonly kind: 'attributes';
  readonly attributes: UserAttributes;
}

/** All that `fromUserKey` did, and will do, counts for `userKey` too. */
export interface MergeChange extends ChangeStamp {
  readonly kind: 'merge';
  readonly fromUserKey: string;
}
