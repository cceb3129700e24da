import type { Clock } from '../domain/clock.ts';
import type { Pin } from '../domain/pin.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import type { Once, PinDraft, PinStore } from '../domain/ports/pin-store.ts';
import { effectiveIntervals, type RegionInterval } from './effective-intervals.ts';
import { type JudgedPin, type PinWarning, warningsOf } from './pin-warnings.ts';

/** What an editor is told about a pin, stored or only tried. */
export interface PinAnswer {
  /** pinId null and version 0: it was only tried. */
  readonly pin: JudgedPin['pin'];
  readonly warnings: readonly PinWarning[];
  readonly effective: readonly RegionInterval[];
  /** Share of the audience reached: needs a count of users by audience, which nothing keeps yet. */
  readonly reach: null;
}

export interface PinBoard {
  /** `once`: a repetition makes nothing and gives the pin of the first; see PinStore. */
  create(draft: PinDraft, once?: Once | null): Promise<PinAnswer>;
  get(pinId: string): Promise<PinAnswer | null>;
  list(options: { cursor: string | null; limit: number }): Promise<{ pins: readonly Pin[]; nextCursor: string | null }>;
  /** null: no such pin. Throws 'precondition-failed' when the version is no longer the expected one. */
  replace(pinId: string, draft: PinDraft, expectedVersion: number): Promise<PinAnswer | null>;
  /** false: no such pin. Throws as replace. */
  remove(pinId: string, expectedVersion: number | null): Promise<boolean>;
  /** The answer that create (or, given a pin's id, replace) would give; stores nothing. */
  tryOut(draft: PinDraft, pinId: string | null): Promise<PinAnswer>;
}

/** Pins as editors work with them. Reads the stores and not the snapshot: an editor may pin what was added a moment ago. */
export function createPinBoard(deps: { pinStore: PinStore; itemStore: ItemStore; clock: Clock }): PinBoard {
  const { pinStore, itemStore, clock } = deps;

  async function answer(judged: JudgedPin): Promise<PinAnswer> {
    const { pin } = judged;
    const nowMs = clock.nowMs();
    const [item, current] = await Promise.all([itemStore.get(pin.itemId), pinStore.current(nowMs)]);
    const effective = effectiveIntervals(pin, item, nowMs);
    const others = current.filter((other) => other.pin.pinId !== pin.pinId);
    return { pin, warnings: warningsOf(judged, item, effective, others, nowMs), effective, reach: null };
  }

  return {
    create: async (draft, once = null) => answer(await pinStore.create(draft, clock.nowMs(), once)),
    async get(pinId) {
      const stored = await pinStore.get(pinId);
      return stored === null ? null : await answer(stored);
    },
    async list(options) {
      const { pins, nextCursor } = await pinStore.list(options);
      return { pins: pins.map((stored) => stored.pin), nextCursor };
    },
    async replace(pinId, draft, expectedVersion) {
      const stored = await pinStore.replace(pinId, draft, expectedVersion, clock.nowMs());
      return stored === null ? null : await answer(stored);
    },
    remove: (pinId, expectedVersion) => pinStore.remove(pinId, expectedVersion),
    async tryOut(draft, pinId) {
      const updatedAt = new Date(clock.nowMs()).toISOString();
      const before = pinId === null ? null : await pinStore.get(pinId);
      if (before === null) {
        const pin = { ...draft, pinId: null, version: 0, createdAt: updatedAt, updatedAt };
        return await answer({ pinNo: Number.POSITIVE_INFINITY, pin });
      }
      const { version, createdAt } = before.pin;
      return await answer({ pinNo: before.pinNo, pin: { ...draft, pinId, version, createdAt, updatedAt } });
    },
  };
}
