import { Button, Group, Kbd, Loader, SegmentedControl, Stack, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue, useDisclosure, useHotkeys } from '@mantine/hooks';
import { MagnifyingGlassIcon, PlusIcon, UploadIcon } from '@radix-ui/react-icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useSearchParams } from 'wouter';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useSession } from '../../session/session.tsx';
import { ItemDrawer } from './item-drawer.tsx';
import { ItemList } from './item-list.tsx';
import { UploadDialog } from './upload-dialog.tsx';

/** The catalogue by words; an item opens beside it. The address has the words, the way of showing, and the item. */
export function ItemsTab() {
  const { client, isEditor } = useSession();
  const [query, setQuery] = useSearchParams();
  const field = useRef<HTMLInputElement>(null);
  const [isUploading, uploading] = useDisclosure(false);
  useHotkeys([['/', () => field.current?.focus()]]);
  const words = query.get('q') ?? '';
  const [asked] = useDebouncedValue(words.trim(), 200);
  const shape = query.get('as') === 'list' ? 'list' : 'grid';
  const found = useInfiniteQuery({
    queryKey: ['items', 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      client.listItems(
        { limit: PAGE, ...(asked !== '' && { q: asked }), ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  const set = (changed: Readonly<Record<string, string | null>>, replace = false) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changed)) {
          if (value === null || value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace },
    );
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const opened = query.get('item');
  return (
    <Stack>
      <Group align="end" justify="space-between">
        <TextInput
          ref={field}
          type="search"
          label="Search"
          placeholder="Title or id"
          flex={1}
          miw={200}
          maw={460}
          leftSection={<MagnifyingGlassIcon />}
          rightSection={found.isFetching ? <Loader size={14} /> : <Kbd size="xs">/</Kbd>}
          value={words}
          onChange={({ currentTarget }) => set({ q: currentTarget.value }, true)}
        />
        <Group gap="xs">
          <SegmentedControl
            aria-label="Show as"
            data={[
              { value: 'grid', label: 'Posters' },
              { value: 'list', label: 'List' },
            ]}
            value={shape}
            onChange={(chosen) => set({ as: chosen === 'grid' ? null : chosen }, true)}
          />
          {isEditor && (
            <>
              <Button variant="default" leftSection={<UploadIcon />} onClick={uploading.open}>
                Upload
              </Button>
              <Button leftSection={<PlusIcon />} onClick={() => set({ new: '1', item: null })}>
                New
              </Button>
            </>
          )}
        </Group>
      </Group>
      <VisuallyHidden role="status">
        {found.data ? `${items.length}${found.hasNextPage ? ' or more' : ''} items` : ''}
      </VisuallyHidden>
      {found.isPending && <Waiting />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && items.length === 0 && (
        <Empty title={asked === '' ? 'The catalogue is empty' : 'Nothing is found'}>
          {asked === ''
            ? 'Upload a file of items, one JSON object a line, or make the first one here.'
            : `No title or id has “${asked}” in it.`}
        </Empty>
      )}
      <ItemList items={items} shape={shape} onOpen={(itemId) => set({ item: itemId, new: null })} />
      {found.hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          More items
        </Button>
      )}
      {(opened !== null || query.has('new')) && (
        <ItemDrawer
          key={opened ?? ''}
          itemId={opened}
          onOpen={(itemId) => set({ item: itemId, new: null }, true)}
          onClose={() => set({ item: null, new: null })}
        />
      )}
      {isUploading && <UploadDialog onClose={uploading.close} />}
    </Stack>
  );
}

const PAGE = 60;
