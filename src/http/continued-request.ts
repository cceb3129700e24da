import { MarqueeError } from '../domain/errors.ts';
import type { PageRequest } from '../domain/request.ts';
import { NOBODY } from '../domain/user-key.ts';
import { MOST_SHOWN, type PageChain } from '../recommend/paging/page-chain.ts';
import { type Caller, explains, limitsOf } from './caller.ts';
import type { PageRequestContext } from './page-request.ts';

/**
 * The next page of a chain, as its token asks for it: by the parameters of the first, under the ceilings of who calls now. Throws
 * 'forbidden' where a device brings a token of another user.
 */
export function continuedRequest(
  context: PageRequestContext,
  caller: Caller,
  chain: PageChain,
  explain?: boolean,
): PageRequest {
  const { shown } = chain;
  const given = { region: chain.region ?? undefined, maturity: chain.maturity ?? undefined };
  const room = MOST_SHOWN - shown.titleNos.length;
  const items = Math.max(1, Math.min(chain.items, room));
  return {
    recommendationId: context.newId(),
    userId: chain.userId,
    userKey: userKeyOf(context, caller, chain),
    origin: caller.origin,
    surface: chain.surface,
    ...limitsOf(caller, given, context.defaultMaturity),
    language: chain.language,
    timeZone: chain.timeZone,
    sessionId: chain.sessionId,
    rows: Math.max(1, Math.min(chain.rows, Math.floor(room / items))),
    items,
    rowIds: chain.rowIds,
    excludeItemIds: chain.excludeItemIds,
    excludeItemNos: chain.excludeItemNos,
    filter: chain.filter === null ? null : context.filterOf(chain.filter),
    shown,
    chainFromMs: chain.fromMs,
    about: chain.about,
    include: chain.include,
    ...(explains(caller, explain) && { explain: true }),
    deadlineMs: context.deadlineMs,
    nowMs: context.clock.nowMs(),
    randomSeed: chain.randomSeed,
  };
}

/** A page that was nobody's is, on a device, its user's: naming nobody must not lift the profile's ceilings. */
function userKeyOf(context: PageRequestContext, { token }: Caller, chain: PageChain): string {
  const userKey = chain.userId === null ? (chain.userKey ?? NOBODY) : context.userKeyOf(chain.userId);
  if (token === null) return userKey;
  if (userKey !== NOBODY && userKey !== token.userKey) {
    throw new MarqueeError('forbidden', 'This page was made for another user than your token.');
  }
  return token.userKey;
}
