import { Group, Loader, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Item, PreviewCollection } from '../../../../clients/typescript/src/index.ts';
import type { Audience } from '../../parts/audience-text.ts';
import { Poster } from '../../parts/poster.tsx';
import { useSession } from '../../session/session.tsx';
import classes from '../catalogue.module.css';

interface FirstMatchesProps {
  /** What is in it; null: nothing that can be asked about. */
  readonly draft: Pick<PreviewCollection, 'filter' | 'itemIds' | 'sort' | 'order'> | null;
  readonly audience: Audience;
  /** How many there are; null: not known. */
  readonly count: number | null;
  readonly noun: 'title' | 'item';
}

/** How many meet it, and the first of them as somebody new in the audience would be shown them now: made by a preview, as a row of its own. */
export function FirstMatches({ draft, audience, count, noun }: FirstMatchesProps) {
  const { client } = useSession();
  const text = draft === null ? null : JSON.stringify({ draft, audience });
  const [asked] = useDebouncedValue(text, QUIET_MS);
  const first = useQuery({
    queryKey: ['first-matches', asked],
    enabled: asked !== null && text !== null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const of = JSON.parse(asked!) as { draft: PreviewCollection; audience: Audience };
      // A preview cannot be of somebody in an arm, nor of somebody known whom it does not know.
      const { newUsers: _, arms: __, ...viewer } = of.audience;
      const body = {
        audience: viewer,
        rows: 1,
        items: SHOWN,
        include: ['title', 'genres', 'imageUrl'] as const,
        drafts: { collections: [{ ...of.draft, ...ON_TOP }] },
      };
      const { page } = await client.preview({ body }, { signal, timeoutMs: 20_000 });
      const row = page.rows.find(({ rowId }) => rowId === `collection:${ON_TOP.collectionId}`);
      return row?.items.map(({ itemId, item }) => ({ itemId, ...item }) as Pick<Item, 'itemId' | 'title'>) ?? [];
    },
  });
  if (text === null) return null;
  const items = first.data ?? [];
  return (
    <Stack gap={6} component="section" aria-label="What meets it">
      <Group gap={6} role="status">
        <Text size="sm" fw={550}>
          {countText(count, noun)}
        </Text>
        {first.isFetching && <Loader size={14} role="status" aria-label="Asking again" />}
      </Group>
      {items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        <ul className={classes.strip} aria-label="The first of them" tabIndex={0}>
          {items.map((item) => (
            <li key={item.itemId}>
              <Poster item={item} />
            </li>
          ))}
        </ul>
      )}
      {first.data && items.length === 0 && count !== 0 && (
        <Text size="xs" c="dimmed">
          None of them may be shown now to somebody new in this audience.
        </Text>
      )}
    </Stack>
  );
}

function countText(count: number | null, noun: string): string {
  if (count === null) return 'Counting …';
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'} now`;
}

/** Before everything else on the page, however many there are. */
const ON_TOP = {
  collectionId: 'console-first-matches',
  title: 'First matches',
  place: 'top',
  priority: 1_000_000,
  minimum: 1,
  enabled: true,
} as const;
const SHOWN = 10;
const QUIET_MS = 350;
