import { createMemoryTextIndex } from '../../src/adapters/memory/text-index.ts';
import type { Catalogue } from '../../src/domain/catalogue.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { StoredItem } from '../../src/domain/item.ts';
import type { AlignedPackage, ModelPackage } from '../../src/domain/model-package.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import type { Page } from '../../src/domain/page.ts';
import { DEFAULT_TEMPLATES, withoutChance } from '../../src/domain/page-template.ts';
import type { Pin } from '../../src/domain/pin.ts';
import type { FallbackLists } from '../../src/domain/ports/fallback-list.ts';
import { type Metrics, NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { StoredPin } from '../../src/domain/ports/pin-store.ts';
import type { TextIndex, Texts } from '../../src/domain/ports/text-index.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import { type Snapshot, UNTOUCHED } from '../../src/domain/snapshot.ts';
import { alignPackage } from '../../src/features/align-package.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { createItemStatsColumns } from '../../src/features/item-stats-columns.ts';
import { rankedLists } from '../../src/features/ranked-lists.ts';
import type { StateEvent, UserState } from '../../src/features/user-state.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { eventKeyOf, fold } from '../../src/features/user-state-merge.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import type { PageParts } from '../../src/recommend/page-stages.ts';
import { createRowPage } from '../../src/recommend/row-page.ts';
import { createSearchPage } from '../../src/recommend/search-page.ts';
import { createSimilarPage } from '../../src/recommend/similar-page.ts';

export const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;

export function aRequest(changes: Partial<PageRequest> = {}): PageRequest {
  return {
    recommendationId: '01970000-0000-7000-8000-000000000001',
    userId: 'u1',
    userKey: '0'.repeat(32),
    origin: 'test',
    surface: 'tv',
    region: null,
    language: null,
    maturity: 'adult',
    timeZone: 'UTC',
    sessionId: null,
    rows: 8,
    items: 20,
    rowIds: null,
    excludeItemIds: [],
    include: [],
    deadlineMs: 1000,
    nowMs: NOW_MS,
    randomSeed: 1,
    ...changes,
  };
}

export function aPin(pinNo: number, changes: Partial<Pin>): StoredPin {
  const pin: Pin = {
    pinId: `pin-${pinNo}`,
    itemId: 'i1',
    rowId: changes.rowKind === undefined ? 'popular' : null,
    rowKind: null,
    position: 0,
    from: new Date(NOW_MS - DAY_MS).toISOString(),
    until: new Date(NOW_MS + DAY_MS).toISOString(),
    timeZone: 'UTC',
    repeat: null,
    audience: {},
    priority: 0,
    ifRowAbsent: 'withhold',
    ifWatched: 'withhold',
    enabled: true,
    note: '',
    campaign: null,
    version: 1,
    createdAt: new Date(NOW_MS - DAY_MS + pinNo).toISOString(),
    updatedAt: new Date(NOW_MS).toISOString(),
    ...changes,
  };
  return { pinNo, pin };
}

/** What a user did, in this order, one thing an hour and the last of them an hour ago. */
export function aState(...did: readonly (Pick<StateEvent, 'type' | 'itemNo'> & { value?: number })[]): UserState {
  const events = did.map(
    ({ type, itemNo, value = Number.NaN }, at): StateEvent => ({
      type,
      itemNo,
      value,
      trigger: 'user',
      occurredAtMs: NOW_MS - (did.length - at) * 3_600_000,
      eventKey: eventKeyOf(`event-${at}`),
    }),
  );
  return fold(EMPTY_STATE, events);
}

export interface SnapshotGiven {
  readonly items: readonly StoredItem[];
  /** Uses by item number. */
  readonly uses?: Readonly<Record<number, number>>;
  readonly models?: ((catalogue: Catalogue) => ModelPackage) | null;
  readonly pins?: readonly StoredPin[];
  readonly fallback?: FallbackLists;
}

export function aSnapshot({ items, uses = {}, models = null, pins = [], fallback }: SnapshotGiven): Snapshot {
  const catalogue = createCatalogue(items, 1);
  const columns = createItemStatsColumns(catalogue);
  for (const [itemNo, count] of Object.entries(uses)) {
    const dense = catalogue.denseOfItemNo(Number(itemNo));
    if (dense >= 0) columns.add(catalogue.titleOf[dense]!, NOW_MS - DAY_MS, count, 0, 0);
  }
  const stats = columns.at(NOW_MS);
  const aligned: AlignedPackage | null = models && alignPackage(models(catalogue), catalogue);
  const lists = rankedLists(catalogue, stats, fallback);
  return {
    ...UNTOUCHED,
    templates: withoutChance(DEFAULT_TEMPLATES),
    catalogue,
    stats,
    lists,
    texts: textsOf(catalogue),
    models: aligned,
    objectives: DEFAULT_OBJECTIVES,
    pins,
    versions: { catalogue: 1 },
  };
}

/** Indexed when somebody searches. */
export function textsOf(catalogue: Catalogue): Texts {
  let index: TextIndex | null = null;
  return {
    search(query, admits) {
      if (index === null) {
        index = createMemoryTextIndex();
        for (let dense = 0; dense < catalogue.size; dense++) {
          if (catalogue.withdrawn[dense] === 0) index.put(dense, catalogue.item[dense]!);
        }
      }
      return index.search(query, admits);
    },
    pending: () => null,
  };
}

export interface Made {
  readonly page: Page;
  readonly decision: Decision;
  readonly fallbacks: readonly string[];
  /** Whose states were read for it. */
  readonly readKeys: readonly string[];
}

export const STILL_CLOCK: Clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };

