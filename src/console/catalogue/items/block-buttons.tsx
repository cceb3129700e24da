import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { CrossCircledIcon, ResetIcon } from '@radix-ui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import type { Item } from '../../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../../parts/failure.tsx';
import { ReasonButton } from '../../parts/reason-button.tsx';
import { useUndo } from '../../parts/use-undo.tsx';
import { useCall } from '../../pins/use-call.ts';
import { useSession } from '../../session/session.tsx';

/** Off every page at one click, and back at one; whoever has the time says why. */
export function BlockButtons({
  item: { itemId, title, blocked },
}: {
  item: Pick<Item, 'itemId' | 'title' | 'blocked'>;
}) {
  const { client } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  const { call, isBusy } = useCall();

  async function setBlocked(reason: string): Promise<void> {
    if (blocked) await client.unblockItem({ itemId, body: { reason } });
    else await client.blockItem({ itemId, body: { reason } });
    await queries.invalidateQueries({ queryKey: ['items'] });
    undo.offer(blocked ? `“${title}” may be shown again.` : `“${title}” is off every page.`, `item:${itemId}`);
  }

  const atOnce = () =>
    call(() =>
      setBlocked('By one click in the console').catch((error: unknown) => {
        notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false });
      }),
    );

  return (
    <>
      <Button
        size="xs"
        color={blocked ? undefined : 'red.9'}
        leftSection={blocked ? <ResetIcon /> : <CrossCircledIcon />}
        loading={isBusy}
        onClick={atOnce}
      >
        {blocked ? 'Unblock' : 'Block'}
      </Button>
      <ReasonButton
        label={blocked ? 'Unblock and say why' : 'Block and say why'}
        question="Why"
        confirm={blocked ? 'Unblock it' : 'Block it'}
        isReasonNeeded
        onConfirm={setBlocked}
      />
    </>
  );
}
