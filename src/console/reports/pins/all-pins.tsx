import { Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { useTitles } from '../../pins/use-item.ts';
import { ItemName } from '../items/item-name.tsx';
import { titlesFirst } from '../items/titles-first.ts';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { FindInput } from '../parts/find-input.tsx';
import { openedPath } from '../parts/opened.ts';
import { ReportState } from '../parts/report-state.tsx';
import { ReportTable } from '../parts/report-table.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { pinnedItems, withTitles } from './pin-titles.ts';

/** Every pin that stood on a page. What one cost is an estimate of seconds, told where it is opened. */
export function AllPins({ path }: { path: string }) {
  const { asked } = useReports();
  const report = useReport('pins', asked({ by: [] }));
  return (
    <Stack gap="lg">
      <ReportToolbar />
      <ReportState report={report}>
        {(answer) =>
          answer.rows.length === 0 ? (
            <Empty title="No pin stood on a page in this time">
              Ask for a longer time, or for other viewers. Pins are made in the view Pins and in Preview, by editors.
            </Empty>
          ) : (
            <Answer answer={answer} path={path} />
          )
        }
      </ReportState>
    </Stack>
  );
}

function Answer({ answer, path }: { answer: ReportAnswer; path: string }) {
  const { query, set, hrefOf } = useReports();
  const itemIds = useMemo(() => pinnedItems(answer.rows), [answer]);
  const titles = useTitles(itemIds);
  const table = useMemo(() => titlesFirst(withTitles(answer, titles)), [answer, titles]);
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed" maw={720}>
        Clicks of a pin say as much of its slot as of its item. Open one to see what it brought or cost against the same
        rows without it.
      </Text>
      <FindInput label="Find a pin" />
      <ReportTable
        label="Pins"
        answer={table}
        sort={query.sort}
        onSort={(sort) => set({ sort }, { replace: true })}
        find={query.find}
        only={COLUMNS}
        hide={HIDDEN}
        cell={(column, row) =>
          column === 'title' ? (
            <ItemName
              itemId={String(row.pinned_item_id ?? '')}
              title={row.title === null ? null : String(row.title)}
              href={hrefOf({}, openedPath(path, String(row.pin_id)))}
            />
          ) : undefined
        }
      />
      <DefinitionPanel answers={[answer]} />
    </Stack>
  );
}

const COLUMNS = ['served', 'viewed', 'clicked', 'ctr', 'play_rate', 'completion_rate', 'watched_hours'];
const HIDDEN = ['pin_id', 'pinned_item_id'];
