import type { Decision } from '../../src/domain/decision.ts';
import type { Page } from '../../src/domain/page.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import type { Caller } from '../../src/http/caller.ts';
import { continuedRequest } from '../../src/http/continued-request.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import { createPageStages } from '../../src/recommend/page-stages.ts';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { createSessionPages } from '../../src/recommend/paging/session-pages.ts';
import { createRowPage } from '../../src/recommend/row-page.ts';
import { createSearchPage } from '../../src/recommend/search-page.ts';
import { createSimilarPage } from '../../src/recommend/similar-page.ts';
import { aRequest, NOW_MS } from './pages.ts';

/** What a test changes between two pages. */
export interface PagingWorld {
  snapshot: Snapshot;
  state: UserState | null;
  nowMs: number;
}

const APP: Caller = { keyId: 'app', name: '', roles: ['app'], origin: 'test', ratePerS: null, token: null };
/** That all replicas have. */
const SECRET = new Uint8Array(32).fill(1);
const USER_KEY = '1'.repeat(32);

/** A replica's pages by the real pipeline, which go on by tokens as they do over HTTP. Each page is another decision. */
export function createPaging(world: PagingWorld, sessionPages = createSessionPages()) {
  const decisions: Decision[] = [];
  const fallbacks: string[] = [];
  let ids = 0;
  const newId = () => `01970000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`;
  const clock = { nowMs: () => world.nowMs, monotonicMs: () => 0 };
  const pageTokens = createPageTokens(SECRET);
  const parts = {
    snapshot: () => world.snapshot,
    userStates: { read: async () => ({ bytes: encodeUserState(world.state ?? EMPTY_STATE), version: 1 }) },
    decisionLog: { record: (decision: Decision) => decisions.push(decision) > 0 },
    clock,
    metrics: { ...NO_METRICS, fallback: (part: string, reason: string) => fallbacks.push(`${part} ${reason}`) },
    pageTokens,
    sessionPages,
  };
  const stages = createPageStages(parts);
  const homePage = createHomePage(parts, stages);
  const rowPage = createRowPage(parts, stages);
  const similarPage = createSimilarPage(parts, stages);
  const searchPage = createSearchPage(parts, stages);
  const asked = (changes: Partial<PageRequest>) =>
    aRequest({ recommendationId: newId(), userKey: USER_KEY, nowMs: world.nowMs, ...changes });
  const context = {
    clock,
    newId,
    random: () => 0,
    userKeyOf: () => USER_KEY,
    defaultMaturity: 'adult',
    deadlineMs: 1000,
    filterOf: () => {
      throw new Error('No page of this test has a filter');
    },
  } as const;

  async function next(token: string, caller: Caller = APP): Promise<Page> {
    const chain = pageTokens.open(token, world.nowMs);
    const request = continuedRequest(context, caller, chain);
    if (chain.route === 'home') return homePage(request);
    if (chain.about !== null && 'seedItemId' in chain.about) return similarPage(request, chain.about.seedItemId);
    if (chain.about !== null) return searchPage(request, chain.about.query);
    return rowPage(request, chain.rowId!);
  }

  /** A page and all that come after it. */
  async function chainFrom(first: Page, nextOf = (page: Page) => page.next): Promise<Page[]> {
    const pages = [first];
    for (let token = nextOf(first); token !== null; token = nextOf(pages.at(-1)!)) {
      if (pages.length > MOST_PAGES) throw new Error('A chain of pages does not end');
      pages.push(await next(token));
    }
    return pages;
  }

  return {
    decisions,
    fallbacks,
    forget: stages.forget,
    home: (changes: Partial<PageRequest> = {}) => homePage(asked(changes)),
    row: (rowId: string, changes: Partial<PageRequest> = {}) => rowPage(asked(changes), rowId),
    similar: (itemId: string, changes: Partial<PageRequest> = {}) => similarPage(asked(changes), itemId),
    search: (query: string, changes: Partial<PageRequest> = {}) => searchPage(asked(changes), query),
    next,
    chainFrom,
  };
}

const MOST_PAGES = 2100;

export const aWorld = (snapshot: Snapshot, state: UserState | null = null): PagingWorld => ({
  snapshot,
  state,
  nowMs: NOW_MS,
});
