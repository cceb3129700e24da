import type { Catalogue } from '../../domain/catalogue.ts';
import type { EventTable } from '../log/event-table.ts';
import { useStrength } from '../log/timelines.ts';
import type { SliceName, TestRows } from './evaluation.ts';
import { type Measure, meansOf } from './metrics.ts';

/** Uses up to which a title, or a user, is cold. */
export const COLD_USES = 5;

/** Places in the test rows that belong to a slice. */
export type Slices = Readonly<Record<SliceName, Int32Array>>;

/**
 * Which questions are about a title that was used at most five times in the training data (coldItems), or never (unseenItems), and
 * which are of a user with at most five uses (coldUsers; those of guests count).
 */
export function slicesOf(tests: TestRows, tables: readonly EventTable[], catalogue: Catalogue): Slices {
  const ofTitle = new Uint32Array(catalogue.size);
  const ofUser = new Map<number, number>();
  for (const table of tables) {
    for (let at = 0; at < table.length; at++) {
      const dense = useStrength(table, at) > 0 ? catalogue.denseOfItemNo(table.itemNo[at]!) : -1;
      if (dense < 0) continue;
      ofTitle[catalogue.titleOf[dense]!]!++;
      ofUser.set(table.user[at]!, (ofUser.get(table.user[at]!) ?? 0) + 1);
    }
  }
  const where = (holds: (place: number) => boolean): Int32Array => Int32Array.from(tests.user.keys()).filter(holds);
  return {
    coldItems: where((place) => ofTitle[tests.title[place]!]! <= COLD_USES),
    unseenItems: where((place) => ofTitle[tests.title[place]!] === 0),
    coldUsers: where((place) => (ofUser.get(tests.user[place]!) ?? 0) <= COLD_USES),
  };
}

/** The measures of one stage in each slice, and how many questions and users it has. */
export function sliceMetrics(
  slices: Slices,
  tests: TestRows,
  measures: readonly Measure[],
  ranks: Int32Array,
): Record<SliceName, Record<string, number>> {
  const of = (places: Int32Array): Record<string, number> => ({
    questions: places.length,
    users: new Set(Array.from(places, (place) => tests.user[place]!)).size,
    ...(places.length > 0 && meansOf(measures, ranks, places)),
  });
  return { coldItems: of(slices.coldItems), unseenItems: of(slices.unseenItems), coldUsers: of(slices.coldUsers) };
}
