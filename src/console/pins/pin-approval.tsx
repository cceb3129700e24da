import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MarqueeProblem, type Pin } from '../../../clients/typescript/src/index.ts';
import { Failure } from '../parts/failure.tsx';
import { useUndo } from '../parts/use-undo.tsx';
import { When } from '../parts/when.tsx';
import { useSession } from '../session/session.tsx';
import { Notice } from './notice.tsx';
import { PinDifferences } from './pin-differences.tsx';
import { draftOfPin } from './pin-fields.ts';
import { useCall } from './use-call.ts';

interface PinApprovalProps {
  readonly pin: Pin;
  /** What is judged is what is stored, and not what is being typed. */
  readonly isEdited: boolean;
  readonly onJudged: () => void;
  /** It is no longer as it was read. */
  readonly onReadAgain: () => void;
}

/** Where pins need a second editor: what waits, beside what pages have, and the verdict; of one that was judged, what was said. */
export function PinApproval(props: PinApprovalProps) {
  const { pin, isEdited } = props;
  const { approval } = pin;
  if (approval === null || approval.state === 'approved') return null;
  if (approval.state === 'rejected') {
    return (
      <Notice color="gray" title="It was rejected">
        <When at={approval.at} />
        {approval.note !== '' && <Text size="sm">They say: “{approval.note}”</Text>}
      </Notice>
    );
  }
  const { standing } = approval;
  return (
    <Notice title="It awaits approval" role="region" aria-label="Approval">
      <Stack gap="sm">
        <MadeBy pin={pin} changedBy={approval.changedBy} />
        {standing === null ? (
          <Text size="sm">Pages have nothing of it yet.</Text>
        ) : (
          <PinDifferences
            base={draftOfPin({ ...pin, ...standing })}
            theirs={draftOfPin(pin)}
            yours={null}
            heads={{ was: 'On pages', theirs: 'Waits' }}
          />
        )}
        {isEdited ? (
          <Text size="sm">What you change now is saved first, and then judged.</Text>
        ) : (
          <Verdict {...props} />
        )}
      </Stack>
    </Notice>
  );
}

/** Who had a part in it, by name where the audit knows one. */
function MadeBy({ pin, changedBy }: { pin: Pin; changedBy: readonly string[] }) {
  const { client, me } = useSession();
  const object = `pin:${pin.pinId}`;
  const { data } = useQuery({
    queryKey: ['audit', 'actors', object],
    queryFn: async ({ signal }) => (await client.listAudit({ object, limit: 100 }, { signal })).items,
  });
  const nameOf = (id: string) => data?.find(({ actor }) => actor.id === id)?.actor.name || id;
  return (
    <Text size="sm">
      Changed by {changedBy.map(nameOf).join(', ')}.
      {changedBy.includes(me.actor.id) &&
        ' You had a part in it: somebody else has to approve it. You may take it back.'}
    </Text>
  );
}

function Verdict({ pin, onJudged, onReadAgain }: PinApprovalProps) {
  const { client } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  const { call, isBusy } = useCall();
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>(null);
  const pinId = pin.pinId!;

  const judge = (isApproved: boolean) =>
    call(async () => {
      setError(null);
      // What is judged is what was read.
      const options = { ifMatch: `"${pin.version}"` };
      try {
        if (isApproved) await client.approvePin({ pinId, body: { note: note.trim() } }, options);
        else await client.rejectPin({ pinId, body: { reason: note.trim() } }, options);
        undo.offer(isApproved ? 'It is approved.' : 'It is rejected.', `pin:${pinId}`);
        await queries.invalidateQueries({ queryKey: ['pins'] });
        onJudged();
      } catch (failure) {
        setError(failure);
      }
    });
  const isChanged = error instanceof MarqueeProblem && error.status === 412;
  return (
    <>
      <Textarea
        label="What you say to it"
        description="The reason, where you reject it"
        autosize
        maxLength={2000}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      {error !== null && <Failure error={error} {...(isChanged && { onRetry: onReadAgain })} />}
      <Group gap="xs">
        <Button size="xs" loading={isBusy} onClick={() => judge(true)}>
          Approve
        </Button>
        <Button size="xs" variant="default" loading={isBusy} disabled={note.trim() === ''} onClick={() => judge(false)}>
          Reject
        </Button>
      </Group>
    </>
  );
}
