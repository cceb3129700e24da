import fc from 'fast-check';
import { MATURITIES, type StoredItem } from '../../src/domain/item.ts';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import type { Metrics } from '../../src/domain/ports/metrics.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { UserState } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import { createPageStages, type PageParts } from '../../src/recommend/page-stages.ts';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { createSessionPages } from '../../src/recommend/paging/session-pages.ts';
import { createPreview, type Drafts } from '../../src/recommend/preview.ts';
import { aStoredItem } from './items.ts';
import { aPin, aRequest, aSnapshot, aState, NOW_MS, STILL_CLOCK } from './pages.ts';
import { tinyPackage } from './tiny-package.ts';

export const DAY_MS = 86_400_000;
export const day = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString();
const days = fc.integer({ min: -3, max: 9 });

const items = fc
  .array(
    fc.record({
      maturity: fc.constantFrom(...MATURITIES),
      genres: fc.subarray(['Drama', 'War', 'Crime']),
      cast: fc.subarray(['Ann', 'Bo']),
      releaseDate: fc.option(fc.integer({ min: -900, max: 30 }).map(day)),
      startsAt: fc.oneof({ arbitrary: fc.constant(null), weight: 6 }, days.map(day)),
      windows: fc
        .tuple(fc.constantFrom('*', '*', 'DE'), fc.option(days), fc.option(days))
        .map(([region, from, until]) => [
          { region, from: from === null ? null : day(from), until: until === null ? null : day(until) },
        ]),
    }),
    { minLength: 25, maxLength: 60 },
  )
  .map((made): StoredItem[] => made.map((changes, at) => aStoredItem(at + 1, changes)));

const itemNo = fc.integer({ min: 1, max: 50 });
const state = fc.option(
  fc
    .array(fc.record({ type: fc.constantFrom('complete', 'play', 'hide', 'list-add'), itemNo }), { maxLength: 12 })
    .map((did) => aState(...did)),
);

const pin = fc.record({
  itemId: itemNo.map((no) => `i${no}`),
  rowId: fc.constantFrom('popular', 'top-picks', 'genre:war', 'collection:c1'),
  position: fc.integer({ min: 0, max: 8 }),
  priority: fc.integer({ min: 0, max: 2 }),
  from: fc.oneof({ arbitrary: fc.constant(day(-5)), weight: 4 }, { arbitrary: days.map(day), weight: 1 }),
  until: days.map((at) => day(at + 10)),
  ifRowAbsent: fc.constantFrom('withhold' as const, 'insert' as const),
  audience: fc.constantFrom({}, {}, {}, { regions: ['DE'] }, { newUsers: true }, { surfaces: ['tv' as const] }),
  enabled: fc.constantFrom(true, true, true, false),
});
const pins = fc.array(pin, { maxLength: 5, size: 'max' });

/** A catalogue, a user, pins that are stored and others that are not, and a request at some time. */
export const world = fc.record({
  items,
  state,
  stored: pins,
  drafted: pins,
  request: fc.record({
    region: fc.constantFrom(null, 'DE'),
    rows: fc.integer({ min: 1, max: 9 }),
    items: fc.integer({ min: 1, max: 12 }),
    nowMs: days.map((at) => NOW_MS + at * DAY_MS),
    randomSeed: fc.integer(),
  }),
});
export type World = typeof world extends fc.Arbitrary<infer Made> ? Made : never;

/** With chance in its pages, new titles among them. */
export function snapshotOf(given: World): Snapshot {
  const made = aSnapshot({
    items: given.items,
    pins: given.stored.map((one, at) => aPin(at + 1, one)),
    uses: Object.fromEntries(given.items.map(({ itemNo: no }) => [no, no % 7])),
    models: tinyPackage,
  });
  const { tv } = DEFAULT_TEMPLATES;
  const drawn = { ...tv, exploration: { ...tv.exploration, share: 0.5 }, newItems: { ...tv.newItems, share: 1 } };
  return {
    ...made,
    templates: { ...DEFAULT_TEMPLATES, tv: drawn },
    exposure: {
      served: new Float32Array(made.catalogue.size),
      addedAtMs: Float64Array.from({ length: made.catalogue.size }, () => NOW_MS - DAY_MS),
    },
  };
}

/** A service of one user: its pages, its previews, and everything it was told to keep or count. */
export function aService(snapshot: Snapshot, userState: UserState | null) {
  const told: string[] = [];
  const tell = (what: string) => told.push(what);
  const parts: PageParts = {
    snapshot: () => snapshot,
    userStates: {
      async read() {
        tell('read');
        return userState && { bytes: encodeUserState(userState), version: 1 };
      },
    },
    decisionLog: { record: () => tell('record') > 0 },
    clock: STILL_CLOCK,
    metrics: new Proxy({} as Metrics, { get: (_, name) => () => tell(String(name)) }),
    pageTokens: createPageTokens(new Uint8Array(32).fill(8)),
    sessionPages: {
      ...createSessionPages(),
      again() {
        tell('again');
        return null;
      },
      keep: () => void tell('keep'),
    },
    featureSampleShare: 1,
  };
  const stages = createPageStages(parts);
  const asked = (request: Partial<PageRequest>) => aRequest({ ...request, sessionId: 's1' });
  const preview = createPreview(parts, stages);
  return {
    told,
    page: (request: Partial<PageRequest>) => createHomePage(parts, stages)(asked(request)),
    preview: (request: Partial<PageRequest>, drafts: Partial<Drafts> = {}) =>
      preview(asked(request), { pins: [], templates: {}, collections: [], rules: [], segments: [], ...drafts }),
  };
}
