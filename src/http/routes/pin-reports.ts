import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { PinReport, PinReports } from '../../domain/ports/pin-reports.ts';
import { pinCost } from '../../reports/pin-cost/pin-cost.ts';
import { SMALL_COUNT } from '../../reports/run-report.ts';
import { defineRoute, type Route } from '../route.ts';
import { pinParams } from '../schemas/pin.ts';
import { MOST_REPORT_DAYS, pinReport, pinReportQuery } from '../schemas/pin-report.ts';

const DAY_MS = 86_400_000;

/** What came of a pin, from the log. */
export function pinReportRoutes(
  pinReports: PinReports,
  clock: Clock,
  { suppressSmallCounts }: { readonly suppressSmallCounts: boolean },
): readonly Route[] {
  const fewestUsers = suppressSmallCounts ? SMALL_COUNT : 0;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/pins/{pinId}/report',
      roles: ['editor', 'analyst'],
      name: 'getPinReport',
      summary: 'What came of a pin: served, viewed, clicked, withheld and why, what gave way to it, and what that cost',
      tag: 'Pins',
      params: pinParams,
      query: pinReportQuery,
      answers: { 200: { description: 'Counts, seconds behind what happens', schema: pinReport } },
      async handle({ params: { pinId }, query }) {
        const toMs = query.to === undefined ? clock.nowMs() : Date.parse(query.to);
        const fromMs = query.from === undefined ? toMs - 7 * DAY_MS : Date.parse(query.from);
        if (fromMs >= toMs || toMs - fromMs > MOST_REPORT_DAYS * DAY_MS) {
          throw new MarqueeError(
            'invalid-request',
            `query.from: must be before query.to, by at most ${MOST_REPORT_DAYS} days. Ask for a shorter time.`,
          );
        }
        const { origin } = query;
        const when = { fromMs, toMs, origin };
        const read = await pinReports.read(pinId, { ...when, ...(fewestUsers > 0 && { fewestUsers }) });
        if (read === null) throw new MarqueeError('unknown-pin', `There never was a pin ${pinId}. Check the id.`);
        const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
        const { notes, ...report } = told(read, fewestUsers);
        const slots = await pinReports.readSlots(pinId, when);
        const { expectedOf, ...cost } = await pinCost(slots, read.displaced, setImmediate, fewestUsers);
        const expected = new Map([...expectedOf].map(([itemNo, clicks]) => [slots.itemIds.get(itemNo), clicks]));
        const displacedItems = report.displacedItems.map((item) => ({
          ...item,
          expectedClicks: expected.get(item.itemId) ?? null,
        }));
        return { status: 200, body: { pinId, from, to, origin, ...report, displacedItems, cost, notes } };
      },
    }),
  ];
}

/** Without how many users it were, and without what too few of them did. */
function told(
  { users, ...report }: PinReport,
  fewestUsers: number,
): Omit<PinReport, 'users'> & { readonly notes: readonly string[] } {
  if (fewestUsers === 0) return { ...report, notes: [] };
  const leftOut = 'are left out (SUPPRESS_SMALL_COUNTS).';
  const notes = [`Reasons, items and audiences of fewer than ${fewestUsers} users ${leftOut}`];
  if (users === 0 || users >= fewestUsers) return { ...report, notes };
  notes.push(`Fewer than ${fewestUsers} users were served it: the counts of what came of it ${leftOut} They say 0.`);
  const counts = { served: 0, viewed: 0, clicked: 0, played: 0, displaced: 0 };
  return { ...report, ...counts, displacedItems: [], notes };
}
