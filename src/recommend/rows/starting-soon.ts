import type { PageContext } from '../page-context.ts';
import { singleRow } from './row-family.ts';

const SOON_MS = 24 * 3_600_000;

/** What begins within 24 hours, the soonest first. Evidence: something does. */
export const startingSoon = singleRow('starting-soon', 'starting-soon', (context) => {
  const titles = beginningSoon(context);
  return titles.length === 0 ? null : { title: 'Starting soon', sources: ['starting-soon'], titles };
});

function beginningSoon({ eligible: { starting }, catalogue: { startsAtMs }, nowMs }: PageContext): Int32Array {
  const later = starting.findIndex((dense) => startsAtMs[dense]! > nowMs + SOON_MS);
  return later < 0 ? starting : starting.subarray(0, later);
}
