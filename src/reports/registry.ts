import { anomalies } from './anomalies/anomalies.ts';
import { correctedCtr } from './counts/corrected-ctr.ts';
import { ctr } from './counts/ctr.ts';
import { fatigue } from './counts/fatigue.ts';
import { funnel } from './counts/funnel.ts';
import { items } from './counts/items.ts';
import { pins } from './counts/pins.ts';
import { rows } from './counts/rows.ts';
import { coverage } from './quality/coverage.ts';
import { freshness } from './quality/freshness.ts';
import { service } from './quality/service.ts';
import { withheld } from './quality/withheld.ts';
import type { Report } from './report.ts';
import { engagement } from './watching/engagement.ts';
import { viewers } from './watching/viewers.ts';

/** Every report, in the order they are listed in. */
export const REPORTS: readonly Report[] = [
  ctr,
  correctedCtr,
  funnel,
  rows,
  items,
  fatigue,
  pins,
  coverage,
  freshness,
  engagement,
  viewers,
  service,
  withheld,
  anomalies,
];
