import { aDecision, anEvent, recommendationIdAt, userKeyFor } from './log-fixtures.ts';
import type { Stores } from './postgres-stores.ts';
import { shipReportLog } from './report-log.ts';

const DAY_MS = 86_400_000;

export interface PlantedPin {
  readonly pinId: string;
  /** Of the pages below, those on which the pin stood. */
  readonly served: number;
}

/**
 * Ten whole days up to yesterday, UTC: random pages, and beside them pages of a pin of film-1 in the first slot of top-picks, which pushed
 * film-3 out, and the same row without it.
 */
export async function plantTabsLog(stores: Stores, pinId: string, nowMs: number): Promise<PlantedPin> {
  const untilMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const fromMs = untilMs - 10 * DAY_MS;
  await shipReportLog(stores, { seed: 3, pages: 900, fromMs, spanMs: 10 * DAY_MS, users: 40 });
  const numbers = await stores.itemNumbers.resolve(['film-0', 'film-1', 'film-2', 'film-3', 'film-4', 'film-5']);
  const { rows } = await stores.pool.query('SELECT pin_no FROM pins WHERE pin_id = $1', [pinId]);
  const decisions = Array.from({ length: 240 }, (_, n) => {
    const servedAtMs = fromMs + 6 * DAY_MS + n * 600_000;
    const isPinned = n % 2 === 0;
    const items = isPinned ? [1, 0, 2] : [3, 0, 2];
    const page = aDecision(
      items.map((item) => numbers[item]!),
      {
        servedAtMs,
        recommendationId: recommendationIdAt(servedAtMs, 7_000_000 + n),
        userKey: userKeyFor(9_000 + (n % 60)),
        surface: n % 3 === 0 ? 'web' : 'tv',
        region: n % 4 < 2 ? 'SE' : 'DE',
        withheld: n % 10 === 1 ? [{ pinId, reason: 'watched' }] : [],
        tookMs: 4 + (n % 7),
      },
    );
    if (isPinned) {
      page.slots.pinNo[0] = rows[0].pin_no;
      page.slots.displacedItemNo[0] = numbers[3]!;
    }
    return page;
  });
  const events = decisions.flatMap(({ recommendationId, servedAtMs, userKey }, n) =>
    n % 3 === 0
      ? [
          anEvent({
            eventId: `tab-${n}`,
            userKey,
            itemId: null,
            occurredAtMs: servedAtMs + 5_000,
            impressionIds: [`${recommendationId}.0.${n % 2}`],
          }),
        ]
      : [],
  );
  await stores.log.ship({ journalId: 'tabs', fromPosition: 0, toPosition: 1, decisions, events });
  while ((await stores.rollUps.run()).more);
  return { pinId, served: decisions.length / 2 };
}
