import { anomalies } from './anomalies.ts';
import { correctedCtr } from './corrected-ctr.ts';
import { coverage } from './coverage.ts';
import { ctr } from './ctr.ts';
import { engagement } from './engagement.ts';
import { fatigue } from './fatigue.ts';
import { freshness } from './freshness.ts';
import { funnel } from './funnel.ts';
import { items } from './items.ts';
import { pins } from './pins.ts';
import type { Report } from './report.ts';
import { rows } from './rows.ts';
import { service } from './service.ts';
import { viewers } from './viewers.ts';
import { withheld } from './withheld.ts';

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
