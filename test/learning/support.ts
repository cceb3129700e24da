import type { Catalogue } from '../../src/domain/catalogue.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import { EVENT_TYPES } from '../../src/domain/event.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { createEventTableBuilder, type EventTable } from '../../src/learning/log/event-table.ts';
import { aStoredItem } from '../support/items.ts';

export const START_MS = Date.parse('2026-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;

export const clock = { nowMs: () => START_MS, monotonicMs: () => 0 };

/** Items 1..size, ids "i1".., in genres by remainder. */
export const catalogueOf = (size: number): Catalogue =>
  createCatalogue(
    Array.from({ length: size }, (_, n) => aStoredItem(n + 1, { genres: [`g${n % 3}`] })),
    1,
  );

/** What users completed: item numbers in order, one an hour; users begin an hour apart. */
export function tableOf(users: readonly (readonly number[])[]): EventTable {
  const builder = createEventTableBuilder();
  let row = 0;
  users.forEach((items, user) => {
    items.forEach((itemNo, n) => {
      builder.add({
        user,
        itemNo,
        type: EVENT_TYPES.indexOf('complete'),
        trigger: 0,
        value: Number.NaN,
        atMs: START_MS + (user + n) * HOUR_MS,
        key: { high: 0, low: row++ },
        decision: -1,
      });
    });
  });
  return builder.finish(users.length);
}

/** Users who walk around a ring of items, one step at a time, now and then leaping: the next title follows from the last. */
export function ringWalks(options: { users: number; items: number; steps: number; seed: number }): number[][] {
  const random = seededRandom(options.seed);
  return Array.from({ length: options.users }, () => {
    const seen = new Set<number>();
    let at = Math.floor(random() * options.items);
    for (let step = 0; step < options.steps; step++) {
      if (random() < 0.15) at = Math.floor(random() * options.items);
      at = (at + 1) % options.items;
      seen.add(at + 1);
    }
    return [...seen];
  });
}
