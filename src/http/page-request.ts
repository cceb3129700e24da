import { hash } from 'node:crypto';
import type * as z from 'zod';
import type { Clock, Random } from '../domain/clock.ts';
import type { Maturity } from '../domain/item.ts';
import type { ItemFilter } from '../domain/item-filter.ts';
import type { PageRequest } from '../domain/request.ts';
import { NOBODY } from '../domain/user-key.ts';
import { type Caller, explains, limitsOf } from './caller.ts';
import type { homeParameters, pageParameters } from './schemas/home.ts';

/** What every request for a page is given beside its parameters. */
export interface PageRequestContext {
  readonly clock: Clock;
  readonly random: Random;
  /** A new UUIDv7. */
  newId(): string;
  userKeyOf(userId: string): string;
  /** A filter by its text. Throws MarqueeError 'invalid-filter'. */
  filterOf(text: string): ItemFilter;
  readonly defaultMaturity: Maturity;
  readonly deadlineMs: number;
}

/** What routes of one row leave out holds for them as it does for home. */
type GivenParameters = z.output<typeof pageParameters> & Partial<z.output<typeof homeParameters>>;

/** A page as asked for, whichever route asks; without a user it is nobody's, and nothing is read of anyone. */
export function pageRequestOf(
  context: PageRequestContext,
  caller: Caller,
  userId: string | null,
  given: GivenParameters,
): PageRequest {
  // A device that names nobody is still its user's: leaving the name out must not lift the profile's ceilings.
  const userKey = userId === null ? (caller.token?.userKey ?? NOBODY) : context.userKeyOf(userId);
  return {
    recommendationId: context.newId(),
    userId,
    userKey,
    origin: caller.origin,
    surface: given.surface,
    ...limitsOf(caller, given, context.defaultMaturity),
    language: given.language ?? null,
    timeZone: given.timeZone,
    sessionId: given.sessionId ?? null,
    rows: given.rows ?? 1,
    items: given.items,
    rowIds: given.rowIds ?? null,
    excludeItemIds: given.exclude ?? [],
    filter: given.filter === undefined ? null : context.filterOf(given.filter),
    include: given.include ?? [],
    ...(explains(caller, given.explain) && { explain: true }),
    deadlineMs: given.deadlineMs ?? context.deadlineMs,
    nowMs: context.clock.nowMs(),
    randomSeed:
      given.sessionId === undefined ? Math.floor(context.random() * 2 ** 32) : sessionSeed(userKey, given.sessionId),
  };
}

/** 32 bits by which chance falls alike all through a session, on every replica. */
export const sessionSeed = (userKey: string, sessionId: string): number =>
  hash('sha256', `${userKey} ${sessionId}`, 'buffer').readUInt32BE(0);
