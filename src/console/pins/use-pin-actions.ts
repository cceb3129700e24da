import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { MarqueeProblem, type Pin } from '../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { useUndo } from '../parts/use-undo.tsx';
import { useSession } from '../session/session.tsx';
import { useCall } from './use-call.ts';

export interface PinActions {
  setEnabled(pin: Pin, enabled: boolean): void;
  /** Puts back a pin that was withdrawn. */
  putBack(pin: Pin): void;
  readonly isBusy: boolean;
}

/** What is done to a pin from a list, at once: told, and taken back by one click. */
export function usePinActions(title: string): PinActions {
  const { client } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  const { call, isBusy } = useCall();
  return useMemo(() => {
    const fail = (error: unknown) => {
      const isChanged = error instanceof MarqueeProblem && error.status === 412;
      const message = isChanged
        ? `Somebody else changed the pin of ${title} in the meantime, so nothing was done. It is shown as it is now: look, and do it again.`
        : sentenceOf(error);
      notifications.show({ message, color: 'red', autoClose: false });
    };
    return {
      isBusy,
      setEnabled: (pin, enabled) =>
        call(async () => {
          await client
            .patchPin({ pinId: pin.pinId!, body: { enabled } }, { ifMatch: `"${pin.version}"` })
            .then(() => undo.offer(`${title} is ${enabled ? 'enabled' : 'disabled'}.`, `pin:${pin.pinId}`))
            .catch(fail);
          await queries.invalidateQueries({ queryKey: ['pins'] });
        }),
      putBack: (pin) =>
        call(async () => {
          const object = `pin:${pin.pinId}`;
          await client
            .listAudit({ object, action: 'pin.remove', limit: 1 })
            .then(async ({ items: [removal] }) => {
              if (removal === undefined) throw new Error('The audit does not know when it was withdrawn.');
              await undo.change(removal.id);
              undo.offer(`The pin of ${title} is back.`, object);
            })
            .catch(fail);
        }),
    };
  }, [client, queries, undo, call, isBusy, title]);
}
