import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { FindInput } from '../parts/find-input.tsx';
import { IdText } from '../parts/id-text.tsx';
import { openedPath } from '../parts/opened.ts';
import { ReportTable } from '../parts/report-table.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { ItemName } from './item-name.tsx';
import { titlesFirst } from './titles-first.ts';

/** Every item that was served, the most served first. */
export function AllItems({ path }: { path: string }) {
  const { asked } = useReports();
  const report = useReport('items', asked({ by: [] }));
  return (
    <Stack gap="lg">
      <ReportToolbar />
      {report.isPending && <Waiting />}
      {report.isError && <Failure error={report.error} onRetry={() => void report.refetch()} />}
      {report.data && <Answer answer={report.data} path={path} />}
    </Stack>
  );
}

function Answer({ answer, path }: { answer: ReportAnswer; path: string }) {
  const { query, set, hrefOf } = useReports();
  const table = useMemo(() => titlesFirst(answer), [answer]);
  return (
    <>
      <FindInput label="Find an item" />
      <ReportTable
        label="Items"
        answer={table}
        sort={query.sort}
        onSort={(sort) => set({ sort }, { replace: true })}
        find={query.find}
        only={COLUMNS}
        cell={(column, row) =>
          column === 'title' && typeof row.item_id === 'string' ? (
            <ItemName
              itemId={row.item_id}
              title={typeof row.title === 'string' ? row.title : null}
              href={hrefOf({}, openedPath(path, row.item_id))}
            />
          ) : column === 'item_id' ? (
            <IdText id={String(row.item_id ?? '')} />
          ) : undefined
        }
      />
      <DefinitionPanel answers={[answer]} />
    </>
  );
}

const COLUMNS = ['served', 'clicked', 'ctr', 'play_rate', 'completion_rate', 'watched_hours', 'hours_per_1000_served'];
