import type { StoredItem } from '../../../src/domain/item.ts';
import type { Page } from '../../../src/domain/page.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { EMPTY_STATE, type StateEvent, type UserState } from '../../../src/features/user-state.ts';
import { eventKeyOf, fold } from '../../../src/features/user-state-merge.ts';
import { aStoredItem } from '../../support/items.ts';
import { NOW_MS } from '../../support/pages.ts';

export const DAY_MS = 86_400_000;
export const inDays = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString();

/** Films i1, i2, ... of no genre. */
export const films = (count: number): StoredItem[] => Array.from({ length: count }, (_, at) => aStoredItem(at + 1));

export type Did = Pick<StateEvent, 'type' | 'itemNo'> & { value?: number; daysAgo: number };

/** What a user did and how many days ago. */
export function didDaysAgo(...did: readonly Did[]): UserState {
  const events = did.map(
    ({ type, itemNo, value = Number.NaN, daysAgo }, at): StateEvent => ({
      type,
      itemNo,
      value,
      trigger: 'user',
      occurredAtMs: NOW_MS - daysAgo * DAY_MS,
      eventKey: eventKeyOf(`event-${at}`),
    }),
  );
  return fold(EMPTY_STATE, events);
}

/** Each of these once, completed, the first the latest. */
export const completed = (...itemNos: readonly number[]): UserState =>
  didDaysAgo(...itemNos.map((itemNo, at) => ({ type: 'complete' as const, itemNo, daysAgo: at + 1 })));

/** The same snapshot with other rows in the template of the television. */
export const withRows = (
  snapshot: Snapshot,
  ...rows: readonly { row: string; atMost?: number; place?: 'top' | 'free' }[]
): Snapshot => ({
  ...snapshot,
  templates: {
    ...snapshot.templates,
    tv: {
      ...snapshot.templates.tv,
      rows: rows.map(({ row, atMost = 1, place = 'free' }) => ({ row, atMost, inAll: atMost, place })),
    },
  },
});

export const rowIdsOf = (page: Page): string[] => page.rows.map(({ rowId }) => rowId);
