import { Button, Drawer, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { PinDraft } from '../../../clients/typescript/src/index.ts';
import { ItemCard } from '../parts/item-card.tsx';
import { draftOf, fieldsOf } from '../pins/pin-fields.ts';
import { PinForm } from '../pins/pin-form.tsx';
import { useZone } from '../shell/zone.tsx';
import type { Draft } from './drafts.ts';

interface DraftDrawerProps {
  /** null: closed. */
  readonly draft: Draft | null;
  readonly onSave: (draft: Draft, pin: Required<PinDraft>) => void;
  readonly onDrop: (draft: Draft) => void;
  readonly onClose: () => void;
}

/** A draft's fields. The draft is on the page already; this is for what a drag cannot say. */
export function DraftDrawer({ draft, onSave, onDrop, onClose }: DraftDrawerProps) {
  return (
    <Drawer
      opened={draft !== null}
      onClose={onClose}
      position="right"
      closeButtonProps={{ 'aria-label': 'Close' }}
      size="lg"
      padding="lg"
      title={draft?.base ? 'Change of a pin, a draft' : 'Draft of a pin'}
    >
      {draft && <DraftForm key={draft.draftId} draft={draft} onSave={onSave} onDrop={onDrop} onClose={onClose} />}
    </Drawer>
  );
}

function DraftForm({ draft, onSave, onDrop, onClose }: DraftDrawerProps & { draft: Draft }) {
  const zone = useZone();
  const [fields, setFields] = useState(() => fieldsOf(draft.pin, zone.name));
  const [isTried, setTried] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const outcome = draftOf(fields);
        if ('draft' in outcome) onSave(draft, outcome.draft);
        else setTried(true);
      }}
      noValidate
    >
      <Stack gap="lg">
        <PinForm
          fields={fields}
          onChange={setFields}
          pinId={draft.base?.pinId ?? null}
          item={<ItemCard item={draft.item} />}
          showProblems={isTried}
        />
        <Group justify="space-between">
          <Button variant="subtle" color="red" onClick={() => onDrop(draft)}>
            Drop the draft
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Keep as draft</Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