/** Makes one home page by the real pipeline, and returns what was logged and counted with it. */
export const makePage = (
  snapshot: Snapshot,
  state: UserState | null = null,
  request: Partial<PageRequest> = {},
  given: Partial<PageParts> = {},
) => makeBy(snapshot, state, (parts) => createHomePage({ ...parts, ...given })(aRequest(request)));

/** One row alone, in the same way. */
export const makeRow = (
  snapshot: Snapshot,
  rowId: string,
  state: UserState | null = null,
  request: Partial<PageRequest> = {},
) => makeBy(snapshot, state, (parts) => createRowPage(parts)(aRequest(request), rowId));

/** What goes with an item, in the same way. */
export const makeSimilar = (
  snapshot: Snapshot,
  itemId: string,
  state: UserState | null = null,
  request: Partial<PageRequest> = {},
) => makeBy(snapshot, state, (parts) => createSimilarPage(parts)(aRequest(request), itemId));

/** What is searched for, in the same way. */
export const makeSearch = (
  snapshot: Snapshot,
  query: string,
  state: UserState | null = null,
  request: Partial<PageRequest> = {},
) => makeBy(snapshot, state, (parts) => createSearchPage(parts)(aRequest(request), query));

export async function makeBy(
  snapshot: Snapshot,
  state: UserState | null,
  make: (parts: PageParts) => Promise<Page>,
): Promise<Made> {
  const decisions: Decision[] = [];
  const fallbacks: string[] = [];
  const readKeys: string[] = [];
  const metrics: Metrics = { ...NO_METRICS, fallback: (component, reason) => fallbacks.push(`${component} ${reason}`) };
  const page = await make({
    snapshot: () => snapshot,
    userStates: {
      async read(userKey) {
        readKeys.push(userKey);
        return state && { bytes: encodeUserState(state), version: 1 };
      },
    },
    decisionLog: { record: (decision) => decisions.push(decision) > 0 },
    clock: STILL_CLOCK,
    metrics,
  });
  return { page, decision: decisions[0]!, fallbacks, readKeys };
}

export const itemIdsOf = (page: Page, rowId?: string): string[] =>
  page.rows
    .filter((row) => rowId === undefined || row.rowId === rowId)
    .flatMap((row) => row.items.map((slot) => slot.itemId));
