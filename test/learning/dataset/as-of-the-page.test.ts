import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Rung } from '../../../src/domain/page.ts';
import { chooseMoments } from '../../../src/learning/dataset/moments.ts';
import { evaluationViewers } from '../../../src/learning/evaluation/evaluation-viewers.ts';
import { holdOutLast } from '../../../src/learning/evaluation/hold-out.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { didAt, pageAt, read, slotOf } from '../log-support.ts';
import { catalogueOf } from '../support.ts';

const AT = Date.UTC(2026, 2, 1, 12);
const MINUTE_MS = 60_000;
const CATALOGUE = catalogueOf(50);
const at = (minute: number): number => AT + minute * MINUTE_MS;

/** Three titles long ago; at minute 0 a page, all of it seen at 1; of it item 10 is played at 2, and item 20 clicked at 3, played at 4. */
async function logOfOnePage(rung: Rung) {
  const page = pageAt(at(0), [10, 20, 30], { rung });
  const impressionIds = (position: number) => ({ impressionIds: [slotOf(page, position)] });
  const events = [
    ...[1, 2, 3].map((itemNo) => didAt(at(itemNo - 100), 'complete', itemNo)),
    didAt(at(1), 'viewed', null, { impressionIds: [0, 1, 2].map((position) => slotOf(page, position)) }),
    didAt(at(2), 'play', 10, impressionIds(0)),
    didAt(at(3), 'click', 20, impressionIds(1)),
    didAt(at(4), 'play', 20, impressionIds(1)),
  ];
  const { table, pages } = await read(CATALOGUE, events, [page]);
  return { table, pages, timelines: timelinesOf(table, CATALOGUE) };
}

describe('a title that a page showed', () => {
  test.each<Rung>(['R0', 'R4'])(
    'is asked for as of the page, of rung %s too: nothing seen there, nothing done since',
    async (rung) => {
      const { table, pages, timelines } = await logOfOnePage(rung);
      const held = holdOutLast(table, timelines, 10, 1);
      expect(held.tests.title).toEqual(Int32Array.of(CATALOGUE.denseOfItemNo(20)));
      expect([...held.table.itemNo]).toEqual([1, 2, 3]);
      const [asked] = [...evaluationViewers({ ...held, pages, catalogue: CATALOGUE, excludeHistory: true }).each()];
      expect(asked!.viewer.nowMs).toBe(at(0));
      expect(asked!.viewer.state.views).toHaveLength(0);
      expect(asked!.viewer.history).toHaveLength(3);
    },
  );

  test('is learned as of the page where the page itself cannot be learned from', async () => {
    const { table, timelines } = await logOfOnePage('R4');
    const moments = chooseMoments(table, timelines, 100, seededRandom(1));
    const shown = moments.filter(({ at: place }) => timelines.title[place]! >= CATALOGUE.denseOfItemNo(10));
    expect(shown.map(({ nowMs, before }) => [nowMs, before])).toEqual([
      [at(0), 3],
      [at(0), 3],
    ]);
  });

  test('and one that no page showed as of the event before it', async () => {
    const { table, timelines } = await logOfOnePage('R4');
    const [second] = chooseMoments(table, timelines, 100, seededRandom(1));
    expect(second).toMatchObject({ before: 1, nowMs: at(-99) });
  });
});
