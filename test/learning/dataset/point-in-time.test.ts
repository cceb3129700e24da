import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createExactIndex } from '../../../src/adapters/hnsw/exact-index.ts';
import type { ViewerEvent } from '../../../src/domain/event.ts';
import { alignPackage } from '../../../src/features/align-package.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { FEATURE_COLUMNS, featureWidth } from '../../../src/features/schema.ts';
import { buildDataset, type Dataset } from '../../../src/learning/dataset/dataset.ts';
import type { DatasetExamples } from '../../../src/learning/dataset/examples-builder.ts';
import type { ReadLog } from '../../../src/learning/log/read-log.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { aStoredItem } from '../../support/items.ts';
import { userKeyFor } from '../../support/log-fixtures.ts';
import { tinyPackage } from '../../support/tiny-package.ts';
import { didAt, pageAt, read, slotOf } from '../log-support.ts';
import { compareEvents, createOracle, itemNoOf, type Question, type SentLog } from './point-in-time-oracle.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 2, 1);
const USERS = 50;
/** Films 1 to 8, a series 9 with episodes 10 to 12, a clip 13. */
const CATALOGUE = createCatalogue(
  [
    ...Array.from({ length: 8 }, (_, n) =>
      aStoredItem(n + 1, {
        genres: [`g${n % 3}`],
        releaseDate: `20${10 + n}-05-05T00:00:00Z`,
        language: [null, 'pt', 'pt-BR', 'en'][n % 4]!,
      }),
    ),
    aStoredItem(9, { type: 'series', genres: ['g1'] }),
    ...[10, 11, 12].map((no) => aStoredItem(no, { type: 'episode', seriesId: 'i9', season: 1, episode: no })),
    aStoredItem(13, { type: 'clip' }),
  ],
  1,
);
const PACKAGE = alignPackage(tinyPackage(CATALOGUE, { knownShare: 0.8 }), CATALOGUE);
const RETRIEVAL = { ...PACKAGE, model: PACKAGE.model.retrieval };
const INDEX = createExactIndex(RETRIEVAL.model.targetVectors, RETRIEVAL.model.dimensions);

// Hours of two days, so that much happens at once.
const time = fc.integer({ min: 0, max: 47 });
const user = fc.integer({ min: 0, max: USERS - 1 });
const page = fc.record({
  user,
  time,
  items: fc.uniqueArray(fc.integer({ min: 1, max: 13 }), { minLength: 1, maxLength: 5 }),
  region: fc.constantFrom(null, 'SE', 'DE'),
  language: fc.constantFrom(null, 'pt', 'en-GB'),
  timeZone: fc.constantFrom('UTC', 'Asia/Tokyo'),
});
const event = fc.record({
  user,
  time,
  itemNo: fc.integer({ min: 1, max: 13 }),
  type: fc.constantFrom('viewed', 'click', 'play', 'progress', 'complete', 'rate', 'hide', 'unhide', 'dismiss'),
  portion: fc.constantFrom(0.05, 0.4, 0.95),
  value: fc.constantFrom(null, -1, 0.5, 1),
  /** How long a device kept it, in hours; null: somebody imported it, long after. */
  late: fc.constantFrom(0, 0, 0, 1, 30, null),
  /** Which of the user's pages and slots it names, where there is one. */
  names: fc.option(fc.tuple(fc.nat(9), fc.nat(4))),
});
const world = fc.record({
  pages: fc.array(page, { minLength: 60, maxLength: 100, size: 'max' }),
  events: fc.array(event, { minLength: 150, maxLength: 300, size: 'max' }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** The log of a world. What is imported is received in a year's time. */
function sentLog(given: World): SentLog {
  const decisions = given.pages.map(({ user, time, items, ...more }, n) =>
    pageAt(START_MS + time * HOUR_MS, items, { user, n, ...more }),
  );
  const events = given.events.flatMap(({ user, time, itemNo, type, portion, value, late, names }): ViewerEvent[] => {
    const own = decisions.filter(({ userKey }) => userKey === userKeyFor(user));
    const named = names === null ? undefined : own[names[0] % Math.max(1, own.length)];
    const impressionIds = named === undefined ? [] : [slotOf(named, names![1])];
    if (type === 'viewed' && impressionIds.length === 0) return [];
    const atMs = START_MS + time * HOUR_MS;
    const origin = late === null ? 'import' : 'app';
    const receivedAtMs = late === null ? START_MS + 365 * 24 * HOUR_MS : atMs + late * HOUR_MS;
    const said = { ...(type === 'progress' && { portion }), ...(type === 'rate' && { value }) };
    return [
      didAt(atMs, type as ViewerEvent['type'], type === 'viewed' ? null : itemNo, {
        user,
        impressionIds,
        origin,
        receivedAtMs,
        ...said,
      }),
    ];
  });
  return { events, decisions };
}

/** When a service could know of an event: ADR 17. */
const knownAtMs = (event: ViewerEvent): number => (event.origin === 'import' ? event.occurredAtMs : event.receivedAtMs);

function datasetOf({ table, pages }: ReadLog): Dataset | null {
  return buildDataset({
    table,
    pages,
    timelines: timelinesOf(table, CATALOGUE),
    catalogue: CATALOGUE,
    seed: 1,
    mostGroups: 10_000,
    modelFor: () => ({ retrieval: RETRIEVAL, index: INDEX }),
    ownCounts: { takeOut() {}, putBack() {} },
  });
}

/** How much a use of long ago still counts depends on when item stats were last made anew: test/features/item-stats-columns.test.ts. */
const TREND = FEATURE_COLUMNS.indexOf('trend');

test('every example has the features that what was known before its moment, and nothing else, gives from scratch', async () => {
  const tally = { timelines: 0, pages: 0, moments: 0, late: 0 };
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const sent = sentLog(given);
      const log = await read(CATALOGUE, sent.events, sent.decisions);
      const dataset = datasetOf(log);
      tally.timelines += USERS;
      const featuresOf = createOracle(sent, CATALOGUE, RETRIEVAL);
      for (const examples of [dataset?.training, dataset?.validation]) {
        for (let group = 0; group < (examples?.groups ?? 0); group++) {
          const question = questionOf(sent, log, examples!, group);
          const isPage = examples!.page[group]! >= 0;
          tally[isPage ? 'pages' : 'moments']++;
          const isLate = (event: ViewerEvent) => event.occurredAtMs < question.nowMs && !question.isBefore(event);
          if (isPage && sent.events.some((event) => event.userKey === question.userKey && isLate(event))) tally.late++;
          compare(examples!, group, featuresOf(question));
        }
      }
    }),
    { numRuns: 200 },
  );
  expect(tally.timelines).toBe(10_000);
  expect(tally.pages).toBeGreaterThan(2_000);
  expect(tally.late).toBeGreaterThan(500);
  expect(tally.moments).toBeGreaterThan(500);
}, 600_000);

