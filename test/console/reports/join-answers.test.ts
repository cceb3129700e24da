import { expect, test } from '@jest/globals';
import type { Metric } from '../../../clients/typescript/src/index.ts';
import { withCorrected } from '../../../src/console/reports/items/corrected-rates.ts';
import { titlesFirst } from '../../../src/console/reports/items/titles-first.ts';
import { joinAnswers } from '../../../src/console/reports/parts/join-answers.ts';
import { pinnedItems, withTitles } from '../../../src/console/reports/pins/pin-titles.ts';

const metric = (name: string): Metric =>
  ({
    ...{ name, title: name, unit: '', direction: 'up', owner: '', definition: '', sql: '' },
    kind: 'ratio',
  }) as Metric;
const answer = (columns: readonly string[], rows: Record<string, unknown>[], metrics: readonly string[] = []) => ({
  ...{ columns, rows },
  definition: { metrics: metrics.map(metric) },
});

test('metrics of another report stand beside those of the same row; where it says nothing there is nothing', () => {
  const items = answer(
    ['item_id', 'served'],
    [
      { item_id: 'a', served: 9 },
      { item_id: 'b', served: 1 },
    ],
    ['served'],
  );
  const corrected = answer(
    ['item_id', 'ctr', 'corrected_ctr', 'corrected_ctr_ci95'],
    [{ item_id: 'a', ctr: 0.1, corrected_ctr: 0.3, corrected_ctr_ci95: [0.2, 0.4] }],
    ['ctr', 'corrected_ctr'],
  );
  expect(joinAnswers(items, corrected, 'item_id', ['corrected_ctr'])).toEqual(
    answer(
      ['item_id', 'served', 'corrected_ctr', 'corrected_ctr_ci95'],
      [
        { item_id: 'a', served: 9, corrected_ctr: 0.3, corrected_ctr_ci95: [0.2, 0.4] },
        { item_id: 'b', served: 1, corrected_ctr: null, corrected_ctr_ci95: null },
      ],
      ['served', 'corrected_ctr'],
    ),
  );
});

test('while the other is not there, and where it has no such metric, the answer is as it was', () => {
  const items = answer(['item_id', 'served'], [{ item_id: 'a', served: 9 }], ['served']);
  expect(joinAnswers(items, undefined, 'item_id', ['corrected_ctr'])).toBe(items);
  expect(joinAnswers(items, answer(['item_id'], []), 'item_id', ['corrected_ctr'])).toBe(items);
});

test('titles come first; pins have those of their items, each looked up once', () => {
  const rows = ['heat', 'big', 'heat', null].map((pinned_item_id, at) => ({ pin_id: `p${at}`, pinned_item_id }));
  expect(pinnedItems(rows)).toEqual(['heat', 'big']);
  const pins = titlesFirst(withTitles(answer(['pin_id', 'pinned_item_id'], rows), new Map([['heat', 'Heat']])));
  expect(pins.columns).toEqual(['title', 'pin_id', 'pinned_item_id']);
  expect(pins.rows.map(({ title }) => title)).toEqual(['Heat', null, 'Heat', null]);
});

test('rates that are corrected have their column before they are there, and stand like the raw ones', () => {
  const items = answer(
    ['item_id', 'ctr', 'ctr_ci95'],
    [{ item_id: 'a', ctr: 0.1, ctr_ci95: [0, 1] }],
    ['ctr'],
  ) as never;
  const corrected = answer(
    ['item_id', 'ctr', 'corrected_ctr', 'corrected_ctr_ci95'],
    [{ item_id: 'a', ctr: 0.1, corrected_ctr: 0.3, corrected_ctr_ci95: [0.2, 0.4] }],
    ['ctr', 'corrected_ctr'],
  ) as never;
  const [before, after] = [withCorrected(items, undefined), withCorrected(items, corrected)] as ReturnType<
    typeof answer
  >[];
  expect(before!.rows).toEqual([{ item_id: 'a', ctr: 0.1, ctr_ci95: [0, 1], corrected_ctr: null }]);
  expect(after!.rows).toMatchObject([{ ctr: 0.1, corrected_ctr: 0.3, corrected_ctr_ci95: [0.2, 0.4] }]);
  for (const one of [before!, after!])
    expect(one.definition.metrics.at(-1)).toMatchObject({
      name: 'corrected_ctr',
      title: 'Corrected for position',
      isShare: true,
    });
});
