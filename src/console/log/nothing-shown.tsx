import { Button, Group } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { isNarrowed } from './log-words.ts';
import { ScanFooter } from './scan-footer.tsx';
import { scanState } from './scan-state.ts';
import { type FoundImpressions, PAGE_SIZE } from './use-impressions.ts';
import type { LogQueryState } from './use-log-query.ts';

/** Where no impression is like what was asked: in this time, or as far as was looked. */
export function NothingShown({ view: { query, set }, found }: { view: LogQueryState; found: FoundImpressions }) {
  if (scanState(found.data!.pages, PAGE_SIZE).kind !== 'whole') return <ScanFooter found={found} />;
  const isShort = !('from' in query.time) && query.time.last !== '30d';
  const isFiltered = isNarrowed(query);
  return (
    <Empty
      title={isFiltered ? 'Nothing like this was shown' : 'Nothing was shown'}
      action={
        <Group gap="xs" justify="center">
          {isShort && (
            <Button variant="default" onClick={() => set({ time: { last: '30d' } })}>
              Look at 30 days
            </Button>
          )}
          {isFiltered && (
            <Button variant="default" onClick={() => set({ filters: {} })}>
              Without the filters
            </Button>
          )}
          {query.origin !== 'all' && (
            <Button variant="default" onClick={() => set({ origin: 'all' })}>
              Of any origin
            </Button>
          )}
        </Group>
      }
    >
      {isFiltered
        ? 'All of this time was looked at. All filters have to hold: one fewer, or a longer time, may find some.'
        : 'No page was logged in this time. A page is here about two seconds after it was served.'}
    </Empty>
  );
}
