import type { PinSlots } from '../../../domain/ports/pin-reports.ts';

/**
 * A row of a page as the query gives it, all in the text of Postgres: arrays as {1,2}, of one element a slot. `pins` and `displaced` are
 * null where the row had no pin. `came` is what something came of, each as position:clicked:played:portion with commas in between,
 * `went` the same of items that gave way to the pin and stand elsewhere, by their numbers; null where nothing did.
 */
export type RowText = readonly [
  userKey: string,
  surface: string,
  region: string | null,
  items: string,
  positions: string,
  explored: string,
  pins: string | null,
  displaced: string | null,
  came: string | null,
  went: string | null,
];

/** The columns of all rows. `hours` are portions of items yet: see inHours. */
export function decodePinSlots(rows: readonly RowText[], sampleShare: number, pinNo: number): PinSlots {
  const count = rows.reduce((sum, row) => sum + slotsOf(row[3]), 0);
  const ints = () => new Int32Array(count);
  const rewards = () => ({ here: new Float64Array(count), elsewhere: new Float64Array(count) });
  const columns = {
    user: ints(),
    page: ints(),
    surface: ints(),
    region: ints(),
    item: ints(),
    position: ints(),
    placedBy: new Uint8Array(count),
    displaced: ints(),
    explored: new Uint8Array(count),
    rewards: { clicks: rewards(), plays: rewards(), hours: rewards() },
  };
  const { item, position, placedBy, displaced, explored } = columns;
  const pins = ints();
  const users = new Map<string, number>();
  const surfaces = new Map<string, number>();
  const regions = new Map<string | null, number>();
  let at = 0;
  for (const [page, row] of rows.entries()) {
    const [userKey, surface, region, items, positions, chance, pinned, gaveWay, came, went] = row;
    const end = readNumbers(items, item, at);
    readNumbers(positions, position, at);
    // {t,f}: every other letter is a slot's.
    for (let slot = at; slot < end; slot++) explored[slot] = chance[2 * (slot - at) + 1] === 't' ? 1 : 0;
    if (pinned !== null) {
      readNumbers(pinned, pins, at);
      readNumbers(gaveWay!, displaced, at);
    }
    columns.user.fill(numberOf(users, userKey), at, end);
    columns.page.fill(page, at, end);
    columns.surface.fill(numberOf(surfaces, surface), at, end);
    columns.region.fill(numberOf(regions, region), at, end);
    for (let slot = at; slot < end; slot++) {
      const by = pins[slot]!;
      placedBy[slot] = by === 0 ? 0 : by === pinNo ? 1 : 2;
      if (by !== pinNo) displaced[slot] = 0;
    }
    if (came !== null) earn('here', came, (slot) => position[slot]!, at, end);
    if (went !== null) earn('elsewhere', went, (slot) => displaced[slot]!, at, end);
    at = end;
  }
  return {
    ...columns,
    users: users.size,
    sampleShare,
    surfaces: [...surfaces.keys()],
    regions: [...regions.keys()],
    itemIds: new Map(),
  };

  /** To the slots between `from` and `to` of which `of` says what is named. */
  function earn(
    where: 'here' | 'elsewhere',
    came: string,
    of: (slot: number) => number,
    from: number,
    to: number,
  ): void {
    const { clicks, plays, hours } = columns.rewards;
    for (const one of came.split(',')) {
      const [name, clicked, played, portion] = one.split(':').map(Number);
      for (let slot = from; slot < to; slot++) {
        if (of(slot) !== name) continue;
        clicks[where][slot] = clicked!;
        plays[where][slot] = played!;
        hours[where][slot] = portion!;
      }
    }
  }
}

/** Items of which a part was watched. */
export function watchedItems({ item, displaced, rewards: { hours } }: PinSlots): number[] {
  const items = new Set<number>();
  for (let at = 0; at < item.length; at++) {
    if (hours.here[at] !== 0) items.add(item[at]!);
    if (hours.elsewhere[at] !== 0) items.add(displaced[at]!);
  }
  return [...items];
}

/** Makes hours of portions, in place; `durationS` by item: 0 hours where nobody knows. */
export function inHours(
  { item, displaced, rewards: { hours } }: PinSlots,
  durationS: ReadonlyMap<number, number | null>,
): void {
  const hoursOf = (number: number): number => (durationS.get(number) ?? 0) / 3600;
  for (let at = 0; at < item.length; at++) {
    if (hours.here[at] !== 0) hours.here[at]! *= hoursOf(item[at]!);
    if (hours.elsewhere[at] !== 0) hours.elsewhere[at]! *= hoursOf(displaced[at]!);
  }
}

const COMMA = 0x2c;
const ZERO = 0x30;

/** How many an array of at least one has. */
function slotsOf(array: string): number {
  let count = 1;
  for (let at = 1; at < array.length; at++) if (array.charCodeAt(at) === COMMA) count++;
  return count;
}

/** Whole numbers from 0 on, of an array of at least one, into `column` from `at`; returns where they end. */
function readNumbers(array: string, column: Int32Array, at: number): number {
  let value = 0;
  let slot = at;
  for (let letter = 1; letter < array.length - 1; letter++) {
    const code = array.charCodeAt(letter);
    if (code === COMMA) {
      column[slot++] = value;
      value = 0;
    } else value = 10 * value + code - ZERO;
  }
  column[slot++] = value;
  return slot;
}

function numberOf<Name>(numbers: Map<Name, number>, name: Name): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}
