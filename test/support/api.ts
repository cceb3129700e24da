import { createTableAnswers } from '../../src/adapters/files/table-answer.ts';
import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemoryChangeFeed } from '../../src/adapters/memory/change-feed.ts';
import { createMemoryEditorialStore } from '../../src/adapters/memory/editorial-store.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryKeyStore } from '../../src/adapters/memory/key-store.ts';
import { createMemoryModelRegistry } from '../../src/adapters/memory/model-registry.ts';
import { createMemoryObjectivesStore } from '../../src/adapters/memory/objectives-store.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { createMemorySuggestionStore } from '../../src/adapters/memory/suggestion-store.ts';
import { createMemorySwitchesStore } from '../../src/adapters/memory/switches-store.ts';
import { createMemoryTemplatesStore } from '../../src/adapters/memory/templates-store.ts';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { createParquetFile } from '../../src/adapters/parquet/parquet-file.ts';
import { hashApiKey } from '../../src/domain/api-key.ts';
import type { Catalogue } from '../../src/domain/catalogue.ts';
import { type Clock, seededRandom } from '../../src/domain/clock.ts';
import { COLLECTION_KIND, RULE_KIND, SEGMENT_KIND } from '../../src/domain/editorial-objects.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import type { Page } from '../../src/domain/page.ts';
import { ROLES, type Role } from '../../src/domain/ports/key-store.ts';
import { type Logger, SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { FindSuggestions, Suggestion } from '../../src/domain/suggestion.ts';
import { createUserTokens } from '../../src/domain/user-token.ts';
import { createCollectionDesk } from '../../src/editorial/collections.ts';
import { createPinBoard } from '../../src/editorial/pins.ts';
import { createRuleDesk } from '../../src/editorial/rules.ts';
import { createSuggestionBoard } from '../../src/editorial/suggestion-board.ts';
import { changedUser } from '../../src/features/user-state-merge.ts';
import { openKeyRing } from '../../src/http/key-ring.ts';
import { listen } from '../../src/http/listen.ts';
import { type AppCollaborators, type AppSettings, createApp } from '../../src/http/server.ts';
import { mergeUserStates } from '../../src/ingest/merge-user-states.ts';
import { createUserChanges } from '../../src/ingest/user-changes.ts';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import type { Drafts } from '../../src/recommend/preview.ts';
import { createImpressionCursors } from '../../src/reports/impressions/impression-cursor.ts';
import { noPinSlots } from './pinned-rows.ts';

/** The moment at which every test of the API happens. */
export const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** By which its page tokens are made. */
export const PAGE_TOKEN_SECRET: Uint8Array = new Uint8Array(32).fill(8);

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface CallOptions {
  /** Whose key; null sends none, another string is sent as it is. */
  readonly as?: Role | string | null;
  readonly json?: unknown;
  /** A body as it is. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

/** The whole API on a free port, with memory behind every port and a page that repeats what it was asked for. */
export async function startApi(
  overrides: Partial<AppCollaborators> & {
    readonly given?: Partial<AppSettings>;
    /** What editors are told of is read from it; absent: it is not loaded. */
    readonly catalogue?: () => Catalogue;
  } = {},
) {
  const feed = createMemoryChangeFeed();
  const logged: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const logger = recordingLogger(logged);
  const keyStore = createMemoryKeyStore(() => feed.announce('keys'));
  for (const role of ROLES) {
    const key = { keyId: `key-${role}`, role, name: role, origin: 'test', keyHash: hashApiKey(keyOf(role)) } as const;
    await keyStore.create(key, NOW_MS);
  }
  const people = new Map<string, string>();
  const auditLog = createMemoryAuditLog((actor) => people.get(actor) ?? /^key-(.+)$/.exec(actor)?.[1]);
  const itemStore = createMemoryItemStore(undefined, auditLog.append);
  const pinStore = createMemoryPinStore(undefined, auditLog.append);
  const segmentStore = createMemoryEditorialStore(SEGMENT_KIND, undefined, auditLog.append);
  const collectionStore = createMemoryEditorialStore(COLLECTION_KIND, undefined, auditLog.append);
  const ruleStore = createMemoryEditorialStore(RULE_KIND, undefined, auditLog.append);
  const templatesStore = createMemoryTemplatesStore(undefined, auditLog.append);
  const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
  const keyRing = await openKeyRing({ keyStore, changeFeed: feed, logger });
  const accepted: ViewerEvent[] = [];
  const asked: PageRequest[] = [];
  const askedSimilar: string[] = [];
  const askedSearches: string[] = [];
  const previewed: Drafts[] = [];
  const erased: string[] = [];
  let ids = 0;
  const suggested: Suggestion[] = [];
  const findSuggestions: FindSuggestions = async (kind, _who, judged) => ({
    suggestions: suggested.filter((one) => one.kind === kind && !judged.has(one.subject)),
    modelVersion: 'v1',
    objectives: DEFAULT_OBJECTIVES,
    asOfMs: NOW_MS,
  });
  const suggestionStore = createMemorySuggestionStore(auditLog.append);
  const pinBoard = createPinBoard({ pinStore, itemStore, segmentStore, collectionStore, clock });
  const collaborators: AppCollaborators = {
    homePage: async (request) => {
      asked.push(request);
      return echoPage(request);
    },
    rowPage: async (request, rowId) => {
      asked.push({ ...request, rowIds: [rowId] });
      return echoPage(request);
    },
    similarPage: async (request, itemId) => {
      asked.push(request);
      askedSimilar.push(itemId);
      return echoPage(request);
    },
    searchPage: async (request, query) => {
      asked.push(request);
      askedSearches.push(query);
      return echoPage(request);
    },
    makePreview: async (request, drafts) => {
      asked.push(request);
      previewed.push(drafts);
      const page = { ...echoPage(request), logged: false };
      const pins = drafts.pins.map(() => ({ shown: null, withheld: null }));
      const rules = drafts.rules.map(() => ({ shown: 0, shownWithout: 0 }));
      const segments = drafts.segments.map(() => false);
      return { page, without: page, difference: { slots: [], rows: [] }, pins, rules, segments };
    },
    pageTokens: createPageTokens(PAGE_TOKEN_SECRET),
    eventIntake: {
      async accept(events) {
        accepted.push(...events);
      },
    },
    itemStore,
    pinStore,
    pinBoard,
    suggestionBoard: createSuggestionBoard({ findSuggestions, suggestionStore, pinBoard, itemStore, clock }),
    collectionDesk: createCollectionDesk({
      ...{ itemStore, collectionStore, segmentStore, templatesStore, clock },
      catalogue: overrides.catalogue ?? (() => null),
    }),
    ruleDesk: createRuleDesk({
      ...{ ruleStore, collectionStore, segmentStore, templatesStore, clock },
      catalogue: overrides.catalogue ?? (() => null),
    }),
    keyStore,
    keyRing,
    identityProvider: null,
    peopleStore: {
      async note({ personId, name }) {
        people.set(personId, name);
      },
    },
    userChanges: memoryUserChanges(clock),
    userErasure: {
      async erase(userKey) {
        erased.push(userKey);
        return { receiptId: '01950000-0000-7000-8000-00000000ffff', removed: { events: 3, userStates: 1 } };
      },
    },
    userTokens: createUserTokens(new Uint8Array(32).fill(7)),
    modelRegistry: createMemoryModelRegistry(undefined, auditLog.append),
    modelStore: { check: async () => {}, signature: async () => ({ status: 'unsigned', keyId: null }) },
    objectivesStore: createMemoryObjectivesStore(undefined, auditLog.append),
    suggestionStore,
    switchesStore: createMemorySwitchesStore(undefined, auditLog.append),
    templatesStore,
    segmentStore,
    collectionStore,
    ruleStore,
    auditLog,
    // Values that repeat what was asked: when, and of which place in the list.
    readFeatureRows: async (requests, itemIds, moment) => ({
      fingerprint: 'none',
      features: ['now', 'place'],
      asOf: new Date(requests[0]!.nowMs).toISOString(),
      model: null,
      approximated: moment === null ? [] : [{ part: 'model', detail: moment.countedFrom }],
      rows: requests.flatMap(({ userId, nowMs }) =>
        itemIds.map((itemId, at) => ({ userId: userId!, itemId, values: [nowMs, at] })),
      ),
    }),
    pastPages: { read: async () => null },
    impressionLog: { read: async () => ({ rows: [], next: null }) },
    impressionCursors: createImpressionCursors(new Uint8Array(32).fill(11)),
    openTableAnswer: createTableAnswers(async () => createParquetFile),
    pinReports: { read: async () => null, readSlots: async () => noPinSlots() },
    reports: {
      query: async () => ({ columns: [], rows: [] }),
      extent: async () => ({ dropped: null, pagesSinceMs: null, impressions: 0, pages: 0 }),
    },
    rowUsage: { read: async () => [] },
    reachOf: async () => null,
    rescore: async () => {
      throw new Error('No page of this test is scored again');
    },
    userKeyOf: (userId) => `key of ${userId}`,
    newId: () => `01950000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`,
    random: seededRandom(1),
    clock,
    logger,
    metrics: NO_METRICS,
    settings: {
      deadlineMs: 100,
      retentionMs: 90 * 86_400_000,
      defaultMaturity: 'teen',
      corsOrigins: [],
      trustProxy: 0,
      suppressSmallCounts: false,
      version: '0.0.0',
      console: { version: '0.0.0', simulated: false, oidc: null, imageOrigins: [] },
      ...overrides.given,
    },
    ...overrides,
  };
  const server = await listen(createApp(collaborators), { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${server.port}`;

  async function call(method: string, path: string, options: CallOptions = {}): Promise<TestAnswer> {
    const { as = 'admin', json, raw, headers = {} } = options;
    const body = json === undefined ? raw : JSON.stringify(json);
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${ROLES.includes(as as Role) ? keyOf(as) : as}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body as string }),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  }

  return {
    url,
    call,
    feed,
    logged,
    accepted,
    asked,
    askedSimilar,
    askedSearches,
    /** Drafts that pages were to be previewed with. */
    previewed,
    /** What is suggested, as the model would find it. */
    suggested,
    /** Keys of users, in the order they were erased. */
    erased,
    collaborators,
    async close() {
      await keyRing.close();
      await server.drain(1000);
    },
  };
}

export type TestApi = Awaited<ReturnType<typeof startApi>>;

/** The key each role has in tests. */
export function keyOf(role: string): string {
  return `mq_test-${role}`;
}

/** What must hold of every error: the shape, the media type, the request's id. */
export function problemOf(answer: TestAnswer): { status: number; code: string } {
  const { type, title, status, code, detail, requestId, ...rest } = answer.body;
  const wellFormed =
    answer.headers.get('content-type') === 'application/problem+json' &&
    [type, title, code, detail, requestId].every((field) => typeof field === 'string' && field !== '') &&
    status === answer.status &&
    requestId === answer.headers.get('x-request-id') &&
    Object.keys(rest).length === 0;
  if (!wellFormed) throw new Error(`Not a problem as promised: ${answer.status} ${JSON.stringify(answer.body)}`);
  return { status, code };
}

function echoPage(request: PageRequest): Page {
  const impressionId = `${request.recommendationId}.0.0`;
  const reason = { code: 'popular', seedItemId: null } as const;
  const slot = { itemId: 'i1', impressionId, position: 0, score: 0.5, propensity: 1, pinned: false, reason };
  return {
    recommendationId: request.recommendationId,
    parentId: null,
    userId: request.userId,
    rung: 'R0',
    degraded: false,
    logged: true,
    tookMs: 1.5,
    expiresAt: new Date(request.nowMs + 900_000).toISOString(),
    models: { retrieval: 'v1', ranker: 'v1' },
    arms: {},
    rows: [
      {
        rowId: 'popular',
        kind: 'popular',
        title: 'Popular',
        titleKey: 'row.popular',
        titleParams: {},
        seed: null,
        items: [slot],
        next: null,
      },
    ],
    next: null,
  };
}

/** Users whose changes are merged as soon as they are said. */
function memoryUserChanges(clock: Clock) {
  const userStates = createMemoryUserStateStore();
  let ids = 0;
  return createUserChanges({
    changeLog: {
      async append(change) {
        const entries = new Map([[changedUser(change), { events: [], views: [], changes: [change] }]]);
        await mergeUserStates(userStates, entries, SILENT_LOGGER);
        return { merged: Promise.resolve() };
      },
    },
    userStates,
    clock,
    newId: () => `change-${++ids}`,
  });
}

function recordingLogger(logged: { level: string; fields: Record<string, unknown>; message: string }[]): Logger {
  const at = (level: string) => (fields: object, message: string) => {
    logged.push({ level, fields: fields as Record<string, unknown>, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
