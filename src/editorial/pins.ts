import type { Clock } from '../domain/clock.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import type { Pin } from '../domain/pin.ts';
import { allVersions, reviewAfter } from '../domain/pin-approval.ts';
import type { Actor, Change } from '../domain/ports/audit-log.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import {
  cursorAfter,
  type Once,
  type PinDraft,
  type PinQuery,
  type PinReview,
  type PinStore,
  type StoredPin,
} from '../domain/ports/pin-store.ts';
import type { Reach } from '../domain/reach.ts';
import type { AudienceReach } from './audience-reach.ts';
import { type AudienceWarning, audienceWarnings } from './audience-warnings.ts';
import { effectiveIntervals, type RegionInterval } from './effective-intervals.ts';
import { approvalOf, approvalWarnings, type PinApproval } from './pin-approvals.ts';
import { type PinState, pinStateOf } from './pin-state.ts';
import { type JudgedPin, type PinWarning, warningsOf } from './pin-warnings.ts';
import { rowWarnings } from './row-warnings.ts';

/** What an editor is told about a pin, stored or only tried. */
export interface PinAnswer {
  /** pinId null and version 0: it was only tried. */
  readonly pin: JudgedPin['pin'] & Standing;
  readonly warnings: readonly (PinWarning | AudienceWarning)[];
  readonly effective: readonly RegionInterval[];
  /** How many viewers the audience has; null: not known. */
  readonly reach: Reach | null;
}

/** `approval` null: nobody is asked. */
interface Standing {
  readonly state: PinState;
  readonly approval: PinApproval | null;
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
  /**
   * Lets the version that waits onto pages. null: no such pin. Throws 'precondition-failed' when the newest version is not the expected
   * one, 'not-waiting', and 'own-change' when the actor had a part in it.
   */
  approve(pinId: string, expectedVersion: number, actor: Actor, note: string): Promise<PinAnswer | null>;
  /** The version that waits goes: pages keep what they have. Throws as approve, but for 'own-change'. */
  reject(pinId: string, expectedVersion: number | null, actor: Actor, reason: string): Promise<PinAnswer | null>;
  /** The answer that create (or, given a pin's id, replace) would give; stores nothing. */
  tryOut(draft: PinDraft, pinId: string | null, actor?: Actor): Promise<PinAnswer>;
}

export interface ListedPins extends Omit<PinQuery, 'removed' | 'waiting'> {
  /** Absent: all but those that were withdrawn. */
  readonly state?: PinState;
}
export type ListedPin = Pin & Standing;

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
  /** As the pin store was told. */
  needsApproval?: boolean;
}): PinBoard {
  const { pinStore, itemStore, segmentStore, collectionStore, clock, reachOf = async () => null } = deps;
  const { needsApproval = false } = deps;
  const changeOf = (actor: Actor, reason: string): Change => ({ atMs: clock.nowMs(), actor, reason });

  async function answer(judged: JudgedPin & PinReview): Promise<PinAnswer> {
    const { pin } = judged;
    const nowMs = clock.nowMs();
    const [item, current] = await Promise.all([itemStore.get(pin.itemId), pinStore.current(nowMs)]);
    const effective = effectiveIntervals(pin, item, nowMs);
    const others = allVersions(current.filter((other) => other.pin.pinId !== pin.pinId));
    const ofAudience = await audienceWarnings(pin.audience, segmentStore);
    const ofRow = await rowWarnings(pin.rowId, collectionStore);
    const ofPin = onceEach(warningsOf(judged, item, effective, others, nowMs));
    const warnings = [...ofPin, ...ofRow, ...ofAudience, ...approvalWarnings(judged)];
    const reach = await reachOf(pin.audience, pin);
    const state = pinStateOf(judged, false, nowMs);
    return { pin: { ...pin, state, approval: approvalOf(judged, needsApproval) }, warnings, effective, reach };
  }

  const answerOf = async (stored: StoredPin | null): Promise<PinAnswer | null> =>
    stored === null ? null : await answer(stored);

  return {
    create: async (draft, actor, once = null) =>
      answer(await pinStore.create(draft, changeOf(actor, draft.note), once)),
    async add(draft, actor, once = null) {
      await pinStore.create(draft, changeOf(actor, draft.note), once);
    },
    get: async (pinId) => answerOf(await pinStore.get(pinId)),
    async list({ state, limit, ...query }) {
      const nowMs = clock.nowMs();
      const removed = state === 'withdrawn';
      const shown = (stored: StoredPin): ListedPin => ({
        ...stored.pin,
        state: pinStateOf(stored, removed, nowMs),
        approval: approvalOf(stored, needsApproval),
      });
      if (state === undefined || removed) {
        const { pins, nextCursor } = await pinStore.list({ ...query, limit, removed });
        return { pins: pins.map(shown), nextCursor };
      }
      const found: StoredPin[] = [];
      const page = (nextCursor: string | null) => ({ pins: found.map(shown), nextCursor });
      let { cursor } = query;
      for (let looked = 0; looked < MOST_LOOKED_AT; looked += BATCH) {
        const batch = await pinStore.list({ ...query, cursor, limit: BATCH, waiting: state === 'awaiting-approval' });
        for (const stored of batch.pins) {
          if (pinStateOf(stored, false, nowMs) !== state) continue;
          if (found.length === limit) return page(cursorAfter(found.at(-1)!));
          found.push(stored);
        }
        cursor = batch.nextCursor;
        if (cursor === null) break;
      }
      return page(cursor);
    },
    replace: async (pinId, draft, expectedVersion, actor) =>
      answerOf(await pinStore.replace(pinId, draft, expectedVersion, changeOf(actor, draft.note))),
    remove: (pinId, expectedVersion, actor, reason = '') =>
      pinStore.remove(pinId, expectedVersion, changeOf(actor, reason)),
    approve: async (pinId, expectedVersion, actor, note) =>
      answerOf(await pinStore.approve(pinId, expectedVersion, changeOf(actor, note))),
    reject: async (pinId, expectedVersion, actor, reason) =>
      answerOf(await pinStore.reject(pinId, expectedVersion, changeOf(actor, reason))),
    async tryOut(draft, pinId, actor = '') {
      const change = changeOf(actor, draft.note);
      const updatedAt = new Date(change.atMs).toISOString();
      const before = pinId === null ? null : await pinStore.get(pinId);
      const review = reviewAfter(before, draft, change, { needsApproval });
      if (before === null) {
        const pin = { ...draft, pinId: null, version: 0, createdAt: updatedAt, updatedAt };
        return await answer({ pinNo: Number.POSITIVE_INFINITY, pin, ...review });
      }
      const { version, createdAt } = before.pin;
      return await answer({
        pinNo: before.pinNo,
        pin: { ...draft, pinId, version, createdAt, updatedAt },
        ...review,
      });
    },
  };
}

/** Of a pin that has two versions, what is said of both. */
const onceEach = (warnings: readonly PinWarning[]): readonly PinWarning[] =>
  warnings.filter(
    (one, at) => warnings.findIndex((other) => other.code === one.code && other.pinId === one.pinId) === at,
  );
