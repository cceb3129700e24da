import { Badge, Button, Divider, Drawer, Group, List, Stack, Text, Title } from '@mantine/core';
import { DrawingPinIcon, EyeNoneIcon, Pencil1Icon } from '@radix-ui/react-icons';
import { Empty } from '../parts/empty.tsx';
import { itemFacts } from '../parts/item-facts.ts';
import { Poster } from '../parts/poster.tsx';
import { Contributions } from './contributions.tsx';
import type { PageRow, PageSlot } from './page-marks.ts';
import { rowWords } from './row-words.ts';
import { type Names, slotWords } from './why-words.ts';

export interface WhyActions {
  pinHere(): void;
  block(): void;
  /** The pin that put it there: as a draft to be changed, or one that takes it off the page. null: no pin did, or it is a draft's. */
  readonly pin: { change(): void; withhold(): void } | null;
  /** The draft that put it there. */
  readonly draft: { edit(): void } | null;
}

interface WhyPanelProps {
  /** null: the page has no such slot (any more). */
  readonly found: { readonly row: PageRow; readonly place: number; readonly slot: PageSlot } | null;
  readonly isOpen: boolean;
  readonly names: Names;
  readonly actions: WhyActions;
  readonly onClose: () => void;
}

/** Why this item stands in this slot, why its row stands there, and what can be done about it. */
export function WhyPanel({ found, isOpen, names, actions, onClose }: WhyPanelProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      closeButtonProps={{ 'aria-label': 'Close' }}
      size="md"
      title="Why this item"
      padding="lg"
    >
      {found === null ? (
        <Empty title="This slot is empty now">The page has changed. Close this and choose a card.</Empty>
      ) : (
        <Why {...found} names={names} actions={actions} />
      )}
    </Drawer>
  );
}

function Why({
  row,
  place,
  slot,
  names,
  actions,
}: NonNullable<WhyPanelProps['found']> & Pick<WhyPanelProps, 'names' | 'actions'>) {
  const { itemId, item, position, score, propensity, explanation } = slot;
  const { lead, facts } = slotWords(slot, names);
  return (
    <Stack gap="md">
      <Group align="flex-start" wrap="nowrap" gap="md">
        <div style={{ width: 92, flex: 'none' }} aria-hidden>
          <Poster item={{ itemId, ...item }} />
        </div>
        <Stack gap={4} miw={0}>
          <Title order={2} size="h4">
            {item?.title ?? itemId}
          </Title>
          <Text size="sm" c="dimmed">
            {itemFacts(item ?? {})}
          </Text>
          <Text size="sm">
            Slot {position + 1} of {row.title}
          </Text>
          <Group gap={6}>
            {slot.pinned && <Badge color="amber">Pinned</Badge>}
            {score !== undefined && <Badge variant="default">Score {score.toFixed(3)}</Badge>}
            {propensity !== undefined && propensity < 1 && (
              <Badge variant="default">Chance {Math.round(propensity * 100)}%</Badge>
            )}
          </Group>
        </Stack>
      </Group>
      <Actions actions={actions} />
      <Text fw={600}>{lead}</Text>
      {facts.length > 0 && (
        <List size="sm" spacing={4}>
          {facts.map((fact) => (
            <List.Item key={fact}>{fact}</List.Item>
          ))}
        </List>
      )}
      {explanation?.contributions && <Contributions contributions={explanation.contributions} />}
      <Divider />
      <Title order={3} size="h5">
        Why the row {row.title}
      </Title>
      <List size="sm" spacing={4}>
        {rowWords(row, place).map((fact) => (
          <List.Item key={fact}>{fact}</List.Item>
        ))}
      </List>
    </Stack>
  );
}

function Actions({ actions: { pinHere, block, pin, draft } }: { actions: WhyActions }) {
  return (
    <Group gap="xs">
      {draft && (
        <Button size="xs" leftSection={<Pencil1Icon />} onClick={draft.edit}>
          Change the draft
        </Button>
      )}
      {pin && (
        <>
          <Button size="xs" leftSection={<Pencil1Icon />} onClick={pin.change}>
            Change this pin
          </Button>
          <Button size="xs" variant="default" onClick={pin.withhold}>
            See the page without it
          </Button>
        </>
      )}
      {!draft && !pin && (
        <Button size="xs" leftSection={<DrawingPinIcon />} onClick={pinHere}>
          Pin it here
        </Button>
      )}
      <Button size="xs" variant="light" color="red" leftSection={<EyeNoneIcon />} onClick={block}>
        Block everywhere
      </Button>
    </Group>
  );
}
