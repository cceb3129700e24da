import { Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../../parts/failure.tsx';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { FindInput } from '../parts/find-input.tsx';
import { openedPath } from '../parts/opened.ts';
import { ReportState } from '../parts/report-state.tsx';
import { ReportTable } from '../parts/report-table.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { withCorrected } from './corrected-rates.ts';
import { ItemName } from './item-name.tsx';
import { titlesFirst } from './titles-first.ts';

/** Every item that was served, the most served first. */
export function AllItems({ path }: { path: string }) {
  const { asked } = useReports();
  const report = useReport('items', asked({ by: [] }));
  // Takes longer than to count, and joins the table when it is there.
  const corrected = useReport('corrected-ctr', asked({ by: ['item'], compare: false }));
  return (
    <Stack gap="lg">
      <ReportToolbar />
      <ReportState report={report}>
        {(answer) => <Answer answer={answer} corrected={corrected} path={path} />}
      </ReportState>
    </Stack>
  );
}

interface AnswerProps {
  readonly answer: ReportAnswer;
  readonly corrected: UseQueryResult<ReportAnswer>;
  readonly path: string;
}

function Answer({ answer, corrected, path }: AnswerProps) {
  const { query, set, hrefOf } = useReports();
  // Those of the time asked for before are none of these.
  const rates = corrected.isPlaceholderData ? undefined : corrected.data;
  const table = useMemo(() => titlesFirst(withCorrected(answer, rates)), [answer, rates]);
  return (
    <Stack gap="lg">
      <FindInput label="Find an item" />
      <ReportTable
        label="Items"
        answer={table}
        sort={query.sort}
        onSort={(sort) => set({ sort }, { replace: true })}
        find={query.find}
        only={COLUMNS}
        hide={HIDDEN}
        cell={(column, row) =>
          column === 'title' && typeof row.item_id === 'string' ? (
            <ItemName
              itemId={row.item_id}
              title={typeof row.title === 'string' ? row.title : null}
              href={hrefOf({}, openedPath(path, row.item_id))}
            />
          ) : undefined
        }
      />
      {rates === undefined && (
        <Text size="sm" c="dimmed" role="status">
          {corrected.isError
            ? `Rates could not be corrected for position: ${sentenceOf(corrected.error)}`
            : 'Rates are being corrected for position …'}
        </Text>
      )}
      <DefinitionPanel answers={rates === undefined ? [answer] : [answer, rates]} />
    </Stack>
  );
}

const COLUMNS = [
  'served',
  'clicked',
  'ctr',
  'corrected_ctr',
  'play_rate',
  'completion_rate',
  'watched_hours',
  'hours_per_1000_served',
];

const HIDDEN = ['item_id'];
