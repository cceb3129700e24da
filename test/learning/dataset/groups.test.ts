import { describe, expect, test } from '@jest/globals';
import { createExactIndex } from '../../../src/adapters/hnsw/exact-index.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../src/domain/event.ts';
import { HEADS, type Head } from '../../../src/domain/objectives.ts';
import { alignPackage } from '../../../src/features/align-package.ts';
import { eventStrength } from '../../../src/features/event-strength.ts';
import { buildDataset, type Dataset } from '../../../src/learning/dataset/dataset.ts';
import { createGroup, type DatasetExamples, GROUP_SIZE } from '../../../src/learning/dataset/examples-builder.ts';
import { createPageGroups } from '../../../src/learning/dataset/page-groups.ts';
import { filterEvents } from '../../../src/learning/log/event-table.ts';
import type { ReadLog } from '../../../src/learning/log/read-log.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { tinyPackage } from '../../support/tiny-package.ts';
import { didAt, pageAt, read, slotOf } from '../log-support.ts';
import { catalogueOf } from '../support.ts';

const HOUR_MS = 3_600_000;
const AT = Date.UTC(2026, 2, 1, 12);
const CATALOGUE = catalogueOf(200);
const PACKAGE = alignPackage(tinyPackage(CATALOGUE), CATALOGUE);
const RETRIEVAL = { ...PACKAGE, model: PACKAGE.model.retrieval };
const INDEX = createExactIndex(RETRIEVAL.model.targetVectors, RETRIEVAL.model.dimensions);

function datasetOf({ table, pages }: ReadLog, mostGroups = 1000): Dataset | null {
  return buildDataset({
    table,
    pages,
    timelines: timelinesOf(table, CATALOGUE),
    catalogue: CATALOGUE,
    seed: 1,
    mostGroups,
    modelFor: () => ({ retrieval: RETRIEVAL, index: INDEX }),
    ownCounts: { takeOut() {}, putBack() {} },
  });
}

const seenAll = (page: Decision) =>
  didAt(page.servedAtMs + 1, 'viewed', null, {
    impressionIds: Array.from(page.slots.itemNo, (_, position) => slotOf(page, position)),
  });

/** By item number what is known of a candidate of the first group. */
function firstGroup(examples: DatasetExamples): Map<number, Record<Head | 'label' | 'weight', number>> {
  const { groups, groupSize, outcomes, labels, drawWeights, item } = examples;
  const rows = new Map();
  for (let place = 0; place < groupSize && labels[place]! >= 0; place++) {
    const heads = HEADS.map((head, at) => [head, outcomes[at * groups * groupSize + place]!]);
    const values = { ...Object.fromEntries(heads), label: labels[place]!, weight: drawWeights[place]! };
    rows.set(CATALOGUE.itemNo[item[place]!]!, values);
  }
  return rows;
}

/** Tells of everything, on a page long before: so that nothing is unknown for want of any. */
const TALKATIVE: ViewerEvent[] = (['click', 'play', 'progress', 'complete'] as const).map((type, n) =>
  didAt(AT - 90 * HOUR_MS + n, type, 199, { user: 7, portion: type === 'progress' ? 0.2 : null, origin: 'import' }),
);

