import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { FindInput } from '../parts/find-input.tsx';
import { joinAnswers } from '../parts/join-answers.ts';
import { openedPath } from '../parts/opened.ts';
import { ReportState } from '../parts/report-state.tsx';
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
  // Takes longer than to count, and joins the table when it is there.
  const corrected = useReport('corrected-ctr', asked({ by: ['item'], compare: false }));
  return (
    <Stack gap="lg">
      <ReportToolbar />
      <ReportState report={report}>
        {(answer) => <Answer answer={answer} corrected={corrected.data} path={path} />}
      </ReportState>
    </Stack>
  );
}

interface AnswerProps {
  readonly answer: ReportAnswer;
  readonly corrected: ReportAnswer | undefined;
  readonly path: string;
}

function Answer({ answer, corrected, path }: AnswerProps) {
  const { query, set, hrefOf } = useReports();
  const table = useMemo(
    () => titlesFirst(joinAnswers(answer, corrected && withShares(corrected), 'item_id', ['corrected_ctr'])),
    [answer, corrected],
  );
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
      <DefinitionPanel answers={corrected === undefined ? [answer] : [answer, corrected]} />
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

/** Named and written for where it stands, beside the rate that it corrects; it may exceed 1. */
const withShares = ({ definition, ...answer }: ReportAnswer): ReportAnswer => ({
  ...answer,
  definition: {
    ...definition,
    metrics: definition.metrics.map((metric) => ({ ...metric, title: 'Corrected for position', isShare: true })),
  },
});
