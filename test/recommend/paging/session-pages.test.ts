import { describe, expect, test } from '@jest/globals';
import type { Page } from '../../../src/domain/page.ts';
import { DEFAULT_TEMPLATES } from '../../../src/domain/page-template.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { EMPTY_STATE, type UserState } from '../../../src/features/user-state.ts';
import { eventKeyOf, fold } from '../../../src/features/user-state-merge.ts';
import { createSessionPages } from '../../../src/recommend/paging/session-pages.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin, aSnapshot, aState, itemIdsOf, NOW_MS } from '../../support/pages.ts';
import { aWorld, createPaging, type PagingWorld } from '../../support/paging.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const ITEMS = Array.from({ length: 60 }, (_, at) => aStoredItem(at + 1, { genres: [at % 2 === 0 ? 'Drama' : 'War'] }));
const STATE = aState({ type: 'complete', itemNo: 3 }, { type: 'play', itemNo: 8 });

/** Of the same items with other counts: what a refresh of the stats brings. */
const snapshotOf = (shift: number, changes: Partial<Snapshot> = {}): Snapshot => ({
  ...aSnapshot({
    items: ITEMS,
    uses: Object.fromEntries(ITEMS.map(({ itemNo }) => [itemNo, (itemNo * 7 + shift * itemNo * itemNo) % 59])),
    models: tinyPackage,
  }),
  templates: DEFAULT_TEMPLATES,
  versions: { catalogue: 1, stats: shift, pins: 1, models: 1 },
  ...changes,
});

const IN_SESSION = { sessionId: 's1', randomSeed: 77, items: 5 };
const slotsOf = ({ rows }: Page) =>
  rows.map(({ rowId, title, seed, items }) => [
    rowId,
    title,
    seed,
    items.map(({ itemId, score, propensity, pinned, reason, resume }) => [
      itemId,
      score,
      propensity,
      pinned,
      reason,
      resume,
    ]),
  ]);

const played = (state: UserState, itemNo: number): UserState =>
  fold(state, [
    {
      type: 'play',
      itemNo,
      value: Number.NaN,
      trigger: 'user',
      occurredAtMs: NOW_MS - 1000,
      eventKey: eventKeyOf(`play of ${itemNo}`),
    },
  ]);
const viewed = (state: UserState, itemNos: readonly number[]): UserState =>
  fold(
    state,
    [],
    itemNos.map((itemNo) => ({ itemNo, occurredAtMs: NOW_MS - 1000, eventKey: eventKeyOf(`view of ${itemNo}`) })),
  );

/** A page of a session, then the world changes, then the page again. */
async function twice(change: (world: PagingWorld) => void, request: object = IN_SESSION) {
  const world = aWorld(snapshotOf(1), STATE);
  const paging = createPaging(world);
  const first = await paging.home(request);
  change(world);
  const second = await paging.home(request);
  return { first, second, decisions: paging.decisions, fallbacks: paging.fallbacks };
}

