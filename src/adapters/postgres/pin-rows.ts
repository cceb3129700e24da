import type { PinDraft, PinReview, PinVerdict, PinWaiting, StoredPin } from '../../domain/ports/pin-store.ts';
import { storableJson } from './binary-writer.ts';

/**
 * A table row of `pins`. Its own columns say what pages have, and of a pin of which they have nothing yet that it is not enabled; the
 * newest version is in `waiting` where that is another one.
 */
export interface PinRow {
  readonly pin_no: number;
  readonly pin_id: string;
  readonly body: PinDraft;
  readonly waiting: StoredWaiting | null;
  readonly verdict: PinVerdict | null;
  readonly drafted_by: readonly string[] | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

interface StoredWaiting extends Omit<PinWaiting, 'standing'> {
  readonly draft: PinDraft;
  readonly stands: boolean;
}

export function storedPinOf(row: PinRow): StoredPin {
  const body = { ...ADDED_LATER, ...row.body };
  const waiting = waitingOf(row, body);
  return {
    pinNo: row.pin_no,
    pin: {
      pinId: row.pin_id,
      ...body,
      ...row.waiting?.draft,
      version: row.version,
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
    },
    ...(waiting !== null && { waiting }),
    ...(row.verdict !== null && { verdict: row.verdict }),
    ...(row.drafted_by !== null && { draftedBy: row.drafted_by }),
  };
}

function waitingOf({ waiting }: PinRow, body: PinDraft): PinWaiting | null {
  if (waiting === null) return null;
  const { draft: _draft, stands, ...rest } = waiting;
  return { ...rest, standing: stands ? body : null };
}

/** Values of item_id, body, valid_from, valid_until, waiting, verdict and drafted_by. */
export function pinColumns(draft: PinDraft, { waiting, verdict, draftedBy }: PinReview): unknown[] {
  const body = waiting === undefined ? draft : (waiting.standing ?? { ...draft, enabled: false });
  return [
    body.itemId,
    storableJson(body),
    new Date(body.from),
    new Date(body.until),
    waiting && storableJson(storedWaiting(draft, waiting)),
    verdict && storableJson(verdict),
    draftedBy && storableJson(draftedBy),
  ];
}

function storedWaiting(draft: PinDraft, { standing, ...rest }: PinWaiting): StoredWaiting {
  return { ...rest, draft, stands: standing !== null };
}

/** What pins of before do not say. */
const ADDED_LATER = { repeat: null, campaign: null };
