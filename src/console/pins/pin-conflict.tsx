import { Button, Group, Stack, Text } from '@mantine/core';
import type { Pin, PinDraft } from '../../../clients/typescript/src/index.ts';
import { When } from '../parts/when.tsx';
import { useZone } from '../shell/zone.tsx';
import { Notice } from './notice.tsx';
import { putOnTop } from './pin-diff.ts';
import { PinDifferences } from './pin-differences.tsx';
import { draftOfPin, fieldsOf, type PinFields } from './pin-fields.ts';
import type { Conflict } from './use-save-pin.ts';

interface PinConflictProps {
  readonly conflict: Conflict;
  /** What both began with. */
  readonly base: Required<PinDraft>;
  readonly yours: Required<PinDraft>;
  readonly isSaving: boolean;
  /** `theirs` null: makes it anew. */
  readonly onSave: (theirs: Pin | null, merged: Required<PinDraft>) => void;
  readonly onGoOn: (theirs: Pin | null, fields: PinFields) => void;
}

/** Two editors had one pin: what each did to it, and what shall become of it. Nothing is stored until one of them says so. */
export function PinConflict({ conflict, base, yours, isSaving, onSave, onGoOn }: PinConflictProps) {
  const zone = useZone();
  const { theirs, change } = conflict;
  const who = change?.actor.name || change?.actor.id || 'Somebody';
  const said = change !== null && change.reason !== '' && <Text size="sm">They say: “{change.reason}”</Text>;
  const when = change !== null && <When at={change.at} />;
  if (theirs === null) {
    return (
      <Stack>
        <Notice role="alert" title={`${who} withdrew this pin while you edited it`}>
          {when}
          {said}
          <Text size="sm">Yours is kept here. It can be made anew, as a pin of its own.</Text>
        </Notice>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onGoOn(null, fieldsOf(yours, zone.name))}>
            Back to the form
          </Button>
          <Button loading={isSaving} onClick={() => onSave(null, yours)}>
            Make it anew
          </Button>
        </Group>
      </Stack>
    );
  }
  const merged = putOnTop(base, draftOfPin(theirs), yours);
  return (
    <Stack>
      <Notice role="alert" title={`${who} changed this pin while you edited it`}>
        {when}
        {said}
        <Text size="sm">Nothing of yours is stored yet, and nothing of theirs is overwritten.</Text>
      </Notice>
      <PinDifferences base={base} theirs={draftOfPin(theirs)} yours={yours} />
      <Text size="sm" c="dimmed">
        With yours on top, what you changed is as you have it, and what only they changed is as they have it.
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" onClick={() => onGoOn(theirs, fieldsOf(merged, zone.name))}>
          Put yours on top, look first
        </Button>
        <Button variant="default" onClick={() => onGoOn(theirs, fieldsOf(draftOfPin(theirs), zone.name))}>
          Take theirs
        </Button>
        <Button loading={isSaving} onClick={() => onSave(theirs, merged)} data-autofocus>
          Save yours on top
        </Button>
      </Group>
    </Stack>
  );
}
