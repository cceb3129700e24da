import { decodePinSlots } from '../../src/adapters/postgres/log/pin-slots-codec.ts';
import { type Random, seededRandom } from '../../src/domain/clock.ts';
import type { PinSlots } from '../../src/domain/ports/pin-reports.ts';

export interface PinnedWorld {
  readonly seed: number;
  readonly users: number;
  readonly pages: number;
  readonly slots: number;
  /** Attraction of item 1, 2, ... in the first position. */
  readonly attraction: readonly number[];
  readonly bias: (position: number) => number;
  /** Of the pinned item, 0 to 1. */
  readonly pinned: number;
  /** Where it is pinned. */
  readonly position: number;
  /** Of slots left to chance. */
  readonly explored: number;
  /** false: the displaced item leaves the row, and nobody moves down. Absent: it stands below the pin. */
  readonly keepsDisplaced?: boolean;
}

export const PINNED_ITEM = 999;

/** Of a pin that stood nowhere. */
export const noPinSlots = (): PinSlots => decodePinSlots([], 1, 1);

/**
 * A log of which the truth is known: rows of items drawn without replacement, each clicked with bias x attraction x how eager its user
 * is, and on the pages of every other user a pin. `truth`: clicks that the pin brought more than the same row without it, a slot of the pin.
 */
export function pinnedRows(world: PinnedWorld): { slots: PinSlots; truth: number } {
  const random = seededRandom(world.seed);
  const columns = {
    user: [],
    page: [],
    item: [],
    position: [],
    placedBy: [],
    displaced: [],
    explored: [],
    clicks: [],
  } as Record<'user' | 'page' | 'item' | 'position' | 'placedBy' | 'displaced' | 'explored' | 'clicks', number[]>;
  let page = 0;
  let more = 0;
  let pins = 0;
  for (let user = 0; user < world.users; user++) {
    const eager = 0.5 + random();
    const isPinned = user % 2 === 0;
    for (let n = 0; n < world.pages; n++, page++) {
      const { items, explored } = drawnRow(world, random);
      const organic = items.slice(0, world.slots);
      const row = [...organic];
      const chance = [...explored];
      if (isPinned) {
        row.splice(world.position, world.keepsDisplaced === false ? 1 : 0, PINNED_ITEM);
        chance.splice(world.position, world.keepsDisplaced === false ? 1 : 0, 0);
        row.length = world.slots;
        const worth = (of: readonly number[]) =>
          of.reduce((sum, item, at) => sum + world.bias(at) * attractionOf(world, item) * eager, 0);
        more += worth(row) - worth(organic);
        pins++;
      }
      for (const [at, item] of row.entries()) {
        const isPin = item === PINNED_ITEM;
        columns.user.push(user);
        columns.page.push(page);
        columns.item.push(item);
        columns.position.push(at);
        columns.placedBy.push(isPin ? 1 : 0);
        columns.displaced.push(isPin ? organic[at]! : 0);
        columns.explored.push(isPin ? 0 : chance[at]!);
        columns.clicks.push(random() < world.bias(at) * attractionOf(world, item) * eager ? 1 : 0);
      }
    }
  }
  const clicks = { here: Float64Array.from(columns.clicks), elsewhere: new Float64Array(columns.clicks.length) };
  const nothing = () => ({
    here: new Float64Array(columns.clicks.length),
    elsewhere: new Float64Array(columns.clicks.length),
  });
  const slots: PinSlots = {
    sampleShare: 1,
    users: world.users,
    user: Int32Array.from(columns.user),
    page: Int32Array.from(columns.page),
    surface: new Int32Array(columns.user.length),
    region: Int32Array.from(columns.user, (user) => (user % 4 < 2 ? 0 : 1)),
    item: Int32Array.from(columns.item),
    position: Int32Array.from(columns.position),
    placedBy: Uint8Array.from(columns.placedBy),
    displaced: Int32Array.from(columns.displaced),
    explored: Uint8Array.from(columns.explored),
    rewards: { clicks, plays: nothing(), hours: nothing() },
    surfaces: ['tv'],
    regions: ['SE', null],
    itemIds: new Map(),
  };
  return { slots, truth: more / pins };
}

const attractionOf = (world: PinnedWorld, item: number): number =>
  item === PINNED_ITEM ? world.pinned : world.attraction[item - 1]!;

/** The better items mostly stand further up; with `explored` a slot takes any of those that are left. */
function drawnRow({ attraction, slots, explored: share }: PinnedWorld, random: Random) {
  const left = attraction.map((value, index) => ({ item: index + 1, value: value * (0.7 + 0.6 * random()) }));
  left.sort((a, b) => b.value - a.value);
  const items: number[] = [];
  const explored: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const isChance = random() < share;
    const [taken] = left.splice(isChance ? Math.floor(random() * left.length) : 0, 1);
    items.push(taken!.item);
    explored.push(isChance ? 1 : 0);
  }
  return { items, explored };
}
