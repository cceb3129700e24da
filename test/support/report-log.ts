import { seededRandom } from '../../src/domain/clock.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { SOURCES } from '../../src/domain/page.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from './log-fixtures.ts';
import type { Stores } from './postgres-stores.ts';

/** An impression as the test made it: what reports of the log are checked against. */
export interface Shown {
  readonly atMs: number;
  readonly user: number;
  readonly origin: string;
  readonly row: string;
  readonly position: number;
  readonly source: string;
  readonly model: string | null;
  readonly arms: Readonly<Record<string, string>>;
  readonly surface: string;
  readonly region: string | null;
  readonly item: string;
  readonly rung: string;
  readonly route: string;
  readonly viewed: boolean;
  readonly clicked: boolean;
  readonly played: boolean;
  readonly completed: boolean;
}

export const REPORT_ITEMS = ['film-0', 'film-1', 'film-2', 'film-3', 'film-4', 'film-5'];

/**
 * Ships `pages` random pages served from `fromMs` on within `spanMs`, and what came of them, said twice now and then; rolls them up.
 * Users differ in how often they click.
 */
export async function shipReportLog(
  stores: Stores,
  {
    seed,
    pages,
    fromMs,
    spanMs,
    users = 30,
  }: { seed: number; pages: number; fromMs: number; spanMs: number; users?: number },
): Promise<readonly Shown[]> {
  const random = seededRandom(seed);
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const numbers = await stores.itemNumbers.resolve(REPORT_ITEMS);
  const shown: Shown[] = [];
  const decisions: Decision[] = [];
  const events: ViewerEvent[] = [];
  for (let n = 0; n < pages; n++) {
    const atMs = fromMs + Math.floor(random() * spanMs);
    const user = Math.floor(random() * users);
    const rowIds = ['top-picks', 'popular', 'genre:drama'].slice(0, 1 + Math.floor(random() * 3));
    const slots = rowIds.flatMap((_, rowIndex) =>
      Array.from({ length: 1 + Math.floor(random() * 3) }, (_, position) => ({ rowIndex, position })),
    );
    const itemNos = slots.map(() => Math.floor(random() * REPORT_ITEMS.length));
    const page = {
      recommendationId: recommendationIdAt(atMs, seed * 100_000 + n),
      servedAtMs: atMs,
      userKey: keyOf(user, seed),
      origin: oneOf(['app', 'app', 'app', 'test'] as const),
      route: oneOf(['home', 'home', 'search'] as const),
      surface: oneOf(['tv', 'web', 'mobile'] as const),
      region: oneOf(['SE', 'DE', null]),
      rung: oneOf(['R0', 'R0', 'R3'] as const),
      rankerVersion: oneOf(['v7', 'v8', null]),
      arms: oneOf<Readonly<Record<string, string>>>([{}, { layout: 'a' }, { layout: 'b', order: 'x' }]),
      rowIds,
    };
    const decision = aDecision(
      itemNos.map((item) => numbers[item]!),
      page,
    );
    slots.forEach(({ rowIndex, position }, slot) => {
      const source = Math.floor(random() * 3);
      decision.slots.rowIndex[slot] = rowIndex;
      decision.slots.position[slot] = position;
      decision.slots.source[slot] = source;
      const eager = 0.1 + (0.5 * ((user * 7) % 10)) / 10;
      const [viewed, clicked, played] = [random() < 0.7, random() < eager, random() < eager / 2];
      const completed = played && random() < 0.5;
      const happened = { viewed, click: clicked, play: played, complete: completed };
      for (const type of ['viewed', 'click', 'play', 'complete'] as const) {
        for (let again = 0; happened[type] && again < (random() < 0.2 ? 2 : 1); again++) {
          events.push(
            anEvent({
              eventId: `${seed}-${n}-${slot}-${type}-${again}`,
              type,
              userKey: page.userKey,
              itemId: REPORT_ITEMS[itemNos[slot]!]!,
              occurredAtMs: atMs + 1_000 + again,
              impressionIds: [`${page.recommendationId}.${rowIndex}.${position}`],
              portion: type === 'complete' ? 0.95 : null,
              origin: page.origin,
            }),
          );
        }
      }
      const what = { item: REPORT_ITEMS[itemNos[slot]!]!, viewed, clicked, played, completed };
      const where = { row: rowIds[rowIndex]!, position, source: SOURCES[source]! };
      shown.push({ ...page, ...what, ...where, atMs, user, model: page.rankerVersion });
    });
    decisions.push(decision);
  }
  await stores.log.ship({ journalId: `report-${seed}`, fromPosition: 0, toPosition: 1, decisions, events });
  while ((await stores.rollUps.run()).more);
  return shown;
}

/** Spread over all keys, as hashes are. */
const keyOf = (user: number, seed: number): string =>
  `${((Math.imul(user + 1, 2_654_435_761) ^ seed) >>> 0).toString(16).padStart(8, '0')}${userKeyFor(user).slice(8)}`;
