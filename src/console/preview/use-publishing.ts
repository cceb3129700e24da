import { useState } from 'react';
import type { Pin, PinAnswer } from '../../../clients/typescript/src/index.ts';
import { useChanged } from '../parts/use-changed.ts';
import { useSession } from '../session/session.tsx';
import type { Draft } from './drafts.ts';
import { publishDrafts } from './publish-drafts.ts';
import type { Drafts } from './use-drafts.ts';

/** A draft that has become a pin. */
export interface Stored {
  readonly pinId: string;
  readonly title: string;
  readonly answer: PinAnswer;
  readonly changeId: string | null;
}

export interface Publishing {
  readonly isPublishing: boolean;
  /** The last first. */
  readonly stored: readonly Stored[];
  /** By draft, until it is changed, dropped or tried again. */
  readonly failures: ReadonlyMap<string, { readonly error: unknown; readonly theirs: Pin | null }>;
  publish(drafts: readonly Draft[]): Promise<void>;
  dismiss(pinId: string): void;
}

export function usePublishing({ all, drop }: Drafts): Publishing {
  const { client } = useSession();
  const changed = useChanged();
  const [isPublishing, setPublishing] = useState(false);
  const [stored, setStored] = useState<readonly Stored[]>([]);
  const [failed, setFailed] = useState<readonly { draft: Draft; error: unknown; theirs: Pin | null }[]>([]);
  return {
    isPublishing,
    stored,
    // A draft that was changed since has another key: what was said of the one before is over.
    failures: new Map(
      failed
        .filter(({ draft }) => all.some(({ sendKey }) => sendKey === draft.sendKey))
        .map(({ draft, error, theirs }) => [draft.draftId, { error, theirs }]),
    ),
    async publish(drafts) {
      setPublishing(true);
      setFailed([]);
      await publishDrafts(client, drafts, (one) => {
        if ('error' in one) return setFailed((before) => [...before, one]);
        const { draft, answer, changeId } = one;
        const pinId = answer.pin.pinId!;
        drop(draft.draftId);
        setStored((before) => [
          { pinId, title: draft.item.title, answer, changeId },
          ...before.filter((other) => other.pinId !== pinId),
        ]);
      });
      setPublishing(false);
      await changed();
    },
    dismiss: (pinId) => setStored((before) => before.filter((one) => one.pinId !== pinId)),
  };
}
