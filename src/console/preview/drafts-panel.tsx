import { ActionIcon, Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { Cross2Icon, PaperPlaneIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import type { Preview } from '../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { useUndo } from '../parts/use-undo.tsx';
import { PinStateBadge } from '../pins/pin-state-badge.tsx';
import type { PinState } from '../pins/pins-query.ts';
import { pinRowName } from '../pins/row-options.ts';
import { DraftEntry } from './draft-entry.tsx';
import type { Draft } from './drafts.ts';
import type { Drafts } from './use-drafts.ts';
import type { Publishing, Stored } from './use-publishing.ts';

interface DraftsPanelProps {
  readonly drafts: Drafts;
  readonly publishing: Publishing;
  /** As the preview of these drafts answers, in their order; null: it is being asked. */
  readonly fates: Preview['pins'] | null;
  readonly onEdit: (draft: Draft) => void;
}

/** The drafts that are on the page, and what was published just now, to be taken back. */
export function DraftsPanel({ drafts, publishing, fates, onEdit }: DraftsPanelProps) {
  const { all } = drafts;
  const { stored, failures, isPublishing } = publishing;
  return (
    <Stack gap="sm" component="section" aria-label="Drafts">
      <Title order={2} size="h5">
        Drafts{all.length > 0 && ` (${all.length})`}
      </Title>
      {all.length === 0 && stored.length === 0 && (
        <Text size="sm" c="dimmed">
          Drag what you find, or a card of the page, onto a slot; or press Enter on it. Nobody sees it until you publish
          it.
        </Text>
      )}
      {all.length > 0 && (
        <Stack gap={6} component="ul" m={0} p={0}>
          {all.map((draft, at) => (
            <DraftEntry
              key={draft.draftId}
              draft={draft}
              fate={fates?.[at] ?? null}
              failure={failures.get(draft.draftId) ?? null}
              onEdit={() => onEdit(draft)}
              onDrop={() => drafts.drop(draft.draftId)}
              onRebase={(theirs) => drafts.change(draft, { base: theirs })}
            />
          ))}
        </Stack>
      )}
      {all.length > 0 && (
        <Button leftSection={<PaperPlaneIcon />} loading={isPublishing} onClick={() => void publishing.publish(all)}>
          {all.length === 1 ? 'Publish the draft' : `Publish ${all.length} drafts`}
        </Button>
      )}
      <div role="status">
        <Stack gap={6}>
          {stored.map((one) => (
            <StoredEntry key={one.pinId} stored={one} onDismiss={() => publishing.dismiss(one.pinId)} />
          ))}
        </Stack>
      </div>
    </Stack>
  );
}

function StoredEntry({ stored, onDismiss }: { stored: Stored; onDismiss: () => void }) {
  const undo = useUndo();
  const [isUndoing, setUndoing] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { title, answer, changeId } = stored;
  const state = answer.pin.state as PinState;
  const takeBack = async (id: string) => {
    setUndoing(true);
    try {
      await undo.change(id);
      onDismiss();
    } catch (error) {
      setTrouble(sentenceOf(error));
      setUndoing(false);
    }
  };
  return (
    <Alert color={answer.warnings.length > 0 ? 'yellow' : 'green'} p="xs">
      <Group wrap="nowrap" align="flex-start" justify="space-between" gap={4}>
        <Stack gap={4}>
          <Text size="sm" fw={600}>
            {state === 'awaiting-approval' ? 'Sent for approval' : 'Published'}: {title}
          </Text>
          <Text size="xs">
            {pinRowName(answer.pin)}, slot {answer.pin.position + 1}
          </Text>
          <PinStateBadge state={state} />
          {answer.warnings.map(({ code, detail }) => (
            <Text key={code} size="xs">
              {detail}
            </Text>
          ))}
          {trouble && (
            <Text size="xs" role="alert">
              {trouble}
            </Text>
          )}
          {changeId !== null && (
            <Button
              size="compact-xs"
              variant="default"
              w="fit-content"
              loading={isUndoing}
              onClick={() => void takeBack(changeId)}
            >
              Undo
            </Button>
          )}
        </Stack>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Dismiss: ${title} was published`}
          onClick={onDismiss}
        >
          <Cross2Icon />
        </ActionIcon>
      </Group>
    </Alert>
  );
}
