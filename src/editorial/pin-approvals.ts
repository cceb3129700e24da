import type { Actor } from '../domain/ports/audit-log.ts';
import type { PinDraft, StoredPin } from '../domain/ports/pin-store.ts';
import type { PinWarning } from './pin-warnings.ts';

/** Where a pin is between the editor who made its newest version and the one who lets it onto pages. */
export interface PinApproval {
  readonly state: 'awaiting' | 'approved' | 'rejected';
  /** The version that waits or was judged. */
  readonly version: number;
  /** Who had a part in it: none of them may approve it. */
  readonly changedBy: readonly Actor[];
  /** Who judged it; null: nobody did yet. */
  readonly by: Actor | null;
  /** When it was judged, or came to wait. */
  readonly at: string;
  readonly note: string;
  /** While it waits, what pages have; null: nothing. */
  readonly standing: PinDraft | null;
}

/** null: nobody was asked. Where approval is not asked for, only what waits since it was says so. */
export function approvalOf(
  { pin, waiting, verdict }: Pick<StoredPin, 'waiting' | 'verdict'> & { readonly pin: { readonly version: number } },
  needsApproval: boolean,
): PinApproval | null {
  if (waiting !== undefined) {
    const { since, changedBy, standing } = waiting;
    return { state: 'awaiting', version: pin.version, changedBy, by: null, at: since, note: '', standing };
  }
  return needsApproval && verdict !== undefined ? { ...verdict, standing: null } : null;
}

export function approvalWarnings({ waiting }: Pick<StoredPin, 'waiting'>): readonly PinWarning[] {
  if (waiting === undefined) return [];
  const meanwhile =
    waiting.standing === null ? 'Until then nothing of it shows.' : 'Until then pages go on with what was approved.';
  return [
    {
      code: 'awaiting-approval',
      detail: `It shows once an editor or admin who had no part in it has approved it. ${meanwhile}`,
    },
  ];
}
