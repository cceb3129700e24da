import type { UseQueryResult } from '@tanstack/react-query';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { wallOf } from '../../parts/moment.ts';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { chosenMetric, type OverviewReport, type Said, trendDays } from './overview-metrics.ts';

export interface Overview {
  /** The clock to which is counted, "14:03", and the days of the trend, today last. */
  readonly until: string;
  readonly days: readonly string[];
  /** What is drawn. */
  readonly chosen: { readonly name: string; readonly report: OverviewReport };
  readonly said: Said;
  /** Of today, compared; and by day. */
  readonly today: Readonly<Record<OverviewReport, UseQueryResult<ReportAnswer>>>;
  readonly trend: Readonly<Record<OverviewReport, UseQueryResult<ReportAnswer>>>;
  readonly anomalies: UseQueryResult<ReportAnswer>;
}

/** What the overview asks. In this order: the service takes two reports at a time, and what stands at the top comes first. */
export function useOverview(): Overview {
  const { query, asked, tz, asOfMs } = useReports();
  const now = wallOf(asOfMs, tz);
  const days = trendDays(now);
  const ofToday = asked({ range: 'today', by: [], compare: true });
  const range = { from: days[0]!, to: days.at(-1)! };

  const funnel = useReport('funnel', ofToday);
  const viewers = useReport('viewers', ofToday);
  const said = { funnel: funnel.data ?? null, viewers: viewers.data ?? null };
  const chosen = chosenMetric(query.metric, said);
  // The line of a card needs the days alone, the chart the ones before them, too.
  const byDay = (report: OverviewReport) => asked({ range, by: ['day'], compare: report === chosen.report });
  const funnelTrend = useReport('funnel', byDay('funnel'));
  const viewersTrend = useReport('viewers', byDay('viewers'));
  const anomalies = useReport('anomalies', asked({ range, by: [], compare: false }));
  return {
    ...{ until: now.slice(11), days, chosen, said, anomalies },
    today: { funnel, viewers },
    trend: { funnel: funnelTrend, viewers: viewersTrend },
  };
}
