import type { Context } from '../../src/context.ts';
import type { Origin } from '../../src/domain/origin.ts';
import { pinCost } from '../../src/reports/pin-cost/pin-cost.ts';
import type { MonthPage } from './month-page.ts';
import type { MonthWorld } from './month-world.ts';

export interface PinCheck {
  readonly pin: number;
  readonly served: number;
  readonly clicked: number;
  readonly displaced: number;
  /** What was served and clicked in truth. */
  readonly were: { readonly served: number; readonly clicked: number };
  /** Clicks that 1,000 impressions brought more than the rows without it would have: planted, and told. */
  readonly planted: number;
  readonly net: number;
  readonly ci95: readonly [number, number];
  /** Within what would be left by chance one time in a thousand: three intervals of 95 % are too few to be counted. */
  readonly fits: boolean;
  readonly trustworthy: boolean;
}

/** Impressions that the explorer gives, page by page, against those there were. */
export interface ExplorerCheck {
  readonly question: string;
  readonly found: number;
  readonly were: number;
}

/** Two-sided points of the normal distribution, of 99.9 % over 95 %. */
const SURPRISING = 3.290527 / 1.959964;
/** What pins and viewers were part of, beside the tables of reports. */
export function createSeen({ pins, users }: MonthWorld, pinsUntilMs: number) {
  const ofPin = pins.map(() => ({ served: 0, clicked: 0, gain: 0 }));
  const pagesOf = new Int32Array(users);
  return {
    ofPin,
    pagesOf,
    add({ decision, user, pin, pinned, clicked, pinGain }: MonthPage): void {
      pagesOf[user]!++;
      if (pin < 0 || decision.servedAtMs >= pinsUntilMs) return;
      const sums = ofPin[pin]!;
      sums.served++;
      sums.clicked += clicked[pinned.indexOf(1)]!;
      sums.gain += pinGain;
    },
  };
}
export type Seen = ReturnType<typeof createSeen>;

export async function checkPins(
  { pinReports }: Context,
  pinIds: readonly string[],
  { ofPin }: Seen,
  when: { fromMs: number; toMs: number; origin: Origin },
): Promise<PinCheck[]> {
  const checks: PinCheck[] = [];
  for (const [pin, { served, clicked, gain }] of ofPin.entries()) {
    const counts = (await pinReports.read(pinIds[pin]!, when))!;
    const cost = await pinCost(await pinReports.readSlots(pinIds[pin]!, when), counts.displaced);
    const { net, ci95 } = cost.clicks;
    if (net === null || ci95 === null) throw new Error('Nothing is known of what a planted pin cost.');
    const planted = (1000 * gain) / served;
    checks.push({
      pin,
      served: counts.served,
      clicked: counts.clicked,
      displaced: counts.displaced,
      were: { served, clicked },
      planted,
      net,
      ci95,
      fits: Math.abs(net - planted) <= (SURPRISING * (ci95[1] - ci95[0])) / 2,
      trustworthy: cost.trustworthy,
    });
  }
  return checks;
}

export async function checkExplorer(
  { impressionLog }: Context,
  world: MonthWorld,
  { ofPin, pagesOf }: Seen,
  { pinsUntilMs, ...range }: { fromMs: number; untilMs: number; pinsUntilMs: number },
): Promise<ExplorerCheck[]> {
  const busiest = pagesOf.indexOf(Math.max(...pagesOf));
  const slots = world.rows * world.slots;
  const questions = [
    {
      question: 'pinned',
      filter: { pinned: true },
      untilMs: pinsUntilMs,
      were: ofPin.reduce((sum, { served }) => sum + served, 0),
    },
    {
      question: 'userKey',
      filter: { userKey: world.userKey[busiest]! },
      untilMs: range.untilMs,
      were: pagesOf[busiest]! * slots,
    },
  ];
  const answers: ExplorerCheck[] = [];
  for (const { question, filter, untilMs, were } of questions) {
    let found = 0;
    let after = null;
    for (;;) {
      const asked = {
        ...range,
        untilMs,
        filter: { ...filter, origin: world.origin },
        after,
        outcomes: false,
        limit: 1000,
      } as const;
      const page = await impressionLog.read({ ...asked, budgetMs: 10_000 });
      found += page.rows.length;
      if (page.next === null) break;
      after = page.next;
    }
    answers.push({ question, found, were });
  }
  return answers;
}
