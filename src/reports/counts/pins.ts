import { createCountReport } from './count-report.ts';

/** One table row a pin that stood on a page, the most served first. */
export const pins = createCountReport({
  name: 'pins',
  title: 'How pins do: what they put on pages, and what came of that, the most served first.',
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
  of: ['pin'],
  where: 'pin_id IS NOT NULL',
  more: {
    columns: ['pinned_item_id', 'note'],
    join: 'LEFT JOIN (SELECT pin_id, item_id AS pinned_item_id, note FROM v_pins) AS v USING (pin_id)',
  },
  greatestFirst: true,
  notes: [
    'What a pin brought or cost is no count but an estimate: `cost` in GET /v1/pins/{pinId}/report, which is for analysts too.',
  ],
});
