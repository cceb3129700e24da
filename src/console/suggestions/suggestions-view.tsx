import { Group, Kbd, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Suggestion } from '../../../clients/typescript/src/index.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure, sentenceOf } from '../parts/failure.tsx';
import { useUndo } from '../parts/use-undo.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useSession } from '../session/session.tsx';
import { SuggestionCard } from './suggestion-card.tsx';

type Kind = Suggestion['kind'];

const KINDS: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: 'slots', label: 'Slots' },
  { value: 'new-items', label: 'New items' },
  { value: 'tags', label: 'Missing tags' },
];

/** What the models would do, one by one: A takes a suggestion, R declines it; both are remembered. */
export function SuggestionsView() {
  const { client } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  const [query, setQuery] = useSearchParams();
  const kind = KINDS.find(({ value }) => value === query.get('kind'))?.value ?? 'slots';
  const surface = SURFACES.find((one) => one === query.get('surface')) ?? 'tv';
  const region = query.get('region') ?? '';
  const asked = { kind, ...(kind !== 'tags' && { surface, ...(region !== '' && { region }) }), limit: 20 };
  const found = useQuery({
    queryKey: ['suggestions', asked],
    // They are tried out on pages, which takes its time.
    queryFn: ({ signal }) => client.listSuggestions(asked, { signal, timeoutMs: 60_000 }),
  });
  const items = found.data?.items ?? [];
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosenAt = Math.max(
    0,
    items.findIndex(({ suggestionId }) => suggestionId === chosenId),
  );
  const list = useRef<HTMLDivElement>(null);

  const verdict = useMutation({
    mutationFn: async ({ suggestion, taken }: { suggestion: Suggestion; taken: boolean }) => {
      const { suggestionId } = suggestion;
      if (!taken) return void (await client.rejectSuggestion({ suggestionId }));
      const { pin } = await client.acceptSuggestion({ suggestionId });
      const object = pin === null ? `item:${suggestion.itemId}` : `pin:${pin.pin.pinId}`;
      undo.offer(pin === null ? `“${suggestion.title}” has its tag.` : `“${suggestion.title}” is pinned.`, object);
    },
    onSuccess: (_, { suggestion }) => {
      const at = items.indexOf(suggestion);
      setChosenId((items[at + 1] ?? items[at - 1])?.suggestionId ?? null);
    },
    onError: (error) => notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false }),
    onSettled: () => queries.invalidateQueries(),
  });

  const choose = (name: string, value: string | null) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  const move = (by: number) => {
    const next = Math.min(items.length - 1, Math.max(0, chosenAt + by));
    setChosenId(items[next]?.suggestionId ?? null);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  const judge = (taken: boolean) => {
    const suggestion = items[chosenAt];
    if (suggestion && !verdict.isPending) verdict.mutate({ suggestion, taken });
  };
  useHotkeys([
    ['a', () => judge(true)],
    ['r', () => judge(false)],
    ['j', () => move(1)],
    ['k', () => move(-1)],
  ]);

  return (
    <Stack maw={980}>
      <Group justify="space-between" align="center">
        <Title order={1} size="h3">
          Suggestions
        </Title>
        <Text size="sm" c="dimmed" visibleFrom="sm">
          <Kbd>A</Kbd> take it · <Kbd>R</Kbd> decline it · <Kbd>J</Kbd> <Kbd>K</Kbd> next, previous
        </Text>
      </Group>
      <Group align="end">
        <SegmentedControl
          aria-label="What is suggested"
          data={[...KINDS]}
          value={kind}
          onChange={(value) => choose('kind', value)}
        />
        {kind !== 'tags' && (
          <>
            <Select
              label="Surface"
              data={SURFACES}
              value={surface}
              onChange={(value) => choose('surface', value)}
              allowDeselect={false}
              w={110}
            />
            <TextInput
              label="Region"
              placeholder="Any"
              value={region}
              onChange={(event) => choose('region', event.currentTarget.value.trim().toUpperCase())}
              w={90}
            />
          </>
        )}
      </Group>
      {found.isPending && <Waiting />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && items.length === 0 && (
        <Empty title={found.data.modelVersion === null ? 'There is no model yet' : 'Nothing to suggest'}>
          {found.data.modelVersion === null
            ? 'Suggestions are tried out by a model: train one first.'
            : 'What was taken or declined does not come again. New ones come as the catalogue and the log grow.'}
        </Empty>
      )}
      <Stack gap="xs" ref={list}>
        {items.map((suggestion, at) => (
          <SuggestionCard
            key={suggestion.suggestionId}
            suggestion={suggestion}
            isChosen={at === chosenAt}
            isBusy={verdict.isPending}
            onChoose={() => setChosenId(suggestion.suggestionId)}
            onVerdict={(taken) => verdict.mutate({ suggestion, taken })}
          />
        ))}
      </Stack>
    </Stack>
  );
}

const SURFACES = ['tv', 'web', 'mobile'] as const;
