import type { PinSlots } from '../../../domain/ports/pin-reports.ts';

/** A page as the query gives it. */
export interface SlotsOfPage {
  readonly viewer: number;
  readonly surface: string;
  readonly region: string | null;
  readonly slots: Buffer;
  /** What something came of, anywhere on the page. */
  readonly earned: readonly Earned[] | null;
}
type Earned = readonly [
  rowIndex: number,
  position: number,
  itemNo: number,
  clicked: number,
  played: number,
  portion: number,
];

const SLOT_BYTES = 18;

/** The columns of all pages; `durationS` by item: what a portion of it is in hours. */
export function decodePinSlots(
  pages: readonly SlotsOfPage[],
  durationS: ReadonlyMap<number, number | null>,
  sampleShare: number,
  pinNo: number,
  itemIds: readonly (readonly [number, string])[],
): PinSlots {
  const count = pages.reduce((sum, { slots }) => sum + slots.length / SLOT_BYTES, 0);
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
  const surfaces = new Map<string, number>();
  const regions = new Map<string | null, number>();
  let users = 0;
  let at = 0;
  let rows = -1;
  for (const { viewer, surface, region, slots, earned } of pages) {
    users = Math.max(users, viewer + 1);
    let lastRow = -1;
    for (let byte = 0; byte < slots.length; byte += SLOT_BYTES, at++) {
      const rowIndex = slots.readInt16BE(byte);
      const position = slots.readInt16BE(byte + 2);
      const itemNo = slots.readInt32BE(byte + 6);
      const by = slots.readInt32BE(byte + 10);
      const displaced = by === pinNo ? slots.readInt32BE(byte + 14) : 0;
      if (rowIndex !== lastRow) rows++;
      lastRow = rowIndex;
      columns.user[at] = viewer;
      columns.page[at] = rows;
      columns.surface[at] = numberOf(surfaces, surface);
      columns.region[at] = numberOf(regions, region);
      columns.item[at] = itemNo;
      columns.position[at] = position;
      columns.placedBy[at] = by === 0 ? 0 : by === pinNo ? 1 : 2;
      columns.displaced[at] = displaced;
      columns.explored[at] = slots.readInt16BE(byte + 4);
      for (const came of earned ?? []) {
        if (came[0] === rowIndex && came[1] === position) earn('here', came);
        if (displaced !== 0 && came[2] === displaced) earn('elsewhere', came);
      }
    }
  }
  return {
    ...columns,
    users,
    sampleShare,
    surfaces: [...surfaces.keys()],
    regions: [...regions.keys()],
    itemIds: new Map(itemIds),
  };

  function earn(where: 'here' | 'elsewhere', [, , itemNo, clicked, played, portion]: Earned): void {
    columns.rewards.clicks[where][at] = clicked;
    columns.rewards.plays[where][at] = played;
    columns.rewards.hours[where][at] = (portion * (durationS.get(itemNo) ?? 0)) / 3600;
  }
}

function numberOf<Name>(numbers: Map<Name, number>, name: Name): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}
