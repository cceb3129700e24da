import { createCountReport } from './count-report.ts';
import { positionCorrection } from './position-correction-sql.ts';

/** Clicks of what was served, beside what they would be had all stood in the first position. */
export const correctedCtr = createCountReport({
  name: 'corrected-ctr',
  title: 'How much of what was served is clicked, and how much would be if all of it had stood in the first position.',
  metrics: ['served', 'clicked', 'ctr', ...positionCorrection.metrics],
  beside: positionCorrection,
});