function compare({ features, groupSize }: DatasetExamples, group: number, expected: Float32Array): void {
  const from = group * groupSize * featureWidth;
  for (let at = 0; at < expected.length; at++) {
    if (at % featureWidth === TREND || features[from + at] === expected[at]) continue;
    throw new Error(`${FEATURE_COLUMNS[at % featureWidth]} is ${features[from + at]}, from scratch ${expected[at]}`);
  }
}

function questionOf(
  sent: SentLog,
  { table, pages, users }: ReadLog,
  examples: DatasetExamples,
  group: number,
): Question {
  const { groupSize, labels } = examples;
  const from = group * groupSize;
  const places = labels.subarray(from, from + groupSize).filter((label) => label >= 0).length;
  const candidates = examples.item.slice(from, from + places);
  const userKey = users[examples.user[group]!]!;
  const nowMs = examples.nowMs[group]!;
  const id = pages.recommendationId[examples.page[group]!];
  if (id === undefined) {
    if (wasShown(table, examples.user[group]!, candidates[0]!)) {
      const isBefore = (event: ViewerEvent): boolean => knownAtMs(event) < nowMs;
      return { userKey, nowMs, candidates, isBefore, region: null, language: null, timeZone: 'UTC' };
    }
    const isBefore = beforeUse(sent, userKey, candidates[0]!, nowMs);
    return { userKey, nowMs, candidates, isBefore, region: null, language: null, timeZone: 'UTC' };
  }
  const { region, language, timeZone } = sent.decisions.find(({ recommendationId }) => recommendationId === id)!;
  return {
    userKey,
    nowMs,
    candidates,
    region,
    language,
    timeZone: timeZone!,
    isBefore: (event) => knownAtMs(event) < nowMs,
  };
}

/** Whether the title was first used on a page: then that page is asked, which knew what had been received. */
function wasShown(table: ReadLog['table'], user: number, title: number): boolean {
  const { offsets, title: titles, event } = timelinesOf(table, CATALOGUE);
  const at = titles.indexOf(title, offsets[user]);
  return !Number.isNaN(table.shownAtMs[event[at]!]!);
}

/** Up to what the user did last before first using the title, in the order in which it happened, whenever anybody heard of it. */
function beforeUse({ events }: SentLog, userKey: string, title: number, nowMs: number): Question['isBefore'] {
  const own = events.filter((event) => event.itemId !== null && event.userKey === userKey).sort(compareEvents);
  const titleOf = (event: ViewerEvent) => CATALOGUE.titleOf[CATALOGUE.denseOfItemNo(itemNoOf(event))];
  const last = own[own.findIndex((event) => isUse(event) && titleOf(event) === title) - 1]!;
  return (event) => (event.itemId === null ? event.occurredAtMs <= nowMs : compareEvents(event, last) <= 0);
}

const isUse = ({ type, value, portion }: ViewerEvent): boolean =>
  type === 'play' ||
  type === 'complete' ||
  (type === 'rate' && value !== null) ||
  (type === 'progress' && portion! >= 0.1);
