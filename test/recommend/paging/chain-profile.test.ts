import { expect, test } from '@jest/globals';
import type { UserAttributes } from '../../../src/domain/user-attributes.ts';
import { EMPTY_STATE, type UserState } from '../../../src/features/user-state.ts';
import { fold } from '../../../src/features/user-state-merge.ts';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, itemIdsOf } from '../../support/pages.ts';
import { aWorld, createPaging } from '../../support/paging.ts';

/** 20 films for kids, 20 for adults, and of both some that are shown in Sweden alone. */
const ITEMS = Array.from({ length: 40 }, (_, at) =>
  aStoredItem(at + 1, {
    maturity: at < 20 ? 'kids' : 'adult',
    windows: [{ region: at % 4 === 0 ? 'SE' : '*', from: null, until: null }],
  }),
);
const SNAPSHOT = aSnapshot({ items: ITEMS, uses: Object.fromEntries(ITEMS.map(({ itemNo }) => [itemNo, itemNo])) });
const itemOf = (itemId: string) => ITEMS.find(({ item }) => item.itemId === itemId)!.item;

function aUser(attributes: Partial<UserAttributes>, changedAtMs: number): UserState {
  const nothing = { region: null, language: null, maturity: null, labels: [] };
  const stamp = { changeId: `${changedAtMs}`, userKey: 'u', changedAtMs, origin: 'test' } as const;
  return fold(EMPTY_STATE, [], [], [{ ...stamp, kind: 'attributes', attributes: { ...nothing, ...attributes } }]);
}

test('what the profile says is asked again on every page: a child who takes the screen over sees nothing for adults', async () => {
  const world = aWorld(SNAPSHOT, aUser({ region: 'SE', maturity: 'adult' }, 1));
  const paging = createPaging(world);
  const first = await paging.row('popular', { items: 4, maturity: 'adult' });
  expect(itemIdsOf(first).map((itemId) => itemOf(itemId).maturity)).toContain('adult');
  world.state = aUser({ region: 'GB', maturity: 'kids' }, 2);
  const rest = await paging.chainFrom(await paging.next(first.rows[0]!.next!), (page) => page.rows[0]?.next ?? null);
  const items = rest.flatMap((page) => itemIdsOf(page)).map(itemOf);
  expect(items.length).toBeGreaterThan(5);
  for (const { maturity, windows } of items) {
    expect(maturity).toBe('kids');
    expect(windows[0]!.region).toBe('*');
  }
  expect(paging.decisions.slice(1).map(({ region, maturity }) => [region, maturity])).toEqual(
    rest.map(() => ['GB', 'kids']),
  );
});

test('what was asked holds on, whatever the profile allows later', async () => {
  const world = aWorld(SNAPSHOT, aUser({}, 1));
  const paging = createPaging(world);
  const first = await paging.row('popular', { items: 4, maturity: 'kids', region: 'GB' });
  world.state = aUser({ region: 'SE', maturity: 'adult' }, 2);
  const rest = await paging.chainFrom(await paging.next(first.rows[0]!.next!), (page) => page.rows[0]?.next ?? null);
  const items = rest.flatMap((page) => itemIdsOf(page)).map(itemOf);
  expect(items.length).toBeGreaterThan(5);
  expect(items.filter(({ maturity, windows }) => maturity !== 'kids' || windows[0]!.region !== '*')).toEqual([]);
});
