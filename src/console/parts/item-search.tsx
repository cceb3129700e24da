import { Kbd, Loader, Stack, Text, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { MagnifyingGlassIcon } from '@radix-ui/react-icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { Item } from '../../../clients/typescript/src/index.ts';
import { useSession } from '../session/session.tsx';
import { Failure } from './failure.tsx';
import { ItemCard } from './item-card.tsx';
import classes from './item-search.module.css';

interface ItemSearchProps {
  readonly onPick: (item: Item) => void;
  readonly label?: string;
  /** Said while nothing is typed. */
  readonly hint?: ReactNode;
  /** Another button for each result; it must take focus, and stand for the whole of it. */
  readonly renderResult?: (item: Item) => ReactNode;
  readonly autoFocus?: boolean;
}

/** Finds items by words. "/" goes there from anywhere; arrow down goes into what was found, Enter picks. */
export function ItemSearch({ onPick, label = 'Find an item', hint, renderResult, autoFocus = false }: ItemSearchProps) {
  const { client } = useSession();
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLUListElement>(null);
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 200);
  const found = useQuery({
    queryKey: ['items', 'search', asked],
    enabled: asked !== '',
    queryFn: ({ signal }) => client.listItems({ q: asked, limit: MOST }, { signal }),
    placeholderData: keepPreviousData,
  });
  useHotkeys([['/', () => field.current?.focus()]]);
  const items = asked === '' || !found.data ? NONE : found.data.items;

  /** Up and down among the results, and from the first back to the words. */
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || event.defaultPrevented) return;
    const stops = [field.current, ...(results.current?.querySelectorAll('button') ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
  };

  return (
    <Stack gap="xs" onKeyDown={walk} role="search">
      <TextInput
        ref={field}
        type="search"
        label={label}
        placeholder="Title"
        autoComplete="off"
        data-autofocus={autoFocus || undefined}
        leftSection={<MagnifyingGlassIcon />}
        rightSection={found.isFetching ? <Loader size={14} /> : <Kbd size="xs">/</Kbd>}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && setWords('')}
      />
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {asked === '' && hint !== undefined && (
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      )}
      {asked !== '' && found.data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing is found by “{asked}”. Try the beginning of its title.
        </Text>
      )}
      <VisuallyHidden role="status">
        {asked !== '' && found.data ? `${items.length}${found.data.nextCursor ? ' or more' : ''} found` : ''}
      </VisuallyHidden>
      {items.length > 0 && (
        <ul className={classes.results} ref={results} aria-label="Found">
          {items.map((item) => (
            <li key={item.itemId}>
              {renderResult?.(item) ?? (
                <UnstyledButton className={classes.result} onClick={() => onPick(item)}>
                  <ItemCard item={item} />
                </UnstyledButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

const MOST = 12;
const NONE: readonly Item[] = [];
