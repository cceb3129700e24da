import { useDraggable, useDroppable } from '@dnd-kit/core';
import { ActionIcon, Text } from '@mantine/core';
import { Cross2Icon, DragHandleDots2Icon } from '@radix-ui/react-icons';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import type { Item } from '../../../../clients/typescript/src/index.ts';
import { ItemCard } from '../../parts/item-card.tsx';
import classes from '../catalogue.module.css';

interface CollectionRowProps {
  readonly itemId: string;
  readonly at: number;
  /** null: it is not there, or not yet. */
  readonly item: Item | null;
  /** By keys. */
  readonly isCarried: boolean;
  readonly onKey: (event: KeyboardEvent) => void;
  /** The focus went elsewhere. */
  readonly onLeave: () => void;
  readonly onRemove: () => void;
}

/** One item at its place, with what it is taken by. */
export function CollectionRow({ itemId, at, item, isCarried, onKey, onLeave, onRemove }: CollectionRowProps) {
  const handle = useRef<HTMLButtonElement | null>(null);
  const drag = useDraggable({ id: itemId, data: { at } });
  const drop = useDroppable({ id: itemId, data: { at } });
  const title = item?.title ?? itemId;
  const fromAt = drop.active?.data.current?.at as number | undefined;
  const isOver = drop.isOver && fromAt !== undefined && fromAt !== at;

  // An element that is put elsewhere in the page loses the focus on the way.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about the place.
  useLayoutEffect(() => {
    if (isCarried) handle.current?.focus();
  }, [isCarried, at]);

  return (
    <li
      ref={(node) => {
        drag.setNodeRef(node);
        drop.setNodeRef(node);
      }}
      className={classes.sortedRow}
      data-carried={drag.isDragging || undefined}
      data-lifted={isCarried || undefined}
      data-over={isOver ? (fromAt < at ? 'after' : 'before') : undefined}
    >
      <ActionIcon
        ref={(node) => {
          handle.current = node;
          drag.setActivatorNodeRef(node);
        }}
        variant="subtle"
        className={classes.handle}
        {...drag.listeners}
        onKeyDown={onKey}
        onBlur={() => setTimeout(() => isCarried && document.activeElement !== handle.current && onLeave())}
        aria-describedby={drag.attributes['aria-describedby']}
        aria-pressed={isCarried}
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