describe('the groups of pages', () => {
  test('say of each seen slot what came of it', async () => {
    const page = pageAt(AT, [1, 2, 3, 4, 5]);
    const answers = [
      didAt(AT + 5, 'click', 1),
      didAt(AT + 6, 'play', 1),
      didAt(AT + 7, 'progress', 1, { portion: 0.4 }),
      didAt(AT + 8, 'progress', 1, { portion: 0.3 }),
      didAt(AT + 9, 'complete', 2),
      didAt(AT + 10, 'hide', 3),
      didAt(AT + 11, 'click', 4),
    ];
    const rows = firstGroup(
      datasetOf(await read(CATALOGUE, [...TALKATIVE, seenAll(page), ...answers], [page]))!.training,
    );
    const nothing = { click: 0, play: 0, portion: 0, complete: 0, hide: 0, label: 0, weight: 1 };
    expect(rows.get(1)).toEqual({ ...nothing, click: 1, play: 1, portion: Math.fround(0.4), label: 0.5 });
    expect(rows.get(2)).toEqual({ ...nothing, play: 1, portion: 1, complete: 1, label: 1 });
    expect(rows.get(3)).toEqual({ ...nothing, hide: 1 });
    expect(rows.get(4)).toEqual({
      ...nothing,
      click: 1,
      label: Math.fround(eventStrength('click', Number.NaN, 'user')),
    });
    expect(rows.get(5)).toEqual(nothing);
  });

  test('say nothing of what the log never tells of', async () => {
    const page = pageAt(AT, [1, 2]);
    const rows = firstGroup(
      datasetOf(await read(CATALOGUE, [seenAll(page), didAt(AT + 6, 'play', 1)], [page]))!.training,
    );
    const unknown = { click: Number.NaN, portion: Number.NaN, complete: Number.NaN };
    expect(rows.get(1)).toMatchObject({ ...unknown, play: 1, hide: 0 });
    expect(rows.get(2)).toMatchObject({ ...unknown, play: 0, hide: 0 });
  });

  test('keep pages of which nothing was wanted: how seldom that is has to be learned too', async () => {
    const pages = [pageAt(AT, [1, 2]), pageAt(AT + HOUR_MS, [3, 4])];
    const last = didAt(AT + 2 * HOUR_MS, 'click', 199, { user: 7 });
    const { training } = datasetOf(
      await read(CATALOGUE, [...pages.map(seenAll), didAt(AT + 5, 'play', 1), last], pages),
    )!;
    expect([training.groups, training.ordered]).toEqual([2, 1]);
    expect([...training.shownPosition.subarray(0, 3)]).toEqual([0, 1, -1]);
  });

  test('are cut by chance where more was seen than a group holds, and carry how likely that was', async () => {
    const page = pageAt(
      AT,
      Array.from({ length: 150 }, (_, n) => n + 1),
    );
    const log = await read(CATALOGUE, [seenAll(page), didAt(AT + 5, 'play', 120), didAt(AT + 5, 'hide', 130)], [page]);
    const rows = [...firstGroup(datasetOf(log)!.training)];
    expect(rows).toHaveLength(GROUP_SIZE);
    expect(rows.slice(0, 2).map(([item, { weight }]) => [item, weight])).toEqual([
      [120, 1],
      [130, 1],
    ]);
    for (const [, { weight }] of rows.slice(2)) expect(weight).toBeCloseTo(148 / 62, 5);
  });

  test('leave out a page whose answers were taken out of the table: they would stand there as unwanted', async () => {
    const pages = [pageAt(AT, [1, 2]), pageAt(AT + HOUR_MS, [3, 4])];
    const events = [...pages.map(seenAll), didAt(AT + 5, 'play', 1), didAt(AT + HOUR_MS + 5, 'play', 3)];
    const log = await read(CATALOGUE, events, pages);
    const chosen = (table: ReadLog['table']) => [...createPageGroups(table, log.pages).choose(10, seededRandom(1))];
    expect(chosen(log.table)).toEqual([0, 1]);
    // The later page was seen after the last event there is, too.
    expect(chosen(filterEvents(log.table, (at) => at !== 1))).toEqual([0]);
    expect(chosen(filterEvents(log.table, (at) => at !== 0))).toEqual([1]);
    const group = createGroup();
    createPageGroups(log.table, log.pages).write(0, group, seededRandom(1));
    expect([group.count, group.page, group.weight]).toEqual([2, 0, 1]);
  });
});

