import { audiencesMeet } from '../domain/audience.ts';
import { maturityRank, type StoredItem } from '../domain/item.ts';
import type { Pin } from '../domain/pin.ts';
import type { StoredPin } from '../domain/ports/pin-store.ts';
import { kindOfRow } from '../domain/row-id.ts';
import type { RegionInterval } from './effective-intervals.ts';
import { comesAgain, timesMeet } from './pin-times.ts';

export interface PinWarning {
  readonly code: PinWarningCode;
  readonly detail: string;
  /** The other pin, where there is one. */
  readonly pinId?: string;
}

export type PinWarningCode =
  | 'item-unknown'
  | 'item-blocked'
  | 'outside-licence'
  | 'region-not-licensed'
  | 'maturity-too-low'
  | 'already-over'
  | 'repeat-never-comes'
  | 'disabled'
  | 'row-unknown'
  | 'position-beyond-row'
  | 'loses-to-pin'
  | 'wins-over-pin'
  | 'item-pinned-twice'
  | 'awaiting-approval';

/** A pin as it is judged: pinId null and pinNo Infinity while it is only tried. */
export interface JudgedPin {
  readonly pinNo: number;
  readonly pin: Omit<Pin, 'pinId'> & { readonly pinId: string | null };
}

type PinLike = JudgedPin['pin'];

/** What an editor would regret not knowing: reasons why the pin never shows, and pins that want the same. None is an error. */
export function warningsOf(
  judged: JudgedPin,
  item: StoredItem | null,
  effective: readonly RegionInterval[],
  others: readonly StoredPin[],
  nowMs: number,
): readonly PinWarning[] {
  return [...neverShows(judged.pin, item, effective, nowMs), ...conflicts(judged, others, nowMs)];
}

/** Whether pin a gets the slot that both want: higher priority, then the older. The page decides by the same rule. */
export function winsOver(a: JudgedPin, b: JudgedPin): boolean {
  if (a.pin.priority !== b.pin.priority) return a.pin.priority > b.pin.priority;
  const ageMs = Date.parse(a.pin.createdAt) - Date.parse(b.pin.createdAt);
  return ageMs === 0 ? a.pinNo < b.pinNo : ageMs < 0;
}

/** Slots a row can have at most (api.md, `items`). */
const MAX_ROW_LENGTH = 50;

function neverShows(
  pin: PinLike,
  stored: StoredItem | null,
  effective: readonly RegionInterval[],
  nowMs: number,
): readonly PinWarning[] {
  const warnings: PinWarning[] = [];
  const warn = (code: PinWarningCode, detail: string) => warnings.push({ code, detail });
  if (!pin.enabled) warn('disabled', 'The pin is not enabled and will not show.');
  if (Date.parse(pin.until) <= nowMs) warn('already-over', 'The pin ended in the past and will not show.');
  else if (!comesAgain(pin, nowMs))
    warn('repeat-never-comes', 'None of the days and times of repeat comes between now and the end of the pin.');
  if (pin.position >= MAX_ROW_LENGTH)
    warn(
      'position-beyond-row',
      `A row has at most ${MAX_ROW_LENGTH} slots, numbered from 0: the pin stands in the last one.`,
    );
  if (pin.rowId !== null && kindOfRow(pin.rowId) === null)
    warn('row-unknown', `No row is called ${pin.rowId}: use top-picks, a row kind, or kind:detail.`);
  if (stored === null) warn('item-unknown', `There is no item ${pin.itemId}: nothing shows until it is added.`);
  else if (stored.blocked) warn('item-blocked', `The item ${pin.itemId} is blocked and will not show.`);
  else warnings.push(...licenceWarnings(pin, stored, effective, nowMs));
  return warnings;
}

function licenceWarnings(
  pin: PinLike,
  { item }: StoredItem,
  effective: readonly RegionInterval[],
  nowMs: number,
): readonly PinWarning[] {
  const warnings: PinWarning[] = [];
  const tooLow = (pin.audience.maturities ?? []).filter((level) => maturityRank(level) < maturityRank(item.maturity));
  if (tooLow.length > 0) {
    const all =
      tooLow.length === pin.audience.maturities!.length ? 'never be eligible for anybody of this' : 'not show to an';
    const detail = `The item is for ${item.maturity}: it will ${all} audience of ${tooLow.join(', ')}.`;
    warnings.push({ code: 'maturity-too-low', detail });
  }
  if (effective.length === 0) {
    if (!comesAgain(pin, nowMs)) return warnings;
    const detail =
      "The pin's time never meets the item's licence windows, from its start to its end, in the regions of the audience.";
    warnings.push({ code: 'outside-licence', detail });
    return warnings;
  }
  const licensed = new Set(effective.map((interval) => interval.region));
  const missing = (pin.audience.regions ?? []).filter((region) => !licensed.has(region));
  if (missing.length > 0) {
    const detail = `The item has no licence during the pin's time in ${missing.join(', ')}.`;
    warnings.push({ code: 'region-not-licensed', detail });
  }
  return warnings;
}

function conflicts(judged: JudgedPin, others: readonly StoredPin[], nowMs: number): readonly PinWarning[] {
  const { pin } = judged;
  if (!pin.enabled) return [];
  return others
    .filter((other) => other.pin.enabled && wantTheSame(pin, other.pin) && meet(pin, other.pin, nowMs))
    .flatMap((other): PinWarning[] => {
      if (sameSlot(pin, other.pin)) return [slotConflict(judged, other)];
      const { pinId } = other.pin;
      const detail = `Pin ${pinId} shows the same item to some of the same audience: a page has it once.`;
      return [{ code: 'item-pinned-twice', detail, pinId }];
    });
}

function slotConflict(judged: JudgedPin, other: StoredPin): PinWarning {
  const { pinId, priority } = other.pin;
  const by = judged.pin.priority === priority ? 'is older' : 'has the higher priority';
  if (winsOver(judged, other)) {
    const detail = `Pin ${pinId} wants the same slot and loses it to this pin, which ${by}.`;
    return { code: 'wins-over-pin', detail, pinId };
  }
  return { code: 'loses-to-pin', detail: `Pin ${pinId} wants the same slot and keeps it: it ${by}.`, pinId };
}

const sameSlot = (a: PinLike, b: PinLike): boolean => sameRow(a, b) && a.position === b.position;
const wantTheSame = (a: PinLike, b: PinLike): boolean => sameSlot(a, b) || a.itemId === b.itemId;

/** From now on, some audience could be given both. */
function meet(a: PinLike, b: PinLike, nowMs: number): boolean {
  const fromMs = Math.max(Date.parse(a.from), Date.parse(b.from), nowMs);
  return audiencesMeet(a.audience, b.audience) && timesMeet(a, b, fromMs);
}

/** Whether one row can be meant by both: the same id, or a kind and a row of that kind. */
function sameRow(a: PinLike, b: PinLike): boolean {
  if (a.rowId !== null && b.rowId !== null) return a.rowId === b.rowId;
  return (a.rowKind ?? kindOfRow(a.rowId!)) === (b.rowKind ?? kindOfRow(b.rowId!));
}
