import type { Clock } from '../../domain/clock.ts';
import type { Reports } from '../../domain/ports/reports.ts';
import { runReport, SMALL_COUNT } from '../../reports/run-report.ts';
import { defineRoute, type Route } from '../route.ts';
import { reportAnswer, reportParams, reportQuery } from '../schemas/report.ts';

/** What the log says, counted. */
export function reportRoutes(
  reports: Reports,
  clock: Clock,
  { suppressSmallCounts }: { readonly suppressSmallCounts: boolean },
): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/reports/{report}',
      roles: ['analyst'],
      name: 'getReport',
      summary: 'A report: rows, what their columns mean, and the SQL that returns them',
      tag: 'Reports',
      params: reportParams,
      query: reportQuery,
      answers: { 200: { description: 'Every row there is, seconds behind what happens', schema: reportAnswer } },
      async handle({ params, query }) {
        const { from, to, compare, ...asked } = query;
        const question = {
          ...asked,
          name: params.report,
          fromMs: from === undefined ? null : Date.parse(from),
          toMs: to === undefined ? null : Date.parse(to),
          compare: compare ?? null,
          fewestUsers: suppressSmallCounts ? SMALL_COUNT : 0,
        };
        return { status: 200, body: await runReport(question, reports, clock.nowMs()) };
      },
    }),
  ];
}
