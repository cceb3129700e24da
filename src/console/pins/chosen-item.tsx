import { Button, Group, Paper, Stack } from '@mantine/core';
import { useState } from 'react';
import { ItemCard } from '../parts/item-card.tsx';
import { ItemSearch } from '../parts/item-search.tsx';
import { useItem } from './use-item.ts';

interface ChosenItemProps {
  readonly itemId: string | null;
  readonly onChange: (itemId: string) => void;
}

/** The item of a pin: found by words, shown once it is chosen, and another one can be. */
export function ChosenItem({ itemId, onChange }: ChosenItemProps) {
  const [isChoosing, setChoosing] = useState(false);
  if (itemId === null || isChoosing) {
    return (
      <Stack gap="xs">
        <ItemSearch
          autoFocus
          label="Item"
          hint="Find the item to pin by its title."
          onPick={(item) => {
            setChoosing(false);
            onChange(item.itemId);
          }}
        />
        {itemId !== null && (
          <Button size="xs" variant="default" onClick={() => setChoosing(false)} style={{ alignSelf: 'flex-start' }}>
            Keep the one it is
          </Button>
        )}
      </Stack>
    );
  }
  return <Card itemId={itemId} onAnother={() => setChoosing(true)} />;
}

function Card({ itemId, onAnother }: { itemId: string; onAnother: () => void }) {
  const item = useItem(itemId);
  return (
    <Paper withBorder p="xs">
      <Group wrap="nowrap" justify="space-between">
        <ItemCard item={item} />
        <Button size="xs" variant="default" onClick={onAnother} style={{ flex: 'none' }}>
          Another
        </Button>
      </Group>
    </Paper>
  );
}
