import type { PageChain } from '../../src/recommend/paging/page-chain.ts';
import type { PageTokens } from '../../src/recommend/paging/page-tokens.ts';

/** When the chains of tests begin. */
export const FROM_MS = Date.parse('2026-03-01T12:00:00.000Z');

export function aChain(changes: Partial<PageChain> = {}): PageChain {
  return {
    route: 'home',
    rowId: null,
    fromMs: FROM_MS,
    userId: 'u1',
    userKey: null,
    surface: 'tv',
    region: 'DE',
    language: 'de',
    maturity: 'adult',
    timeZone: 'Europe/Berlin',
    sessionId: '0d1f6f0e-5d0c-4f5a-a3f0-0a9f8d2b7c61',
    rows: 8,
    items: 20,
    rowIds: null,
    excludeItemNos: new Int32Array(0),
    excludeItemIds: [],
    filter: null,
    about: null,
    include: ['title', 'imageUrl'],
    randomSeed: 4_294_967_295,
    shown: {
      parentId: '01970000-0000-7000-8000-000000000001',
      rowIds: ['continue-watching', 'top-picks', 'because-you-watched:tt0133093', 'genre:film-noir'],
      titleNos: Int32Array.of(1, 2, 70, 12_345),
      lastInRow: new Int32Array(0),
      countInRow: 0,
    },
    ...changes,
  };
}

/** Where a chain goes on. */
export const nextPath = (what: 'home' | 'rows', tokens: PageTokens, chain: PageChain): string =>
  `/v1/${what}/next?token=${tokens.issue([chain])[0]}`;
