import { createCountReport } from './count-report.ts';

/** Clicks of what was served. */
export const ctr = createCountReport({
  name: 'ctr',
  title: 'How much of what was served is clicked.',
  metrics: ['served', 'viewed', 'clicked', 'ctr'],
});
