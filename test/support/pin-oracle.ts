import type { Pin } from '../../src/domain/pin.ts';
import type { EligibilityOracle } from './eligibility-oracle.ts';
import { isOnByTheWall } from './wall-clock.ts';

/**
 * What becomes of each pin of a page, told from the words of the contract alone: nothing here asks the code that places pins, nor that
 * which reads audiences, repeats or licences.
 */
export interface PinnedWorld {
  /** In any order; the number of a pin is its age where the times of their making are equal. */
  readonly pins: readonly { readonly pinNo: number; readonly pin: Pin }[];
  readonly eligibility: EligibilityOracle;
  readonly viewer: Viewer;
  readonly nowMs: number;
  /** Rows that stand without any pin, in page order, and those that were asked for by name. */
  readonly standing: readonly string[];
  readonly rowIds: readonly string[];
  /** Slots of a row. */
  readonly items: number;
}

export interface Viewer {
  readonly region: string | null;
  readonly surface: string;
  readonly maturity: string;
  readonly language: string | null;
  /** Plays, completions and ratings. */
  readonly uses: number;
  /** Titles. */
  readonly watched: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
}

/** By the id of each pin that is for this viewer and time; those of others are not in it. */
export type PinFates = ReadonlyMap<string, { readonly rowId: string; readonly position: number } | string>;

/** `lengthOf`: slots that the finished row has, as a pin beyond its end stands last. */
export function fatesOfPins(world: PinnedWorld, lengthOf: (rowId: string) => number): PinFates {
  const { eligibility, viewer, standing, rowIds, items } = world;
  const due = world.pins
    .filter(({ pin }) => isDue(pin, world))
    .sort((a, b) => b.pin.priority - a.pin.priority || ageOf(a.pin) - ageOf(b.pin) || a.pinNo - b.pinNo)
    .map(({ pin }) => pin);
  const fates = new Map<string, { rowId: string; position: number } | string>();
  const rows = [...standing];
  const insertable = due
    .filter((pin) => pin.ifRowAbsent === 'insert')
    .map((pin) => pin.rowId ?? pin.rowKind!)
    .filter((rowId) => rowIds.includes(rowId));
  const taken = new Map<string, Pin[]>();
  const titles = new Set<string>();

  function fateOf(pin: Pin): string | null {
    const { itemId } = pin;
    if (eligibility.objection(itemId, viewer, world.nowMs) !== null) return 'not-eligible';
    const title = eligibility.titleOf(itemId);
    if (viewer.hidden.has(title)) return 'hidden';
    if (viewer.excluded.has(title)) return 'not-eligible';
    if (pin.ifWatched === 'withhold' && viewer.watched.has(title)) return 'watched';
    if (titles.has(title)) return 'shown-above';
    const isIts = (rowId: string) => (pin.rowId === null ? rowId.split(':')[0] === pin.rowKind : rowId === pin.rowId);
    let row = rows.find(isIts);
    if (row === undefined && pin.ifRowAbsent === 'insert') {
      row = rowIds.find((rowId) => insertable.includes(rowId) && isIts(rowId));
      if (row !== undefined) rows.push(row);
    }
    if (row === undefined) return 'row-absent';
    const others = taken.get(row) ?? [];
    if (others.length === items || others.some(({ position }) => position === pin.position)) return 'lost-to-pin';
    taken.set(row, [...others, pin]);
    titles.add(title);
    return null;
  }

  for (const pin of due) {
    const reason = fateOf(pin);
    if (reason !== null) fates.set(pin.pinId, reason);
  }
  for (const [rowId, pins] of taken) {
    // From the end of the row: none stands behind it, and no two in one slot.
    let last = lengthOf(rowId) - 1;
    for (const pin of pins.toSorted((a, b) => b.position - a.position)) {
      const position = Math.min(pin.position, last);
      fates.set(pin.pinId, { rowId, position });
      last = position - 1;
    }
  }
  return fates;
}

const ageOf = ({ createdAt }: Pin): number => Date.parse(createdAt);

function isDue(pin: Pin, { nowMs, viewer }: PinnedWorld): boolean {
  if (!pin.enabled || nowMs < Date.parse(pin.from) || nowMs >= Date.parse(pin.until)) return false;
  if (pin.repeat !== null && !isOnByTheWall(pin.repeat, pin.timeZone, nowMs)) return false;
  const { regions, surfaces, maturities, languages, newUsers } = pin.audience;
  const has = (given: readonly string[] | undefined, value: string | null): boolean =>
    given === undefined || (value !== null && given.includes(value));
  const speaks = viewer.language?.toLowerCase().split('-') ?? null;
  const isSpoken = (range: string): boolean =>
    speaks !== null &&
    range
      .toLowerCase()
      .split('-')
      .every((part, at) => speaks[at] === part);
  return (
    has(regions, viewer.region) &&
    has(surfaces, viewer.surface) &&
    has(maturities, viewer.maturity) &&
    (languages === undefined || languages.some(isSpoken)) &&
    (newUsers === undefined || newUsers === viewer.uses < 5)
  );
}
