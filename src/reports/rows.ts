import { createCountReport } from './count-report.ts';

/** One table row a row of pages, the most served first. */
export const rows = createCountReport({
  name: 'rows',
  title: 'How the rows of pages do, the most served first.',
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
  ],
  of: ['row'],
  greatestFirst: true,
});
