import type { Clock } from '../domain/clock.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import type { Pin } from '../domain/pin.ts';
import type { Actor, Change } from '../domain/ports/audit-log.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import {
  cursorAfter,
  type Once,
  type PinDraft,
  type PinQuery,
  type PinStore,
  type StoredPin,
} from '../domain/ports/pin-store.ts';
import type { Reach } from '../domain/reach.ts';
import type { AudienceReach } from './audience-reach.ts';
import { type AudienceWarning, audienceWarnings } from './audience-warnings.ts';
import { effectiveIntervals, type RegionInterval } from './effective-intervals.ts';
import { type PinState, pinStateOf } from './pin-state.ts';
import { type JudgedPin, type PinWarning, warningsOf } from './pin-warnings.ts';
import { rowWarnings } from './row-warnings.ts';

/** What an editor is told about a pin, stored or only tried. */
export interface PinAnswer {
  /** pinId null and version 0: it was only tried. */
  readonly pin: JudgedPin['pin'] & { readonly state: PinState };
  readonly warnings: readonly (PinWarning | AudienceWarning)[];
  readonly effective: readonly RegionInterval[];
  /** How many viewers the audience has; null: not known. */
  readonly reach: Reach | null;
}

/** Every change is audited with the actor, and the pin's note as the reason. */
export interface PinBoard {
  /** `once`: a repetition makes nothing and gives the pin of the first; see PinStore. */
  create(draft: PinDraft, actor: Actor, once?: Once | null): Promise<PinAnswer>;
  /** As create, and nobody asks what to know of it: for many. */
  add(draft: PinDraft, actor: Actor, once?: Once | null): Promise<void>;
  get(pinId: string): Promise<PinAnswer | null>;
  /** By age. A page that is asked for by state may be short and yet go on. */
  list(options: ListedPins): Promise<{ pins: readonly ListedPin[]; nextCursor: string | null }>;
  /** null: no such pin. Throws 'precondition-failed' when the version is no longer the expected one. */
  replace(pinId: string, draft: PinDraft, expectedVersion: number, actor: Actor): Promise<PinAnswer | null>;
  /** false: no such pin. Throws as replace. */
  remove(pinId: string, expectedVersion: number | null, actor: Actor, reason?: string): Promise<boolean>;
  /** The answer that create (or, given a pin's id, replace) would give; stores nothing. */
  tryOut(draft: PinDraft, pinId: string | null): Promise<PinAnswer>;
}

export interface ListedPins extends Omit<PinQuery, 'removed'> {
  /** Absent: all but those that were withdrawn. */
  readonly state?: PinState;
}
export type ListedPin = Pin & { readonly state: PinState };

/** Pins that are looked at for one page of a list by state. */
const MOST_LOOKED_AT = 10_000;
const BATCH = 500;

/** Pins as editors work with them. Reads the stores and not the snapshot: an editor may pin what was added a moment ago. */
export function createPinBoard(deps: {
  pinStore: PinStore;
  itemStore: ItemStore;
  segmentStore: Pick<EditorialStores['segmentStore'], 'get'>;
  collectionStore: Pick<EditorialStores['collectionStore'], 'get'>;
  clock: Clock;
  /** Absent: nothing is known of anybody. */
  reachOf?: AudienceReach;
}): PinBoard {
  const { pinStore, itemStore, segmentStore, collectionStore, clock, reachOf = async () => null } = deps;
  const changeOf = (actor: Actor, reason: string): Change => ({ atMs: clock.nowMs(), actor, reason });

  async function answer(judged: JudgedPin): Promise<PinAnswer> {
    const { pin } = judged;
    const nowMs = clock.nowMs();
    const [item, current] = await Promise.all([itemStore.get(pin.itemId), pinStore.current(nowMs)]);
    const effective = effectiveIntervals(pin, item, nowMs);
    const others = current.filter((other) => other.pin.pinId !== pin.pinId);
    const ofAudience = await audienceWarnings(pin.audience, segmentStore);
    const ofRow = await rowWarnings(pin.rowId, collectionStore);
    const warnings = [...warningsOf(judged, item, effective, others, nowMs), ...ofRow, ...ofAudience];
    const reach = await reachOf(pin.audience, pin);
    return { pin: { ...pin, state: pinStateOf(pin, false, nowMs) }, warnings, effective, reach };
  }

  return {
    create: async (draft, actor, once = null) =>
      answer(await pinStore.create(draft, changeOf(actor, draft.note), once)),
    async add(draft, actor, once = null) {
      await pinStore.create(draft, changeOf(actor, draft.note), once);
    },
    async get(pinId) {
      const stored = await pinStore.get(pinId);
      return stored === null ? null : await answer(stored);
    },
    async list({ state, limit, ...query }) {
      const nowMs = clock.nowMs();
      const removed = state === 'withdrawn';
      const shown = (pin: Pin): ListedPin => ({ ...pin, state: pinStateOf(pin, removed, nowMs) });
      if (state === undefined || removed) {
        const { pins, nextCursor } = await pinStore.list({ ...query, limit, removed });
        return { pins: pins.map(({ pin }) => shown(pin)), nextCursor };
      }
      const found: StoredPin[] = [];
      const page = (nextCursor: string | null) => ({ pins: found.map(({ pin }) => shown(pin)), nextCursor });
      let { cursor } = query;
      for (let looked = 0; looked < MOST_LOOKED_AT; looked += BATCH) {
        const batch = await pinStore.list({ ...query, cursor, limit: BATCH });
        for (const stored of batch.pins) {
          if (pinStateOf(stored.pin, false, nowMs) !== state) continue;
          if (found.length === limit) return page(cursorAfter(found.at(-1)!));
          found.push(stored);
        }
        cursor = batch.nextCursor;
        if (cursor === null) break;
      }
      return page(cursor);
    },
    async replace(pinId, draft, expectedVersion, actor) {
      const stored = await pinStore.replace(pinId, draft, expectedVersion, changeOf(actor, draft.note));
      return stored === null ? null : await answer(stored);
    },
    remove: (pinId, expectedVersion, actor, reason = '') =>
      pinStore.remove(pinId, expectedVersion, changeOf(actor, reason)),
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
