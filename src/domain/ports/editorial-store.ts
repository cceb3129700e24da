import { type ErrorCode, MarqueeError } from '../errors.ts';
import type { Actor, Change } from './audit-log.ts';
import type { Once } from './pin-store.ts';

/** What editors keep of one kind: few, small and read whole. Each change is audited in its own transaction, at the time of `change`. */
export interface EditorialStore<T> {
  /** By creation, on from a cursor of the page before. Throws 'invalid-request' for what is no cursor of ours. */
  list(options: { readonly cursor: string | null; readonly limit: number }): Promise<StoredPage<T>>;
  /** All there are, by creation: for the snapshot. */
  all(): Promise<readonly Stored<T>[]>;
  get(id: string): Promise<Stored<T> | null>;
  /**
   * Stores a new one, under an id that is made when none is given; throws 'already-exists' where the id is taken, 'limit-reached' where
   * MOST_OF_A_KIND are there. With a `once` that was given within ONCE_MS before, makes nothing and gives what was made then, as it is
   * now or was when it was removed; throws 'idempotency-key-reused' when that was to be another.
   */
  create(id: string | null, value: T, change: Change, once?: Once | null): Promise<Stored<T>>;
  /**
   * Replaces it, or creates it where there is none. `ifVersion`: only if that is its version, else throws 'precondition-failed', also
   * where it is not there. null: in any case. Throws 'limit-reached' as create does.
   */
  put(id: string, value: T, ifVersion: number | null, change: Change): Promise<Put<T>>;
  /** false: no such one. Throws 'precondition-failed' as put does. */
  remove(id: string, ifVersion: number | null, change: Change): Promise<boolean>;
  /** Puts a removed one back in its place of the list, with this value. null: no such one was removed. */
  restore(id: string, value: T, change: Change): Promise<Stored<T> | null>;
}

export interface Stored<T> {
  readonly id: string;
  readonly value: T;
  /** 1 for the first change. Grows with every change, and never comes twice under one id, also after a removal. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly updatedBy: Actor;
}

export interface Put<T> {
  readonly stored: Stored<T>;
  /** There was none. */
  readonly isNew: boolean;
}

export interface StoredPage<T> {
  readonly objects: readonly Stored<T>[];
  readonly nextCursor: string | null;
}

export const EDITORIAL_KINDS = ['segment', 'collection', 'rule'] as const;
export type EditorialKindName = (typeof EDITORIAL_KINDS)[number];

/** What the store must know of a kind. */
export interface EditorialKind<T> {
  readonly kind: EditorialKindName;
  /** The value in full, of what an older or newer release may have stored. Never throws for what one of them stored. */
  complete(value: unknown): T;
}

/** Every page looks through all of a kind, and every change reads all of them again. */
export const MOST_OF_A_KIND = 500;

/** Of their changes in the audit log: the actions, and the object of each. */
export const EDITORIAL_VERBS = ['create', 'replace', 'remove', 'restore'] as const;
export type EditorialVerb = (typeof EDITORIAL_VERBS)[number];
export const editorialAction = (kind: EditorialKindName, verb: EditorialVerb): string => `${kind}.${verb}`;
export const editorialObject = (kind: EditorialKindName, id: string): string => `${kind}:${id}`;

export const unknownObject = (kind: EditorialKindName, id: string): MarqueeError =>
  new MarqueeError(
    `unknown-${kind}` satisfies ErrorCode,
    `There is no ${kind} ${id}. GET /v1/${kind}s lists those there are.`,
  );

export const objectChanged = (kind: EditorialKindName): MarqueeError =>
  new MarqueeError('precondition-failed', `The ${kind} has changed since you read it: read it again, then repeat.`);

export const objectExists = (kind: EditorialKindName, id: string): MarqueeError =>
  new MarqueeError(
    'already-exists',
    `There is a ${kind} ${id} already: choose another id, or change it by PUT or PATCH.`,
  );

export const limitReached = (kind: EditorialKindName): MarqueeError =>
  new MarqueeError('limit-reached', `There are ${MOST_OF_A_KIND} ${kind}s, the most there can be: delete one first.`);

/** Where a list goes on: after the object of this number. Throws 'invalid-request' for what is no cursor of ours. */
export function numberOfCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new MarqueeError('invalid-request', 'The cursor is not one of ours: use nextCursor of the page before.');
}
