import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { dayLabels } from '../parts/day-series.ts';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { GoodFigures } from '../parts/good-figures.tsx';
import { ReportState } from '../parts/report-state.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { QualityChartFigure } from './quality-chart.tsx';
import { QUALITY_PARTS, type QualityPart, type QualityReport } from './quality-parts.ts';

/** Whether the service is good, beyond what is clicked: what it shows of the catalogue, how new that is, and how well pages are made. */
export function QualityTab() {
  const { asked } = useReports();
  const [whole, byDay] = [asked({ by: [] }), asked({ by: ['day'], compare: false })];
  const reports: Readonly<Record<QualityReport, Reports>> = {
    coverage: { whole: useReport('coverage', whole), byDay: useReport('coverage', byDay) },
    freshness: { whole: useReport('freshness', whole), byDay: useReport('freshness', byDay) },
    service: { whole: useReport('service', whole), byDay: useReport('service', byDay) },
  };
  const answers = Object.values(reports).flatMap((of) => of.whole.data ?? []);
  return (
    <Stack gap="xl">
      <ReportToolbar />
      {QUALITY_PARTS.map((part) => (
        <Part key={part.report} part={part} reports={reports[part.report]} />
      ))}
      {answers.length > 0 && <DefinitionPanel answers={answers} />}
    </Stack>
  );
}

interface Reports {
  readonly whole: UseQueryResult<ReportAnswer>;
  readonly byDay: UseQueryResult<ReportAnswer>;
}

function Part({ part, reports }: { part: QualityPart; reports: Reports }) {
  return (
    <Stack gap="sm" component="section" aria-labelledby={`quality-${part.report}`}>
      <div>
        <Title order={2} size="h4" id={`quality-${part.report}`}>
          {part.title}
        </Title>
        <Text size="sm" c="dimmed">
          {part.about}
        </Text>
      </div>
      <ReportState report={reports.whole}>
        {(answer) => <GoodFigures label={part.title} figures={part.figures} answer={answer} />}
      </ReportState>
      <ReportState report={reports.byDay}>{(answer) => <Charts part={part} answer={answer} />}</ReportState>
    </Stack>
  );
}

/** A day alone is no course of things: its figures say it all. */
function Charts({ part, answer }: { part: QualityPart; answer: ReportAnswer }) {
  const labels = dayLabels(answer);
  if (labels.length < 2) return null;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl" mt="xs">
      {part.charts.map((chart) => (
        <QualityChartFigure key={chart.title} chart={chart} answer={answer} labels={labels} />
      ))}
    </SimpleGrid>
  );
}
