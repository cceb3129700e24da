import { closestCenter, DndContext, type DragEndEvent, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { Group, Input, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { Item } from '../../../../clients/typescript/src/index.ts';
import { ItemSearch } from '../../parts/item-search.tsx';
import { useSession } from '../../session/session.tsx';
import classes from '../catalogue.module.css';
import { moved } from './collection-fields.ts';
import { CollectionRow } from './collection-row.tsx';
import { useKeyCarry } from './use-key-carry.ts';

interface CollectionItemsProps {
  readonly itemIds: readonly string[];
  readonly onChange: (itemIds: readonly string[]) => void;
  readonly problem: string | undefined;
}

/** The items of a collection in their order: found by words, moved by mouse, finger or keys. */
export function CollectionItems({ itemIds, onChange, problem }: CollectionItemsProps) {
  const queries = useQueryClient();
  const items = useItems(itemIds);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const titleOf = (itemId: string) => items.get(itemId)?.title ?? itemId;
  const carry = useKeyCarry(itemIds, onChange, titleOf);

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
        <Text size="sm" c="dimmed">
          {itemIds.length === 1 ? '1 item' : `${itemIds.length} items`}
        </Text>
      </Group>
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
      <VisuallyHidden role="status" aria-live="assertive">
        {carry.said}
      </VisuallyHidden>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={end}
        accessibility={{ screenReaderInstructions: { draggable: INSTRUCTIONS } }}
      >
        <ol className={classes.sorted} aria-label="Items in their order">
          {itemIds.map((itemId, at) => (
            <CollectionRow
              key={itemId}
              itemId={itemId}
              at={at}
              item={items.get(itemId) ?? null}
              isCarried={carry.carriedId === itemId}
              onKey={(event) => carry.onKey(event, itemId)}
              onLeave={carry.putDown}
              onRemove={() => onChange(itemIds.filter((one) => one !== itemId))}
            />
          ))}
        </ol>
      </DndContext>
    </Stack>
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

const INSTRUCTIONS = 'Space takes the item, arrows move it, Space puts it down, Escape puts it back.';
