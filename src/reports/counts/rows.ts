import { createCountReport } from './count-report.ts';
import { rowOrder } from './row-order-sql.ts';

/** One table row a row of pages, the most served first. */
export const rows = createCountReport({
  name: 'rows',
  title: 'How the rows of pages do and where they stand, the most served first.',
  metrics: [
    'served',
    'viewed',
    'clicked',
    'played',
    'completed',
    'watched_hours',
    'view_rate',
    'ctr',
    'play_rate',
    'completion_rate',
    'hours_per_1000_served',
    ...rowOrder.metrics,
  ],
  of: ['row'],
  beside: rowOrder,
  greatestFirst: true,
});
