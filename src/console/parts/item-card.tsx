import { Badge, Group, Text } from '@mantine/core';
import type { Item } from '../../../clients/typescript/src/index.ts';
import classes from './item-card.module.css';
import { itemFacts } from './item-facts.ts';
import { Poster } from './poster.tsx';

export type CardItem = Pick<Item, 'itemId' | 'title'> &
  Partial<Pick<Item, 'type' | 'genres' | 'releaseDate' | 'imageUrl' | 'blocked' | 'season' | 'episode'>>;

/** An item in one line of a list: its picture, its title, and what tells it from others of that title. Spans alone, so that a button may hold it. */
export function ItemCard({ item }: { item: CardItem }) {
  const { itemId, title, genres = [], imageUrl } = item;
  const facts = itemFacts(item);
  return (
    <Group component="span" gap="sm" wrap="nowrap" className={classes.card}>
      <span className={classes.picture} aria-hidden>
        {/* Too small for words: the colour of its genre alone. */}
        <Poster item={{ itemId: genres[0] ?? itemId, title: '', imageUrl }} />
      </span>
      <span className={classes.words}>
        <Text component="span" size="sm" fw={550} truncate>
          {title}
        </Text>
        {facts !== '' && (
          <Text component="span" size="xs" c="dimmed" truncate>
            {facts}
          </Text>
        )}
      </span>
      {item.blocked && (
        <Badge component="span" color="red" variant="light" size="sm">
          Blocked
        </Badge>
      )}
    </Group>
  );
}
