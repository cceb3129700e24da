import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MarqueeProblem, type Pin } from '../../../clients/typescript/src/index.ts';
import { Failure } from '../parts/failure.tsx';
import { useUndo } from '../parts/use-undo.tsx';
import { useSession } from '../session/session.tsx';
import { Notice } from './notice.tsx';
import { PinDifferences } from './pin-differences.tsx';
import { draftOfPin } from './pin-fields.ts';
import { useCall } from './use-call.ts';

interface WithdrawDialogProps {
  readonly pin: Pin;
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Takes a pin away, with why. Where somebody changed it since the editor looked, they see what before they go on. */
export function WithdrawDialog({ pin, title, isOpen, onClose }: WithdrawDialogProps) {
  const { client } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  const { call, isBusy } = useCall();
  const [reason, setReason] = useState('');
  const [changed, setChanged] = useState<Pin | null>(null);
  const [error, setError] = useState<unknown>(null);
  const pinId = pin.pinId!;

  const withdraw = () =>
    call(async () => {
      setError(null);
      try {
        const version = (changed ?? pin).version;
        await client.deletePin({ pinId, ...(reason.trim() && { reason: reason.trim() }) }, { ifMatch: `"${version}"` });
        onClose();
        undo.offer(`The pin of ${title} is withdrawn.`, `pin:${pinId}`);
        await queries.invalidateQueries({ queryKey: ['pins'] });
      } catch (failure) {
        const isChanged = failure instanceof MarqueeProblem && failure.status === 412;
        const theirs = isChanged ? await client.getPin({ pinId }).catch(() => null) : null;
        if (theirs === null) setError(failure);
        else setChanged(theirs.pin);
      }
    });

  return (
    <Modal opened={isOpen} onClose={onClose} title={`Withdraw the pin of ${title}`} size="md">
      <Stack>
        <Text size="sm">
          It leaves pages within a second. Its report stays, and it can be put back from the list of those withdrawn.
        </Text>
        {changed !== null && (
          <Notice title="Somebody changed it since you looked" role="alert">
            <PinDifferences base={draftOfPin(pin)} theirs={draftOfPin(changed)} yours={null} />
          </Notice>
        )}
        <Textarea
          label="Why (optional)"
          description="For the audit"
          data-autofocus
          autosize
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {error !== null && <Failure error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button color="red.9" loading={isBusy} onClick={withdraw}>
            {changed === null ? 'Withdraw' : 'Withdraw it as it is now'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
