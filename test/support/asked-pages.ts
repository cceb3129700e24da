import type * as z from 'zod';
import type { Clock } from '../../src/domain/clock.ts';
import { createFilterCache } from '../../src/domain/filter/filter-cache.ts';
import type { Maturity } from '../../src/domain/item.ts';
import type { Page } from '../../src/domain/page.ts';
import { type Metrics, NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { UserState } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import type { Caller } from '../../src/http/caller.ts';
import type { PageRequestContext } from '../../src/http/page-request.ts';
import type { Route } from '../../src/http/route.ts';
import { homeRoutes } from '../../src/http/routes/home.ts';
import { nextRoutes } from '../../src/http/routes/next.ts';
import { rowRoutes } from '../../src/http/routes/rows.ts';
import { searchRoutes } from '../../src/http/routes/search.ts';
import { similarRoutes } from '../../src/http/routes/similar.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import type { PageParts } from '../../src/recommend/page-stages.ts';
import { createPageStages } from '../../src/recommend/page-stages.ts';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { createSessionPages } from '../../src/recommend/paging/session-pages.ts';
import { createRowPage } from '../../src/recommend/row-page.ts';
import { createSearchPage } from '../../src/recommend/search-page.ts';
import { createSimilarPage } from '../../src/recommend/similar-page.ts';

export const USER = 'u1';
const USER_KEY = 'a'.repeat(32);

/** What a device's token allows; null: a server's key asks. */
export type Ceilings = { readonly maturityMax: Maturity | null; readonly region: string | null } | null;

/** The routes of pages as a service has them, with their own parameters and callers, over one snapshot and one user in memory. */
export function createAskedPages(snapshot: Snapshot, state: UserState | null, defaultMaturity: Maturity) {
  const fallbacks: string[] = [];
  const metrics: Metrics = { ...NO_METRICS, fallback: (component, reason) => fallbacks.push(`${component} ${reason}`) };
  let nowMs = 0;
  let ids = 0;
  let canRead = true;
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
  const pageTokens = createPageTokens(new Uint8Array(32).fill(9));
  const parts: PageParts = {
    snapshot: () => snapshot,
    userStates: {
      async read() {
        if (!canRead) throw new Error('The user states are away');
        return state && { bytes: encodeUserState(state), version: 1 };
      },
    },
    decisionLog: { record: () => true },
    pageTokens,
    sessionPages: createSessionPages(),
    clock,
    metrics,
  };
  const stages = createPageStages(parts);
  const pages = {
    homePage: createHomePage(parts, stages),
    rowPage: createRowPage(parts, stages),
    similarPage: createSimilarPage(parts, stages),
    searchPage: createSearchPage(parts, stages),
    pageTokens,
  };
  const context: PageRequestContext = {
    clock,
    random: () => (ids * 0.37) % 1,
    newId: () => `01970000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`,
    userKeyOf: () => USER_KEY,
    filterOf: createFilterCache().of,
    defaultMaturity,
    deadlineMs: 1000,
  };
  const routes = new Map<string, Route>(
    [
      ...homeRoutes(pages.homePage, context),
      ...rowRoutes(pages.rowPage, context),
      ...similarRoutes(pages.similarPage, context),
      ...searchRoutes(pages.searchPage, context),
      ...nextRoutes(pages, context),
    ].map((route) => [`${route.method} ${route.path}`, route]),
  );

  return {
    /** Since the last page that was asked for. */
    fallbacks,
    /** The page; null: refused, there being no such row or item. */
    async ask(path: string, params: object, query: object, ceilings: Ceilings, atMs: number): Promise<Page | null> {
      nowMs = atMs;
      fallbacks.length = 0;
      const route = routes.get(`get ${path}`)!;
      const call = { params, query: (route.query as z.ZodObject).parse(query), caller: callerOf(ceilings) };
      try {
        return (await route.handle(call as never)).body as Page;
      } catch (error) {
        if (/^unknown-(row|item)$/.test((error as { code?: string }).code ?? '')) return null;
        throw error;
      }
    },
    /** From now on the store of user states fails. */
    loseStates() {
      canRead = false;
    },
  };
}

const callerOf = (ceilings: Ceilings): Caller => ({
  keyId: 'key-app',
  roles: ['app'],
  name: 'app',
  origin: 'test',
  ratePerS: null,
  token: ceilings && { keyId: 'key-app', userKey: USER_KEY, expiresAtMs: Number.POSITIVE_INFINITY, ...ceilings },
});
