import { Alert, Badge, Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { TrashIcon } from '@radix-ui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Item } from '../../../../clients/typescript/src/index.ts';
import { EditConflict } from '../../parts/edit-conflict.tsx';
import { Failure } from '../../parts/failure.tsx';
import { itemFacts } from '../../parts/item-facts.ts';
import { Poster } from '../../parts/poster.tsx';
import { ReasonButton } from '../../parts/reason-button.tsx';
import { useUndo } from '../../parts/use-undo.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useSession } from '../../session/session.tsx';
import classes from '../catalogue.module.css';
import { BlockButtons } from './block-buttons.tsx';
import { ItemForm } from './item-form.tsx';
import { LicenceChart } from './licence-chart.tsx';
import { bodyOf, useItemEditor } from './use-item-editor.ts';

interface ItemDrawerProps {
  /** null: a new item. */
  readonly itemId: string | null;
  readonly onOpen: (itemId: string) => void;
  readonly onClose: () => void;
}

/** One item beside the list: whether it shows and where, all its fields, and what can be done with it. */
export function ItemDrawer({ itemId, onOpen, onClose }: ItemDrawerProps) {
  const { isEditor } = useSession();
  const editor = useItemEditor(itemId, onOpen);
  const [hasTried, setTried] = useState(false);
  const { stored, fields, conflict, problems } = editor;
  const item = stored.data?.item ?? null;
  const isReady = itemId === null || item !== null;
  const isRight = Object.keys(problems).length === 0;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={620}
      title={itemId === null ? 'New item' : 'Item'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {itemId !== null && stored.isPending && <Waiting />}
      {stored.isError && <Failure error={stored.error} onRetry={() => void stored.refetch()} />}
      {isReady && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (isRight) void editor.save();
          }}
        >
          <Stack>
            {item && <Head item={item} onGone={onClose} />}
            {item && <LicenceChart item={fields} />}
            <ItemForm
              fields={fields}
              set={editor.set}
              problems={hasTried || editor.isEdited ? shownProblems(problems, hasTried) : {}}
              isNew={itemId === null}
              isReadOnly={!isEditor}
            />
            {isEditor && (editor.isEdited || itemId === null) && (
              <Group className={classes.bar}>
                {editor.trouble !== null && (
                  <Alert color="red" role="alert" py="xs" w="100%">
                    {editor.trouble}
                  </Alert>
                )}
                <Button type="submit" loading={editor.isBusy}>
                  Save
                </Button>
                <Button
                  variant="default"
                  onClick={() => {
                    editor.discard();
                    if (itemId === null) onClose();
                  }}
                >
                  {itemId === null ? 'Cancel' : 'Discard'}
                </Button>
              </Group>
            )}
          </Stack>
        </form>
      )}
      {conflict && (
        <EditConflict
          name={`“${conflict.was.title}”`}
          was={bodyOf(conflict.was)}
          theirs={bodyOf(conflict.theirs.item)}
          yours={conflict.yours}
          isBusy={editor.isBusy}
          onTakeTheirs={editor.takeTheirs}
          onPutOver={() => void editor.putOverTheirs()}
          onClose={editor.closeConflict}
        />
      )}
    </Drawer>
  );
}

/** What is missing is said only when one tried to save; what is wrong at once. */
function shownProblems<T extends object>(problems: T, hasTried: boolean): Partial<T> {
  if (hasTried) return problems;
  const { title: _, itemId: __, seriesId: ___, ...others } = problems as Record<string, unknown>;
  return others as Partial<T>;
}

function Head({ item, onGone }: { item: Item; onGone: () => void }) {
  const { client, isEditor } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  return (
    <Group wrap="nowrap" align="start">
      <div style={{ width: 92, flex: 'none' }} aria-hidden>
        <Poster item={item} />
      </div>
      <Stack gap={6} miw={0}>
        <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
          {item.title}
        </Title>
        <Text size="sm" c="dimmed">
          {itemFacts(item)}
        </Text>
        <Group gap={6}>
          <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {item.itemId}
          </Text>
          {item.blocked && (
            <Badge color="red" size="sm">
              Blocked: shown nowhere
            </Badge>
          )}
        </Group>
        {isEditor && (
          <Group gap="xs">
            <BlockButtons item={item} />
            <ReasonButton
              label="Delete"
              icon={<TrashIcon />}
              variant="subtle"
              color="red"
              question="Why (optional)"
              confirm="Take it out of the catalogue"
              onConfirm={async (reason) => {
                await client.deleteItem({ itemId: item.itemId, reason });
                onGone();
                await queries.invalidateQueries({ queryKey: ['items'] });
                undo.offer(`“${item.title}” is out of the catalogue.`, `item:${item.itemId}`);
              }}
            />
          </Group>
        )}
      </Stack>
    </Group>
  );
}
