import { ActionIcon, Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { Cross2Icon, Pencil1Icon } from '@radix-ui/react-icons';
import type { Pin, Preview } from '../../../clients/typescript/src/index.ts';
import { audienceText } from '../parts/audience-text.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { ItemCard } from '../parts/item-card.tsx';
import { useSegments } from '../parts/use-segments.ts';
import { pinRowName } from '../pins/row-options.ts';
import { useZone } from '../shell/zone.tsx';
import type { Draft } from './drafts.ts';
import { WITHHELD_WORDS } from './row-words.ts';

interface DraftEntryProps {
  readonly draft: Draft;
  /** What the preview says of it; null: it is being asked. */
  readonly fate: Preview['pins'][number] | null;
  /** Why it could not be published. */
  readonly failure: { readonly error: unknown; readonly theirs: Pin | null } | null;
  readonly onEdit: () => void;
  readonly onDrop: () => void;
  /** Keeps one's own, over what somebody else stored in the meantime. */
  readonly onRebase: (theirs: Pin) => void;
}

/** A draft: what it would do, what became of it on this page, and what to know before it is published. */
export function DraftEntry({ draft, fate, failure, onEdit, onDrop, onRebase }: DraftEntryProps) {
  const zone = useZone();
  const segments = useSegments();
  const { pin, item, base } = draft;
  return (
    <Paper withBorder p="xs" component="li" style={{ listStyle: 'none' }}>
      <Stack gap={6}>
        <Group wrap="nowrap" gap={4} align="flex-start">
          <ItemCard item={item} />
          <ActionIcon variant="subtle" aria-label={`Edit the draft of ${item.title}`} onClick={onEdit}>
            <Pencil1Icon />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={`Drop the draft of ${item.title}`} onClick={onDrop}>
            <Cross2Icon />
          </ActionIcon>
        </Group>
        <Text size="xs">
          {base && !pin.enabled ? 'The pin is turned off: ' : base ? 'A changed pin: ' : ''}
          {pinRowName(pin)}, slot {pin.position + 1}
          <br />
          {zone.format(pin.from)} – {zone.format(pin.until)}
          {pin.repeat && ', weekly'}
          <br />
          {audienceText(pin.audience, segments)}
        </Text>
        {fate && <Fate fate={fate} isEnabled={pin.enabled} />}
        {fate?.warnings.map(({ code, detail, pinId }) => (
          <Text key={`${code} ${pinId ?? ''}`} size="xs" c="dimmed">
            {detail}
          </Text>
        ))}
        {failure && <NotPublished failure={failure} onDrop={onDrop} onRebase={onRebase} />}
      </Stack>
    </Paper>
  );
}

function Fate({
  fate: { shown, withheld },
  isEnabled,
}: {
  fate: NonNullable<DraftEntryProps['fate']>;
  isEnabled: boolean;
}) {
  if (shown) {
    return (
      <Text size="xs" fw={600}>
        ✓ Shown on this page, slot {shown.position + 1}
      </Text>
    );
  }
  if (!isEnabled) return null;
  return (
    <Text size="xs" fw={600}>
      {withheld
        ? `Withheld here: ${WITHHELD_WORDS[withheld]}.`
        : 'Not for this page: another audience, or another time.'}
    </Text>
  );
}

function NotPublished({
  failure: { error, theirs },
  onDrop,
  onRebase,
}: Pick<DraftEntryProps, 'onDrop' | 'onRebase'> & { failure: NonNullable<DraftEntryProps['failure']> }) {
  const zone = useZone();
  if (theirs === null) {
    return (
      <Alert color="red" role="alert" p="xs" title="Not published">
        <Text size="xs">{sentenceOf(error)}</Text>
      </Alert>
    );
  }
  return (
    <Alert color="yellow" role="alert" p="xs" title="Somebody changed this pin in the meantime">
      <Stack gap={6}>
        <Text size="xs">
          Theirs: {theirs.itemId} in {pinRowName(theirs)}, slot {theirs.position + 1}, {zone.format(theirs.from)} –{' '}
          {zone.format(theirs.until)}
          {!theirs.enabled && ', turned off'}.
        </Text>
        <Group gap={6}>
          <Button size="compact-xs" variant="default" onClick={onDrop}>
            Take theirs
          </Button>
          <Button size="compact-xs" onClick={() => onRebase(theirs)}>
            Keep mine
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
