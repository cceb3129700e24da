import type { Item, Pin, PinDraft, PreviewPin } from '../../../clients/typescript/src/index.ts';
import { draftOfPin, isSame } from '../pins/pin-fields.ts';

/** A pin as an editor would have it, not stored yet. */
export interface Draft {
  readonly draftId: string;
  readonly pin: Required<PinDraft>;
  /** The pin that it changes, as it was read; null: it is a new one. */
  readonly base: Pin | null;
  /** How the item is shown in lists. */
  readonly item: DraftItem;
  /** Another after every change: what is sent again under one key must be the same. */
  readonly sendKey: string;
}

export type DraftItem = Pick<Item, 'itemId' | 'title' | 'genres' | 'imageUrl'> &
  Partial<Pick<Item, 'type' | 'releaseDate'>>;

/** The drafts with this one among them: in its place, or last. Of one stored pin there is one draft. */
export function withDraft(drafts: readonly Draft[], draft: Draft): readonly Draft[] {
  const others = drafts.filter(({ draftId, base }) => draftId === draft.draftId || !isOfPin(base, draft.base));
  return others.some(({ draftId }) => draftId === draft.draftId)
    ? others.map((one) => (one.draftId === draft.draftId ? draft : one))
    : [...others, draft];
}

/** It changes nothing of its pin: one that was opened, and left as it is. */
export const isIdle = ({ base, pin }: Draft): boolean => base !== null && isSame(draftOfPin(base), pin);

export const withoutDraft = (drafts: readonly Draft[], draftId: string): readonly Draft[] =>
  drafts.filter((draft) => draft.draftId !== draftId);

/** As a preview takes them, in their order. */
export function previewPins(drafts: readonly Draft[]): readonly PreviewPin[] {
  return drafts.map(({ pin, base }) => (base === null ? pin : { ...pin, pinId: base.pinId! }));
}

/** The draft that an explanation calls so: `draft-0` is the first of those sent, and a changed pin goes by its own id. */
export function draftOfPinId(drafts: readonly Draft[], pinId: string): Draft | null {
  const number = /^draft-(\d+)$/.exec(pinId)?.[1];
  return (
    drafts.find(({ base }) => base?.pinId === pinId) ?? (number === undefined ? null : (drafts[Number(number)] ?? null))
  );
}

/** What is kept for this tab; none where it cannot be read. */
export function readDrafts(text: string | null): readonly Draft[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept.filter(isDraft) : [];
  } catch {
    return [];
  }
}

const isOfPin = (one: Pin | null, other: Pin | null): boolean =>
  one !== null && other !== null && one.pinId === other.pinId;

function isDraft(kept: unknown): kept is Draft {
  const draft = kept as Partial<Draft> | null;
  return (
    typeof draft?.draftId === 'string' &&
    typeof draft.sendKey === 'string' &&
    typeof draft.pin?.itemId === 'string' &&
    typeof draft.item?.title === 'string' &&
    (draft.base === null || typeof draft.base?.pinId === 'string')
  );
}
