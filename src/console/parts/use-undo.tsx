import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import type { AuditEntry } from '../../../clients/typescript/src/index.ts';
import { useSession } from '../session/session.tsx';
import { sentenceOf } from './failure.tsx';
import { useChanged } from './use-changed.ts';

export interface Undo {
  /** Takes back one change; everything on screen is asked for anew. Rejects with the service's reason where it cannot. */
  change(id: string, reason?: string): Promise<AuditEntry>;
  /** Tells what was done, with a button that takes it back: right after the change of `object` (`pin:<pinId>`, `item:<itemId>`, ...). */
  offer(message: string, object: string): void;
  /** The same for what the audit does not have: `takeBack` makes the change that undoes it. */
  offerCall(message: string, takeBack: () => Promise<void>): void;
}

/** How every change made in the console can be taken back on the spot. */
export function useUndo(): Undo {
  const { client } = useSession();
  const changed = useChanged();
  return useMemo(() => {
    async function change(id: string, reason = ''): Promise<AuditEntry> {
      const undone = await client.undoChange({ id, body: { reason } });
      await changed();
      return undone;
    }

    /** The change that was just made, by its id: what a colleague changes while the notification stands is not taken back. */
    function offer(message: string, object: string): void {
      const made = client.listAudit({ object, limit: 1 }).then(({ items }) => items[0]?.id);
      // Told where it is needed: when somebody asks for it.
      made.catch(() => {});
      offerCall(message, async () => {
        const id = await made;
        if (id === undefined) throw new Error('There is nothing to take back.');
        await change(id);
      });
    }

    function offerCall(message: string, takeBack: () => Promise<void>): void {
      const id = notifications.show({
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{message}</Text>
            <Button size="compact-sm" variant="light" onClick={() => void take()}>
              Undo
            </Button>
          </Group>
        ),
        autoClose: 10_000,
      });
      async function take(): Promise<void> {
        notifications.hide(id);
        try {
          await takeBack();
          notifications.show({ message: 'Undone.', color: 'green' });
        } catch (error) {
          notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false });
        }
      }
    }

    return { change, offerCall, offer };
  }, [client, changed]);
}
