import { Alert, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { TrashIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import { EditConflict } from '../../parts/edit-conflict.tsx';
import { Failure } from '../../parts/failure.tsx';
import { ReasonButton } from '../../parts/reason-button.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import classes from '../catalogue.module.css';
import type { EditorialNoun } from './editorial-desk.ts';
import type { EditorialKind } from './editorial-kind.ts';
import { EditorialWarnings } from './editorial-warnings.tsx';
import { useEditorialEditor } from './use-editorial-editor.ts';

interface EditorialEditorProps<Noun extends EditorialNoun, Fields extends object> {
  readonly kind: EditorialKind<Noun, Fields>;
  /** null: a new one. */
  readonly id: string | null;
  readonly onSaved: (id: string) => void;
  readonly onClose: () => void;
}

/** One object: its form, live what the service says to it, and save, discard, delete. */
export function EditorialEditor<Noun extends EditorialNoun, Fields extends object>(
  props: EditorialEditorProps<Noun, Fields>,
) {
  const { kind, id, onSaved, onClose } = props;
  const editor = useEditorialEditor(kind, id, onSaved, onClose);
  const [hasTried, setTried] = useState(false);
  const { stored, base, conflict, check } = editor;
  if (id !== null && stored.isPending) return <Waiting />;
  if (stored.isError && base === null) return <Failure error={stored.error} onRetry={() => void stored.refetch()} />;
  const name = base === null ? `New ${kind.names.one}` : kind.nameOf(base.object);
  const { Form } = kind;
  return (
    <form
      noValidate
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (editor.isRight) void editor.save();
      }}
    >
      <Stack>
        <Group justify="space-between" align="start" wrap="nowrap">
          <div>
            <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Title>
            {base !== null && (
              <Text size="xs" c="dimmed">
                <Text span ff="monospace" size="xs">
                  {id}
                </Text>{' '}
                · changed <When at={base.object.updatedAt} />
              </Text>
            )}
          </div>
          {id !== null && (
            <ReasonButton
              label="Delete"
              icon={<TrashIcon />}
              color="red"
              variant="subtle"
              question="Why (optional)"
              confirm={`Take the ${kind.names.one} away`}
              onConfirm={editor.remove}
            />
          )}
        </Group>
        <Form
          fields={editor.fields}
          set={editor.set}
          problems={hasTried ? editor.problems : {}}
          check={check}
          id={id}
        />
        {id === null && (
          <TextInput
            label="Id (optional)"
            description={`How templates, pins and the API call it, as autumn-2026; without one it gets an id of its own`}
            value={editor.newId}
            error={/^[A-Za-z0-9._:@-]{0,128}$/.test(editor.newId.trim()) ? undefined : 'A–Z a–z 0–9 . _ : @ -'}
            onChange={({ currentTarget }) => editor.setNewId(currentTarget.value)}
          />
        )}
        <EditorialWarnings check={check} />
        {(editor.isEdited || id === null) && (
          <Group className={classes.bar}>
            {editor.trouble !== null && (
              <Alert color="red" role="alert" py="xs" w="100%">
                {editor.trouble}
              </Alert>
            )}
            {hasTried && !editor.isRight && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                Something is missing or not right above.
              </Text>
            )}
            <Button type="submit" loading={editor.isBusy}>
              {id === null ? `Make the ${kind.names.one}` : 'Save'}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                editor.discard();
                if (id === null) onClose();
              }}
            >
              Discard
            </Button>
          </Group>
        )}
        {conflict && base && (
          <EditConflict
            name={`the ${kind.names.one} “${name}”`}
            was={kind.draftOfObject(base.object)}
            theirs={kind.draftOfObject(conflict.theirs.object)}
            yours={conflict.yours}
            by={{ who: conflict.theirs.object.updatedBy, at: conflict.theirs.object.updatedAt }}
            isBusy={editor.isBusy}
            onTakeTheirs={editor.takeTheirs}
            onPutOver={() => void editor.putOverTheirs()}
            onClose={editor.closeConflict}
          />
        )}
      </Stack>
    </form>
  );
}
