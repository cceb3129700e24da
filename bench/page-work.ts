import type { Context } from '../src/context.ts';
import type { PageRequest } from '../src/domain/request.ts';
import type { Snapshot } from '../src/domain/snapshot.ts';
import { encodeDecision } from '../src/ingest/journal-records.ts';
import { createHomePage } from '../src/recommend/home-page.ts';

/** What the making of one real page asked of each kernel, to be asked again in a bare loop. */
export interface PageWork {
  readonly state: Uint8Array;
  /** `k` null: the whole index was looked at. */
  readonly searches: { readonly query: Float32Array; readonly k: number | null }[];
  readonly batches: { readonly features: Float32Array; readonly count: number; readonly scores: Float32Array }[];
  /** The answer's JSON, cut before each item. */
  readonly fragments: readonly string[];
  /** As the journal takes it. */
  readonly record: Uint8Array;
}

/** Makes a page for each user by the real pipeline and keeps what its kernels were given. */
export async function recordPageWork(
  context: Context,
  snapshot: Snapshot,
  users: readonly { readonly userId: string; readonly userKey: string }[],
): Promise<PageWork[]> {
  const userStates = await context.userStates();
  const aligned = snapshot.models!;
  const { model } = aligned;
  const done: PageWork[] = [];
  for (const user of users) {
    const searches: PageWork['searches'] = [];
    const batches: PageWork['batches'] = [];
    let record: Uint8Array = new Uint8Array(0);
    const homePage = createHomePage({
      ...context,
      snapshot: () => ({
        ...snapshot,
        models: {
          ...aligned,
          model: {
            ...model,
            index: {
              ...model.index,
              search(query, k) {
                searches.push({ query: query.slice(), k });
                return model.index.search(query, k);
              },
              ...(model.index.scan && {
                scan(query: Float32Array) {
                  searches.push({ query: query.slice(), k: null });
                  return model.index.scan!(query);
                },
              }),
            },
            ranker: {
              ...model.ranker,
              score(features, count, objectives, scores) {
                batches.push({ features: features.slice(), count, scores: new Float32Array(count) });
                model.ranker.score(features, count, objectives, scores);
              },
            },
          },
        },
      }),
      userStates,
      decisionLog: {
        record(decision) {
          record = encodeDecision(decision);
          return true;
        },
      },
    });
    const page = await homePage(requestOf(context, user));
    if (page.rung !== 'R0') throw new Error(`The page of ${user.userId} is not a full one but ${page.rung}.`);
    const fragments = JSON.stringify(page).split(/(?=\{"itemId")/);
    done.push({ state: (await userStates.read(user.userKey))!.bytes, searches, batches, fragments, record });
  }
  return done;
}

/** As GET /v1/users/{userId}/home?region=GB asks. */
export function requestOf(context: Context, user: { readonly userId: string; readonly userKey: string }): PageRequest {
  return {
    ...user,
    recommendationId: context.newId(),
    origin: 'app',
    surface: 'tv',
    region: 'GB',
    language: null,
    maturity: 'adult',
    timeZone: 'UTC',
    sessionId: null,
    rows: 8,
    items: 20,
    rowIds: null,
    excludeItemIds: [],
    include: [],
    deadlineMs: 10_000,
    nowMs: context.clock.nowMs(),
    randomSeed: 1,
  };
}
