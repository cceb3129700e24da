import { Group, Stack, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useSearch } from 'wouter';
import { Failure } from '../parts/failure.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { FilterPills } from './filter-pills.tsx';
import { ImpressionCards } from './impression-cards.tsx';
import { ImpressionTable } from './impression-table.tsx';
import { lastSearch } from './last-search.ts';
import classes from './log.module.css';
import { NothingShown } from './nothing-shown.tsx';
import { ScanFooter } from './scan-footer.tsx';
import { ScanStatus } from './scan-status.tsx';
import { TakeAway } from './take-away.tsx';
import { TimeBar } from './time-bar.tsx';
import { useImpressions } from './use-impressions.ts';
import { useIsWide } from './use-is-wide.ts';
import { useLogQuery } from './use-log-query.ts';

/** The log, impression by impression, the newest first: asked by any of their properties, all of which are in the address. */
export function Explorer() {
  const view = useLogQuery();
  const found = useImpressions(view.query);
  const isWide = useIsWide();
  const search = useSearch();
  useEffect(() => lastSearch.keep(search), [search]);
  const pages = found.data?.pages ?? [];
  const rows = pages.flatMap(({ items }) => items);
  const isAnswered = found.data !== undefined && !found.isPlaceholderData;
  const span = isAnswered ? pages[0]! : null;
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Title order={1} size="h3">
          Log
        </Title>
        <TakeAway query={view.query} ownOrigin={found.ownOrigin} rows={isAnswered ? rows : []} span={span} />
      </Group>
      <TimeBar view={view} ownOrigin={found.ownOrigin} span={span} />
      <FilterPills view={view} />
      {(found.isPending || (found.isPlaceholderData && rows.length === 0)) && <Waiting />}
      {found.isError && !isAnswered && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <ScanStatus found={found} />}
      {rows.length > 0 && (
        <div className={classes.answer} aria-busy={found.isPlaceholderData}>
          {isWide ? <ImpressionTable rows={rows} view={view} /> : <ImpressionCards rows={rows} view={view} />}
        </div>
      )}
      {isAnswered && (rows.length === 0 ? <NothingShown view={view} found={found} /> : <ScanFooter found={found} />)}
    </Stack>
  );
}
