import { Button, Group, Paper, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Pin } from '../../../clients/typescript/src/index.ts';
import { Failure } from '../parts/failure.tsx';
import { ChosenItem } from './chosen-item.tsx';
import { Notice } from './notice.tsx';
import { PinApproval } from './pin-approval.tsx';
import { PinConflict } from './pin-conflict.tsx';
import { draftOf, draftOfPin, isSame, type PinFields } from './pin-fields.ts';
import { PinForm } from './pin-form.tsx';
import { useNewerPin } from './use-newer-pin.ts';
import { useSavePin } from './use-save-pin.ts';

interface PinEditorProps {
  /** The pin as it was read; null: a new one. */
  readonly base: Pin | null;
  readonly initial: PinFields;
  readonly onClose: () => void;
  /** Closing was asked for while there are changes. */
  readonly isAsking: boolean;
  readonly onGoOn: () => void;
  readonly onChanges: (has: boolean) => void;
  /** Begins anew with the pin as it is now. */
  readonly onReadAgain: () => void;
}

/** Makes or changes one pin. Nothing that somebody else saved in the meantime is overwritten unseen, and nothing typed is lost. */
export function PinEditor({ initial, onClose, isAsking, onGoOn, onChanges, onReadAgain, ...given }: PinEditorProps) {
  const [fields, setFields] = useState(initial);
  const [base, setBase] = useState(given.base);
  const [showProblems, setShowProblems] = useState(false);
  const { save, isSaving, error, conflict, lookAtNewer, settle } = useSavePin(onClose);
  const newer = useNewerPin(conflict === null ? base : null);
  const outcome = draftOf(fields);
  const draft = 'draft' in outcome ? outcome.draft : null;

  const hasChanges = !isSame(fields, initial);
  useEffect(() => onChanges(hasChanges), [hasChanges, onChanges]);

  /** Goes on in the form from the pin as somebody else left it. */
  const goOnFrom = (theirs: Pin | null, next: PinFields) => {
    setBase(theirs);
    setFields(next);
    settle();
  };

  if (conflict !== null && base !== null && draft !== null) {
    return (
      <PinConflict
        conflict={conflict}
        base={draftOfPin(base)}
        yours={draft}
        isSaving={isSaving}
        onSave={(theirs, merged) => save(theirs, merged)}
        onGoOn={goOnFrom}
      />
    );
  }
  return (
    <form
      // What is missing is said at its field, in the console's words.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setShowProblems(true);
        if (draft !== null) save(base, draft);
      }}
    >
      <Stack gap="md">
        {newer !== null && base !== null && (
          <Notice role="alert" title="Somebody has just changed this pin">
            <Button size="xs" variant="default" disabled={draft === null} onClick={() => lookAtNewer(newer)}>
              See what they changed
            </Button>
          </Notice>
        )}
        {base !== null && <PinApproval pin={base} isEdited={hasChanges} onJudged={onClose} onReadAgain={onReadAgain} />}
        <PinForm
          fields={fields}
          onChange={setFields}
          pinId={base?.pinId ?? null}
          showProblems={showProblems}
          item={<ChosenItem itemId={fields.itemId} onChange={(itemId) => setFields({ ...fields, itemId })} />}
        />
        {error !== null && <Failure error={error} />}
        <Paper pos="sticky" bottom={0} py="sm" radius={0} style={{ zIndex: 2 }}>
          {isAsking ? (
            <Notice role="alert" title="Your changes are not saved">
              <Group gap="xs">
                <Button size="xs" onClick={onGoOn} data-autofocus>
                  Go on editing
                </Button>
                <Button size="xs" variant="default" onClick={onClose}>
                  Throw them away
                </Button>
              </Group>
            </Notice>
          ) : (
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={isSaving} disabled={base !== null && !hasChanges}>
                {base === null ? 'Pin it' : 'Save'}
              </Button>
            </Group>
          )}
        </Paper>
      </Stack>
    </form>
  );
}
