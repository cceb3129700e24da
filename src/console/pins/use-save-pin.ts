import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { type AuditEntry, MarqueeProblem, type Pin, type PinDraft } from '../../../clients/typescript/src/index.ts';
import { createSendKey } from '../parts/send-key.ts';
import { useUndo } from '../parts/use-undo.tsx';
import { useSession } from '../session/session.tsx';
import { patchBetween } from './pin-fields.ts';
import { pinRowName } from './row-options.ts';

/** What somebody else did to the pin while it was edited. */
export interface Conflict {
  /** null: they withdrew it. */
  readonly theirs: Pin | null;
  /** Who and when; null: it cannot be told. */
  readonly change: AuditEntry | null;
}

export interface SavePin {
  /** `base` null: makes a new pin. */
  save(base: Pin | null, draft: Required<PinDraft>): void;
  lookAtNewer(theirs: Pin): void;
  /** The conflict is dealt with. */
  settle(): void;
  readonly isSaving: boolean;
  readonly error: unknown;
  readonly conflict: Conflict | null;
}

/** Stores a pin on condition that it is still as it was read; where it is not, finds out what it is now and who did it. */
export function useSavePin(onSaved: () => void): SavePin {
  const { client } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const sent = useRef({ text: '', key: '' });

  const meet = useCallback(
    async (pinId: string, theirs: Pin | null) => {
      const { items } = await client.listAudit({ object: `pin:${pinId}`, limit: 1 }).catch(() => ({ items: [] }));
      setConflict({ theirs, change: items[0] ?? null });
    },
    [client],
  );

  const store = useCallback(
    async (base: Pin | null, draft: Required<PinDraft>) => {
      if (base !== null) {
        return await client.patchPin(
          { pinId: base.pinId!, body: patchBetween(base, draft) },
          { ifMatch: `"${base.version}"` },
        );
      }
      // The same draft sent twice makes one pin: an answer may be lost on its way.
      const text = JSON.stringify(draft);
      if (sent.current.text !== text) sent.current = { text, key: createSendKey() };
      return await client.createPin({ body: draft }, { idempotencyKey: sent.current.key });
    },
    [client],
  );

  const save = async (base: Pin | null, draft: Required<PinDraft>) => {
    setSaving(true);
    setError(null);
    try {
      const { pin } = await store(base, draft);
      onSaved();
      undo.offer(
        `${base === null ? 'Pinned to' : 'Saved:'} ${pinRowName(pin)}, slot ${pin.position + 1}.`,
        `pin:${pin.pinId}`,
      );
      await queries.invalidateQueries({ queryKey: ['pins'] });
    } catch (failure) {
      const status = failure instanceof MarqueeProblem ? failure.status : 0;
      if (base !== null && (status === 412 || status === 404)) await seeTheirs(base.pinId!, failure);
      else setError(failure);
    } finally {
      setSaving(false);
    }
  };

  async function seeTheirs(pinId: string, failure: unknown): Promise<void> {
    try {
      const { pin } = await client.getPin({ pinId });
      await meet(pinId, pin);
    } catch (gone) {
      if (gone instanceof MarqueeProblem && gone.status === 404) await meet(pinId, null);
      else setError(failure);
    }
  }

  return {
    save: (base, draft) => void save(base, draft),
    lookAtNewer: (theirs) => void meet(theirs.pinId!, theirs),
    settle: () => setConflict(null),
    isSaving,
    error,
    conflict,
  };
}
