import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { ActionIcon, Group, Input, Stack, Text } from '@mantine/core';
import { Cross2Icon, DragHandleDots2Icon } from '@radix-ui/react-icons';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { Item } from '../../../../clients/typescript/src/index.ts';
import { ItemCard } from '../../parts/item-card.tsx';
import { ItemSearch } from '../../parts/item-search.tsx';
import { useSession } from '../../session/session.tsx';
import classes from '../catalogue.module.css';
import { moved } from './collection-fields.ts';
import { stepCoordinates } from './step-coordinates.ts';

interface CollectionItemsProps {
  readonly itemIds: readonly string[];
  readonly onChange: (itemIds: readonly string[]) => void;
  readonly problem: string | undefined;
}

/** The items of a collection in their order: found by words, moved by mouse, finger or keys. */
export function CollectionItems({ itemIds, onChange, problem }: CollectionItemsProps) {
  const queries = useQueryClient();
  const items = useItems(itemIds);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: stepCoordinates }),
  );
  const titleOf = (itemId: string | number) => items.get(String(itemId))?.title ?? String(itemId);

  function end({ active, over }: DragEndEvent): void {
    const [from, to] = [itemIds.indexOf(String(active.id)), itemIds.indexOf(String(over?.id))];
    if (from >= 0 && to >= 0 && from !== to) onChange(moved(itemIds, from, to));
  }

  return (
    <Stack gap="xs">
      <ItemSearch
        label="Add an item"
        hint="Enter adds what was found; take the dots beside an item to move it."
        onPick={(item) => {
          queries.setQueryData(['items', 'card', item.itemId], item);
          if (!itemIds.includes(item.itemId)) onChange([...itemIds, item.itemId]);
        }}
      />
      <Group justify="space-between">
        <Input.Label component="div">In this order</Input.Label>
        <Text size="sm" c="dimmed" role="status">
          {itemIds.length === 1 ? '1 item' : `${itemIds.length} items`}
        </Text>
      </Group>
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={end}
        accessibility={{
          screenReaderInstructions: {
            draggable: 'Space takes the item, arrows move it, Space puts it down, Escape puts it back.',
          },
          announcements: {
            onDragStart: ({ active }) => `Took ${titleOf(active.id)}.`,
            onDragOver: ({ active, over }) =>
              over ? `${titleOf(active.id)} is at place ${itemIds.indexOf(String(over.id)) + 1}.` : undefined,
            onDragEnd: ({ active, over }) =>
              over ? `Put ${titleOf(active.id)} at place ${itemIds.indexOf(String(over.id)) + 1}.` : undefined,
            onDragCancel: ({ active }) => `${titleOf(active.id)} is back where it was.`,
          },
        }}
      >
        <ol className={classes.sorted} aria-label="Items in their order">
          {itemIds.map((itemId, at) => (
            <Row
              key={itemId}
              itemId={itemId}
              at={at}
              item={items.get(itemId) ?? null}
              onRemove={() => onChange(itemIds.filter((one) => one !== itemId))}
            />
          ))}
        </ol>
      </DndContext>
    </Stack>
  );
}

interface RowProps {
  readonly itemId: string;
  readonly at: number;
  readonly item: Item | null;
  readonly onRemove: () => void;
}

function Row({ itemId, at, item, onRemove }: RowProps) {
  const drag = useDraggable({ id: itemId, data: { at } });
  const drop = useDroppable({ id: itemId, data: { at } });
  const title = item?.title ?? itemId;
  const fromAt = drop.active?.data.current?.at as number | undefined;
  const isOver = drop.isOver && fromAt !== undefined && fromAt !== at;
  return (
    <li
      ref={(node) => {
        drag.setNodeRef(node);
        drop.setNodeRef(node);
      }}
      className={classes.sortedRow}
      data-carried={drag.isDragging || undefined}
      data-over={isOver ? (fromAt < at ? 'after' : 'before') : undefined}
    >
      <ActionIcon
        ref={drag.setActivatorNodeRef}
        variant="subtle"
        className={classes.handle}
        {...drag.listeners}
        aria-describedby={drag.attributes['aria-describedby']}
        aria-label={`Move ${title}, at place ${at + 1}`}
      >
        <DragHandleDots2Icon />
      </ActionIcon>
      <Text size="xs" c="dimmed" className="mq-number" w={22} ta="right" aria-hidden>
        {at + 1}
      </Text>
      <ItemCard item={item ?? { itemId, title: itemId }} />
      <ActionIcon variant="subtle" color="gray" aria-label={`Take ${title} away`} onClick={onRemove}>
        <Cross2Icon />
      </ActionIcon>
    </li>
  );
}

/** The items by id; those that are not there, or not yet, are left out. */
function useItems(itemIds: readonly string[]): ReadonlyMap<string, Item> {
  const { client } = useSession();
  const answers = useQueries({
    queries: itemIds.map((itemId) => ({
      queryKey: ['items', 'card', itemId],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.getItem({ itemId }, { signal }),
      staleTime: 60_000,
    })),
  });
  return new Map(answers.flatMap(({ data }) => (data === undefined ? [] : [[data.itemId, data] as const])));
}
