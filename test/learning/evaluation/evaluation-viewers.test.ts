import { describe, expect, test } from '@jest/globals';
import { hasBit } from '../../../src/domain/catalogue.ts';
import type { Viewer } from '../../../src/learning/evaluation/evaluate-stages.ts';
import { evaluationViewers, openTitles } from '../../../src/learning/evaluation/evaluation-viewers.ts';
import { type LoggedPages, NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { catalogueOf, START_MS, tableOf } from '../support.ts';

const HOUR_MS = 3_600_000;
const catalogue = catalogueOf(9);
/** User u's n-th title at hour u + n. */
const table = tableOf([
  [1, 2, 3],
  [4, 1],
  [5, 6, 7, 1],
]);
const tests = { user: Int32Array.of(2, 0, 2, 77), title: Int32Array.of(8, 7, 0, 3) };
const asked = { table, catalogue, tests, pages: NO_PAGES, excludeHistory: true };

function viewersOf(evaluation: Parameters<typeof evaluationViewers>[0]) {
  const all = new Map<number, { viewer: Viewer; questions: readonly number[] }>();
  for (const { viewer, questions } of evaluationViewers(evaluation).each()) all.set(viewer.user, { viewer, questions });
  return all;
}

const titlesOf = ({ history }: Viewer): number[] => Array.from(history.title, (dense) => catalogue.itemNo[dense]!);
const usesOf = ({ stats }: Viewer, itemNo: number): number => stats.uses[catalogue.denseOfItemNo(itemNo)]!;

describe('who is asked', () => {
  test('stands after the last event of the log, with the item stats of that moment', () => {
    const viewers = viewersOf(asked);
    const { viewer, questions } = viewers.get(0)!;
    expect(viewer.nowMs).toBe(START_MS + 2 * HOUR_MS);
    expect(titlesOf(viewer)).toEqual([3, 2, 1]);
    expect(questions).toEqual([1]);
    // Title 1 is used again in the same hour, by the next row, and at hour 5: neither had happened.
    expect(usesOf(viewer, 1)).toBe(1);
    expect(usesOf(viewers.get(2)!.viewer, 1)).toBe(3);
    expect(viewers.get(2)!.questions).toEqual([0, 2]);
  });

  test('or, asked at a time, everybody as of that time, newcomers too', () => {
    const nowMs = START_MS + 50 * HOUR_MS;
    for (const { viewer } of viewersOf({ ...asked, askedAtMs: nowMs }).values()) {
      expect(viewer.nowMs).toBe(nowMs);
      expect(usesOf(viewer, 1)).toBe(3);
    }
    expect(titlesOf(viewersOf({ ...asked, askedAtMs: nowMs }).get(77)!.viewer)).toEqual([]);
  });

  test('does not compete with the own history where that is left out', () => {
    const { viewer } = viewersOf(asked).get(0)!;
    expect([...openTitles(catalogue, viewer)]).toEqual([3, 4, 5, 6, 7, 8]);
    const open = viewersOf({ ...asked, excludeHistory: false }).get(0)!.viewer;
    expect(openTitles(catalogue, open)).toHaveLength(9);
    expect(hasBit(open.closed, 0)).toBe(false);
  });

  test('among given candidates is ranked with those, and without any has none', () => {
    const viewers = viewersOf({ ...asked, candidates: new Map([[0, Int32Array.of(0, 7)]]) });
    expect([...openTitles(catalogue, viewers.get(0)!.viewer)]).toEqual([7]);
    expect(openTitles(catalogue, viewers.get(2)!.viewer)).toHaveLength(0);
  });

  test('has seen on pages what was seen by that moment, and nothing later', () => {
    const at = Float64Array.of(START_MS + HOUR_MS, START_MS + 3 * HOUR_MS);
    const views = {
      ...{ length: 2, user: Int32Array.of(0, 0), itemNo: Int32Array.of(8, 9), atMs: at, knownAtMs: at },
      ...{ keyHigh: Uint32Array.of(7, 7), keyLow: Uint32Array.of(1, 2) },
    };
    const pages: LoggedPages = { ...NO_PAGES, views };
    const { viewer } = viewersOf({ ...asked, pages }).get(0)!;
    expect([...viewer.state.views.itemNo]).toEqual([8]);
  });
});
