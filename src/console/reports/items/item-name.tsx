import { Anchor, Text } from '@mantine/core';
import { Link } from 'wouter';
import { ItemCard } from '../../parts/item-card.tsx';
import { useItem } from '../../pins/use-item.ts';
import classes from './item-name.module.css';

interface ItemNameProps {
  readonly itemId: string;
  /** As the report has it; null: the log knows the item by its id alone. */
  readonly title: string | null;
  readonly href: string;
}

/** An item of a table: its picture, its title and what tells it from others; one that is in no catalogue any more by its id. */
export function ItemName({ itemId, title, href }: ItemNameProps) {
  const item = useItem(itemId);
  return (
    <Anchor component={Link} href={href} c="inherit" underline="hover" className={classes.item!}>
      <ItemCard item={{ ...item, title: title ?? item.title }} />
      {item.isUnknown && (
        <Text component="span" size="xs" c="dimmed">
          Not in the catalogue any more
        </Text>
      )}
    </Anchor>
  );
}
