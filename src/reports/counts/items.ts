import { createCountReport } from './count-report.ts';

/** One table row an item, the most served first. */
export const items = createCountReport({
  name: 'items',
  title: 'How items do where they are shown, the most served first.',
  metrics: [
    'served',
    'viewed',
    'clicked',
    'played',
    'completed',
    'watched_hours',
    'ctr',
    'play_rate',
    'completion_rate',
    'hours_per_1000_served',
  ],
  of: ['item'],
  more: { columns: ['title'], join: 'LEFT JOIN v_items AS i USING (item_id)' },
  greatestFirst: true,
});
