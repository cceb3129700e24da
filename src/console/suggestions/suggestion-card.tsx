import { Box, Button, Group, Paper, Text } from '@mantine/core';
import { CheckIcon, Cross2Icon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import type { Item, Suggestion } from '../../../clients/typescript/src/index.ts';
import { Poster } from '../parts/poster.tsx';
import { useSession } from '../session/session.tsx';
import { suggestionWords } from './suggestion-words.ts';

interface SuggestionCardProps {
  readonly suggestion: Suggestion;
  /** The one that A and R are about. */
  readonly isChosen: boolean;
  readonly isBusy: boolean;
  readonly onChoose: () => void;
  readonly onVerdict: (taken: boolean) => void;
}

export function SuggestionCard({ suggestion, isChosen, isBusy, onChoose, onVerdict }: SuggestionCardProps) {
  const items = useItems(namedBy(suggestion));
  const { does, because } = suggestionWords(suggestion, (itemId) => items.get(itemId)?.title ?? itemId);
  return (
    <Paper
      withBorder
      p="sm"
      component="article"
      aria-label={does}
      aria-current={isChosen}
      tabIndex={-1}
      onFocus={onChoose}
      onMouseDown={onChoose}
      style={{ borderColor: isChosen ? 'var(--mantine-color-amber-5)' : undefined }}
    >
      <Group wrap="nowrap" align="start">
        <Box w={54} style={{ flexShrink: 0 }} aria-hidden>
          <Poster item={items.get(suggestion.itemId) ?? { itemId: suggestion.itemId, title: suggestion.title }} />
        </Box>
        <Box style={{ flexGrow: 1 }}>
          <Text fw={650}>{does}</Text>
          <Text size="sm" c="dimmed">
            {because}
          </Text>
          <Group gap="xs" mt="xs">
            <Button size="xs" leftSection={<CheckIcon />} disabled={isBusy} onClick={() => onVerdict(true)}>
              Take it
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<Cross2Icon />}
              disabled={isBusy}
              onClick={() => onVerdict(false)}
            >
              Decline
            </Button>
          </Group>
        </Box>
      </Group>
    </Paper>
  );
}

function namedBy(suggestion: Suggestion): readonly string[] {
  if (suggestion.kind === 'tags') return [suggestion.itemId, ...suggestion.neighbours.slice(0, 3)];
  return [suggestion.itemId, ...(suggestion.insteadOf === null ? [] : [suggestion.insteadOf])];
}

/** Those of the items that there are, by id. */
function useItems(itemIds: readonly string[]): ReadonlyMap<string, Item> {
  const { client } = useSession();
  const { data } = useQuery({
    queryKey: ['items of', itemIds],
    queryFn: async ({ signal }) => {
      const found = await Promise.allSettled(itemIds.map((itemId) => client.getItem({ itemId }, { signal })));
      return new Map(found.flatMap((one) => (one.status === 'fulfilled' ? [[one.value.itemId, one.value]] : [])));
    },
    staleTime: 60_000,
  });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, Item> = new Map();
