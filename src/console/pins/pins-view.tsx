import { Button, Group, SegmentedControl, Stack, Title } from '@mantine/core';
import { PlusIcon } from '@radix-ui/react-icons';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { PinDrawer } from './pin-drawer.tsx';
import { PinFiles } from './pin-files.tsx';
import { PinFilters } from './pin-filters.tsx';
import { PinTable } from './pin-table.tsx';
import { filtersOf } from './pins-query.ts';
import { PinTimeline } from './timeline/pin-timeline.tsx';
import { usePins } from './use-pins.ts';
import { type PinsQueryState, usePinsQuery } from './use-pins-query.ts';

/** All pins: a table to find them in, a timeline to see how they lie, and beside it the one that is open. */
export function PinsView() {
  const view = usePinsQuery();
  const { query, set } = view;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Pins
        </Title>
        <Group gap="xs">
          <SegmentedControl
            aria-label="Show as"
            data={[
              { value: 'table', label: 'Table' },
              { value: 'timeline', label: 'Timeline' },
            ]}
            value={query.view}
            onChange={(chosen) => set({ view: chosen as typeof query.view })}
          />
          <PinFiles filters={filtersOf(query)} />
          <Button leftSection={<PlusIcon />} onClick={() => set({ open: { what: 'new' } })}>
            New pin
          </Button>
        </Group>
      </Group>
      <PinFilters {...view} />
      {query.view === 'table' ? <PinList view={view} /> : <PinTimeline view={view} />}
      <PinDrawer view={view} />
    </Stack>
  );
}

function PinList({ view }: { view: PinsQueryState }) {
  const filters = filtersOf(view.query);
  const pages = usePins(filters);
  if (pages.isPending) return <Waiting />;
  if (pages.isError) return <Failure error={pages.error} onRetry={() => void pages.refetch()} />;
  const pins = pages.data.pages.flatMap(({ items }) => items);
  return (
    <>
      {pins.length === 0 && <NoPins view={view} isFiltered={Object.keys(filters).length > 0} />}
      {pins.length > 0 && <PinTable pins={pins} view={view} />}
      {pages.hasNextPage && (
        <Button
          variant="default"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          More pins
        </Button>
      )}
    </>
  );
}

function NoPins({ view, isFiltered }: { view: PinsQueryState; isFiltered: boolean }) {
  const { set } = view;
  if (isFiltered) {
    return (
      <Empty
        title="No pin is like that"
        action={
          <Button variant="default" onClick={() => set({ state: null, rowId: null, itemId: null, campaign: null })}>
            Show all pins
          </Button>
        }
      />
    );
  }
  return (
    <Empty
      title="There are no pins yet"
      action={<Button onClick={() => set({ open: { what: 'new' } })}>Make the first pin</Button>}
    >
      A pin puts an item into a row and slot, for whom and when you say. In Preview you can drag one into place.
    </Empty>
  );
}
