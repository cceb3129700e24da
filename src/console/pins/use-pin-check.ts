import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PinAnswer, PinDraft } from '../../../clients/typescript/src/index.ts';
import { useSession } from '../session/session.tsx';
import { patchBetween } from './pin-fields.ts';

export interface PinCheck {
  /** What the service would answer; of the draft before while the next one is asked about. null: not asked yet. */
  readonly answer: PinAnswer | null;
  readonly isChecking: boolean;
  readonly error: unknown;
}

/** Asks the service what it would say to a draft (validateOnly), a moment after the last change. `pinId`: the pin it would replace. */
export function usePinCheck(draft: Required<PinDraft> | null, pinId: string | null): PinCheck {
  const { client } = useSession();
  const text = draft === null ? null : JSON.stringify(draft);
  const [asked] = useDebouncedValue(text, QUIET_MS);
  const check = useQuery({
    queryKey: ['pin-check', pinId, asked],
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const body = JSON.parse(asked!) as Required<PinDraft>;
      if (pinId === null) return await client.createPin({ validateOnly: true, body }, { signal });
      // A patch: keys that the stored pin has and the draft has not are taken away.
      const { pin } = await client.getPin({ pinId }, { signal });
      return await client.patchPin({ pinId, validateOnly: true, body: patchBetween(pin, body) }, { signal });
    },
  });
  return {
    answer: draft === null ? null : (check.data ?? null),
    isChecking: draft !== null && (text !== asked || check.isFetching),
    error: draft === null ? null : check.error,
  };
}

const QUIET_MS = 350;
