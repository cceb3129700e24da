import { createCountReport } from './count-report.ts';

/** From served to completed. */
export const funnel = createCountReport({
  name: 'funnel',
  title: 'How much of what was served is viewed, clicked, played and completed.',
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
    'play_through',
    'completion_rate',
    'hours_per_1000_served',
  ],
});