describe('the groups of moments', () => {
  const use = (n: number, type: ViewerEvent['type'], itemNo: number, more = {}) =>
    didAt(AT + n * HOUR_MS, type, itemNo, { origin: 'import', ...more });
  /** Popular enough that every candidate set holds them. */
  const crowd = Array.from({ length: 9 }, (_, user) =>
    [1, 2, 3].map((item) => use(-20, 'play', item, { user: 20 + user })),
  ).flat();

  /** The group of user 1's second title. */
  async function groupOf(...events: readonly ViewerEvent[]) {
    const log = await read(CATALOGUE, [...crowd, ...events]);
    const { training } = datasetOf(log)!;
    const own = Array.from(training.user.keys()).filter((group) => log.users[training.user[group]!]!.endsWith('01'));
    expect(own).toHaveLength(1);
    const group = own[0]!;
    const { groups, groupSize, outcomes } = training;
    const place = group * groupSize;
    const head = (name: Head, at: number) => outcomes[HEADS.indexOf(name) * groups * groupSize + place + at]!;
    const heads = (at: number) => HEADS.map((name) => head(name, at));
    return { training, group, answer: heads(0), other: heads(1), weight: training.groupWeights[group]! };
  }

  test('count by the value of a rating, which says of nothing else than that it was used', async () => {
    const unknown = Number.NaN;
    const good = await groupOf(
      use(0, 'play', 9),
      use(1, 'rate', 2, { value: 1 }),
      use(2, 'progress', 150, { user: 30, portion: 0.3 }),
    );
    expect(good.answer).toEqual([unknown, 1, unknown, unknown, unknown]);
    expect(good.other).toEqual([unknown, 0, unknown, unknown, unknown]);
    expect(good.weight).toBe(1);
    const bad = await groupOf(use(0, 'play', 9), use(1, 'rate', 2, { value: -1 }));
    expect(bad.weight).toBeCloseTo(0.1, 6);
  });

  test('know how far and whether to the end, where the log tells of such things', async () => {
    const watched = await groupOf(
      use(0, 'play', 9),
      use(1, 'play', 2),
      use(2, 'progress', 2, { portion: 0.6 }),
      use(3, 'complete', 150, { user: 30 }),
    );
    expect(watched.answer).toEqual([Number.NaN, 1, Math.fround(0.6), 0, Number.NaN]);
    expect(watched.other).toEqual([Number.NaN, 0, 0, 0, Number.NaN]);
    const late = await groupOf(use(0, 'play', 9), use(1, 'play', 2), use(30, 'progress', 2, { portion: 0.6 }));
    expect(late.answer[HEADS.indexOf('portion')]).toBe(0);
  });

  test('carry 1 / P(drawn): the drawn stand for all candidates there were', async () => {
    const { training, group } = await groupOf(use(0, 'play', 9), use(1, 'play', 2));
    const from = group * GROUP_SIZE;
    const weights = [...training.drawWeights.subarray(from, from + GROUP_SIZE)];
    expect(weights[0]).toBe(1);
    expect(new Set(weights.slice(1)).size).toBe(1);
    // All 200 titles are candidates here, 199 beside the answer.
    expect(63 * weights[1]!).toBeCloseTo(199, 3);
    expect([...training.shownRow.subarray(from, from + GROUP_SIZE)].every((row) => row === -1)).toBe(true);
  });

  test('stand beside the page that showed the title, as of that page; pages take half the room at most', async () => {
    const page = pageAt(AT, [2, 3]);
    const log = await read(CATALOGUE, [...crowd, use(-2, 'play', 9), seenAll(page), didAt(AT + 5, 'play', 2)], [page]);
    const { training } = datasetOf(log)!;
    const own = Array.from(training.user.keys()).filter((group) => log.users[training.user[group]!]!.endsWith('01'));
    expect(own.map((group) => [training.page[group], training.nowMs[group]])).toEqual([
      [0, AT],
      [-1, AT],
    ]);
    const few = datasetOf(log, 4)!.training;
    expect([...few.page].filter((of) => of >= 0).length).toBeLessThanOrEqual(2);
    expect(few.groups).toBe(4);
  });
});