describe('a page asked for again in a session', () => {
  test('comes as it was, whatever was merely seen and counted meanwhile, and is another decision', async () => {
    const { first, second, decisions, fallbacks } = await twice((world) => {
      world.snapshot = snapshotOf(2);
      world.state = viewed(world.state!, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      world.nowMs += 60_000;
    });
    expect(slotsOf(second)).toEqual(slotsOf(first));
    expect(second.recommendationId).not.toBe(first.recommendationId);
    expect(second.rows[0]!.items[0]!.impressionId).toBe(`${second.recommendationId}.0.0`);
    expect(second.expiresAt).toBe(first.expiresAt);
    expect(second.rows.map(({ next }) => next !== null)).toEqual(first.rows.map(({ next }) => next !== null));
    const [before, after] = decisions;
    expect(after!.slots).toEqual(before!.slots);
    expect(after!.rowIds).toEqual(before!.rowIds);
    expect(after!.recommendationId).toBe(second.recommendationId);
    expect(after!.snapshotVersions).toEqual(before!.snapshotVersions);
    expect(fallbacks).toEqual([]);
  });

  test('goes on from there as the first one does, without what it showed', async () => {
    const world = aWorld(snapshotOf(1), STATE);
    const paging = createPaging(world);
    await paging.home({ ...IN_SESSION, rows: 2 });
    const again = await paging.home({ ...IN_SESSION, rows: 2 });
    const next = await paging.next(again.next!);
    expect(next.parentId).toBe(again.recommendationId);
    expect(itemIdsOf(next).filter((itemId) => itemIdsOf(again).includes(itemId))).toEqual([]);
  });

  test('without a session it follows the counts', async () => {
    const { first, second } = await twice(
      (world) => {
        world.snapshot = snapshotOf(2);
      },
      { randomSeed: 77 },
    );
    expect(slotsOf(second)).not.toEqual(slotsOf(first));
  });

  const refresh = (world: PagingWorld) => {
    world.snapshot = snapshotOf(2);
  };
  test.each<[string, (world: PagingWorld) => void]>([
    ['when the user did something', (world) => (world.state = played(world.state!, 9))],
    ['when the user was erased', (world) => (world.state = EMPTY_STATE)],
    ['when pins changed', (world) => (world.snapshot = snapshotOf(2, { versions: { pins: 2, models: 1 } }))],
    ['when the model changed', (world) => (world.snapshot = snapshotOf(2, { versions: { pins: 1, models: 2 } }))],
    ['when it has expired', (world) => (world.nowMs += 900_000)],
  ])('is made anew %s', async (_, change) => {
    const { first, second } = await twice((world) => {
      refresh(world);
      change(world);
    });
    expect(slotsOf(second)).not.toEqual(slotsOf(first));
  });

  test('is made anew when a switch is thrown, and when its time is over', async () => {
    const off = { name: 'row:popular', state: 'off', untilMs: NOW_MS + 1000, reason: '' } as const;
    const versions = { pins: 1, models: 1, switches: 2 };
    const world = aWorld(snapshotOf(1, { switches: [off], versions }), STATE);
    const paging = createPaging(world);
    const without = await paging.home(IN_SESSION);
    expect(without.rows.map(({ kind }) => kind)).not.toContain('popular');
    world.nowMs += 1000;
    expect((await paging.home(IN_SESSION)).rows.map(({ kind }) => kind)).toContain('popular');
  });

  test('is made anew when one of its titles may no longer be shown: none of them stands', async () => {
    const world = aWorld(snapshotOf(1), STATE);
    const paging = createPaging(world);
    const first = await paging.home(IN_SESSION);
    const blocked = first.rows[1]!.items[2]!.itemId;
    const items = ITEMS.map((stored) => (stored.item.itemId === blocked ? { ...stored, blocked: true } : stored));
    world.snapshot = { ...aSnapshot({ items, models: tinyPackage }), versions: world.snapshot.versions };
    const second = await paging.home(IN_SESSION);
    expect(itemIdsOf(first)).toContain(blocked);
    expect(itemIdsOf(second)).not.toContain(blocked);
    expect(paging.fallbacks).toEqual([]);
  });

  test('is not one for other parameters, another session, or after the user was forgotten', async () => {
    const world = aWorld(snapshotOf(1), STATE);
    const paging = createPaging(world);
    const first = await paging.home({ ...IN_SESSION, items: 6 });
    world.snapshot = snapshotOf(2);
    const other = await paging.home({ ...IN_SESSION, items: 6, sessionId: 's2' });
    expect(slotsOf(other)).not.toEqual(slotsOf(first));
    expect((await paging.home({ ...IN_SESSION, items: 7 })).rows[0]!.items).toHaveLength(7);
    expect(slotsOf(await paging.home({ ...IN_SESSION, items: 6 }))).toEqual(slotsOf(first));
    paging.forget('1'.repeat(32));
    expect(slotsOf(await paging.home({ ...IN_SESSION, items: 6 }))).toEqual(slotsOf(other));
  });

  test('keeps its pins, what they displaced and what was withheld', async () => {
    const pins = [aPin(1, { itemId: 'i40', rowId: 'popular' }), aPin(2, { itemId: 'gone', rowId: 'popular' })];
    const world = aWorld(snapshotOf(1, { pins }), STATE);
    const paging = createPaging(world);
    await paging.home(IN_SESSION);
    world.snapshot = snapshotOf(2, { pins });
    await paging.home(IN_SESSION);
    const [before, after] = paging.decisions;
    expect(before!.slots.pinNo).toContain(1);
    expect(after!.slots).toEqual(before!.slots);
    expect(after!.withheld).toEqual(before!.withheld);
  });

  test('is let go of when others take its room, the one used least recently first', async () => {
    const world = aWorld(snapshotOf(1), STATE);
    // Room for a few pages of this size.
    const paging = createPaging(world, createSessionPages(40_000));
    const inSession = (sessionId: string) => paging.home({ ...IN_SESSION, sessionId });
    const firsts = new Map<string, Page>();
    for (const sessionId of ['a', 'b', 'c', 'd', 'e', 'f']) {
      firsts.set(sessionId, await inSession(sessionId));
      await inSession('a');
    }
    world.snapshot = snapshotOf(2);
    const isAsBefore = async (sessionId: string) =>
      JSON.stringify(slotsOf(await inSession(sessionId))) === JSON.stringify(slotsOf(firsts.get(sessionId)!));
    expect([await isAsBefore('a'), await isAsBefore('f'), await isAsBefore('b')]).toEqual([true, true, false]);
  });

  test('with no model it is as stable, and says so', async () => {
    const noModel = (shift: number) => snapshotOf(shift, { models: null });
    const world = aWorld(noModel(1), STATE);
    const paging = createPaging(world);
    const first = await paging.home(IN_SESSION);
    world.snapshot = noModel(2);
    const second = await paging.home(IN_SESSION);
    expect([first.rung, second.rung]).toEqual(['R4', 'R4']);
    expect(slotsOf(second)).toEqual(slotsOf(first));
  });
});
