import { Anchor, Badge, Group, Paper, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from 'wouter';
import type { Pin } from '../../../clients/typescript/src/index.ts';
import { audienceText } from '../parts/audience-text.ts';
import { ItemCard } from '../parts/item-card.tsx';
import { useSegments } from '../parts/use-segments.ts';
import { useZone } from '../shell/zone.tsx';
import { PinActionsMenu } from './pin-actions.tsx';
import { PinStateBadge } from './pin-state-badge.tsx';
import { repeatText, timeText } from './pin-words.ts';
import { pinRowName } from './row-options.ts';
import { useItem } from './use-item.ts';
import type { PinsQueryState } from './use-pins-query.ts';

/** Pins as a table; on a narrow screen each as a card. */
export function PinTable({ pins, view }: { pins: readonly Pin[]; view: PinsQueryState }) {
  const isWide = useMediaQuery('(min-width: 62em)', true);
  if (!isWide) {
    return (
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Pins">
        {pins.map((pin) => (
          <PinCard key={pin.pinId} pin={pin} view={view} />
        ))}
      </Stack>
    );
  }
  return (
    <Table verticalSpacing="xs" highlightOnHover aria-label="Pins">
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column}>{column}</Table.Th>
          ))}
          <Table.Th w={44}>
            <VisuallyHidden>What to do</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {pins.map((pin) => (
          <PinRow key={pin.pinId} pin={pin} view={view} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

const COLUMNS = ['Item', 'Where', 'When', 'For whom', 'Priority', 'State'] as const;

interface PinRowProps {
  readonly pin: Pin;
  readonly view: PinsQueryState;
}

function PinRow({ pin, view }: PinRowProps) {
  const item = useItem(pin.itemId);
  return (
    <Table.Tr>
      <Table.Td maw={260}>
        <PinLink pin={pin} view={view} />
      </Table.Td>
      <Table.Td>
        <Where pin={pin} />
      </Table.Td>
      <Table.Td>
        <When pin={pin} />
      </Table.Td>
      <Table.Td maw={220}>
        <ForWhom pin={pin} />
      </Table.Td>
      <Table.Td>{pin.priority}</Table.Td>
      <Table.Td miw={105}>
        <Stack gap={4} align="flex-start">
          <PinStateBadge state={pin.state} />
          <Campaign pin={pin} view={view} />
        </Stack>
      </Table.Td>
      <Table.Td>
        <PinActionsMenu pin={pin} title={item.title} view={view} />
      </Table.Td>
    </Table.Tr>
  );
}

function PinCard({ pin, view }: PinRowProps) {
  const item = useItem(pin.itemId);
  return (
    <Paper component="li" withBorder p="sm">
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <PinLink pin={pin} view={view} />
          <PinActionsMenu pin={pin} title={item.title} view={view} />
        </Group>
        <Group gap="xs">
          <PinStateBadge state={pin.state} />
          <Where pin={pin} />
          {pin.priority !== 0 && <Text size="sm">Priority {pin.priority}</Text>}
        </Group>
        <When pin={pin} />
        <ForWhom pin={pin} />
        <Campaign pin={pin} view={view} />
      </Stack>
    </Paper>
  );
}

/** To the pin itself; of one that is gone to what came of it. */
function PinLink({ pin, view }: PinRowProps) {
  const item = useItem(pin.itemId);
  const what = pin.state === 'withdrawn' ? 'report' : 'edit';
  return (
    <Anchor
      component={Link}
      href={view.hrefOf({ open: { what, pinId: pin.pinId! } })}
      c="inherit"
      underline="hover"
      miw={0}
    >
      <ItemCard item={item} />
      {item.isUnknown && (
        <Text component="span" size="xs" c="red.9">
          There is no such item
        </Text>
      )}
    </Anchor>
  );
}

const Where = ({ pin }: { pin: Pin }) => (
  <Text size="sm">
    {pinRowName(pin)}, slot {pin.position + 1}
  </Text>
);

function When({ pin }: { pin: Pin }) {
  const zone = useZone();
  return (
    <Stack gap={0}>
      <Text size="sm">{timeText(pin.from, pin.until, zone.name, Date.now())}</Text>
      {pin.repeat !== null && (
        <Text size="xs" c="dimmed">
          {repeatText(pin.repeat, pin.timeZone)}
        </Text>
      )}
    </Stack>
  );
}

function ForWhom({ pin }: { pin: Pin }) {
  const text = audienceText(pin.audience, useSegments());
  return <Text size="sm">{text}</Text>;
}

function Campaign({ pin: { campaign }, view }: PinRowProps) {
  if (campaign === null) return null;
  return (
    <Badge
      component={Link}
      href={view.hrefOf({ campaign })}
      variant="default"
      size="sm"
      radius="sm"
      tt="none"
      aria-label={`Campaign ${campaign}`}
      style={{ cursor: 'pointer' }}
    >
      {campaign}
    </Badge>
  );
}
