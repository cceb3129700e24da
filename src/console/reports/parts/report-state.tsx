import { Box } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/waiting.tsx';

interface ReportStateProps {
  readonly report: UseQueryResult<ReportAnswer>;
  readonly children: (answer: ReportAnswer) => ReactNode;
}

/** What stands in the place of a report until it is there, and when it fails. Rows of the question before stand back while the next is answered. */
export function ReportState({ report, children }: ReportStateProps) {
  if (report.isError) return <Failure error={report.error} onRetry={() => void report.refetch()} />;
  if (report.data === undefined) return <Waiting />;
  return (
    <Box opacity={report.isPlaceholderData ? 0.55 : 1} aria-busy={report.isPlaceholderData}>
      {children(report.data)}
    </Box>
  );
}
