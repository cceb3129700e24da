import { Badge, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { Item } from '../../../../clients/typescript/src/index.ts';
import { ItemCard } from '../../parts/item-card.tsx';
import { itemFacts } from '../../parts/item-facts.ts';
import { Poster } from '../../parts/poster.tsx';
import classes from '../catalogue.module.css';

interface ItemListProps {
  readonly items: readonly Item[];
  readonly shape: 'grid' | 'list';
  readonly onOpen: (itemId: string) => void;
}

/** Items as posters, or one a line. */
export function ItemList({ items, shape, onOpen }: ItemListProps) {
  if (shape === 'list') {
    return (
      <ul className={classes.rows} aria-label="Items">
        {items.map((item) => (
          <li key={item.itemId}>
            <UnstyledButton className={classes.row} onClick={() => onOpen(item.itemId)}>
              <ItemCard item={item} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul className={classes.grid} aria-label="Items">
      {items.map((item) => (
        <li key={item.itemId}>
          <UnstyledButton
            className={classes.tile}
            data-blocked={item.blocked || undefined}
            onClick={() => onOpen(item.itemId)}
          >
            <span className={classes.tilePicture} aria-hidden>
              <Poster item={item} />
              {item.blocked && (
                <Badge component="span" className={classes.tileBadge} color="red" variant="filled" size="sm">
                  Blocked
                </Badge>
              )}
            </span>
            <Text component="span" size="sm" fw={550} truncate display="block" mt={4}>
              {item.title}
              {item.blocked && <VisuallyHidden component="span">, blocked</VisuallyHidden>}
            </Text>
            <Text component="span" size="xs" c="dimmed" truncate display="block">
              {itemFacts(item) || item.itemId}
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
