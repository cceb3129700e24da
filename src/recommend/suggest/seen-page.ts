import type { RowKind } from '../../domain/page.ts';
import { withoutChance } from '../../domain/page-template.ts';
import type { Pin } from '../../domain/pin.ts';
import { NO_METRICS } from '../../domain/ports/metrics.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { SuggestedFor } from '../../domain/suggestion.ts';
import { NOBODY } from '../../domain/user-key.ts';
import { createHomePage } from '../home-page.ts';
import type { PageContext } from '../page-context.ts';
import { createPageStages, type PageParts, type PageStages } from '../page-stages.ts';
import type { PageDraft } from '../select/select.ts';

/** A home page as such a viewer would get it now, with nothing left to chance; and what it was chosen from. */
export interface SeenPage {
  readonly context: PageContext;
  readonly rows: readonly SeenRow[];
}

export interface SeenRow {
  readonly rowId: string;
  readonly kind: RowKind;
  /** Number of its genre, -1 when it has none. */
  readonly genre: number;
  /** By slot: dense index of the title, its score, and whether a pin put it there. */
  readonly titles: readonly number[];
  readonly scores: readonly number[];
  readonly pinned: readonly boolean[];
  /** Dense indices of all that was proposed for it and may be shown. */
  readonly pool: readonly number[];
}

/** null: there is no page made by the ranker. `pin`: one more pin, the strongest of all. */
export type SeePage = (snapshot: Snapshot, who: SuggestedFor, nowMs: number, pin?: Pin) => Promise<SeenPage | null>;

/** Made by the pipeline that serves; nothing of it is logged, counted or kept, and no user is read. */
export function createSeePage({ clock, logger }: Pick<PageParts, 'clock' | 'logger'>): SeePage {
  const quiet: Omit<PageParts, 'snapshot'> = {
    userStates: { read: async () => null },
    decisionLog: { record: () => false },
    metrics: NO_METRICS,
    clock,
    ...(logger && { logger }),
  };
  const unused = (): never => {
    throw new Error('Each page is given its snapshot.');
  };
  const stages = createPageStages({ ...quiet, snapshot: unused });

  return async (snapshot, { surface, region, maturity }, nowMs, pin) => {
    const pins = pin === undefined ? snapshot.pins : [...snapshot.pins, { pinNo: unusedNo(snapshot), pin }];
    const still = { ...snapshot, pins, templates: withoutChance(snapshot.templates) };
    let seen: SeenPage | null = null;
    const answer: PageStages['answer'] = (run, route, draft) => {
      const page = stages.answer(run, route, draft);
      // Only now: what stands behind a draft is another page's from the next one on.
      if (run.rung < 'R3') seen = { context: draft.context, rows: rowsOf(draft) };
      return page;
    };
    const homePage = createHomePage({ ...quiet, snapshot: () => still }, { ...stages, answer });
    await homePage({
      recommendationId: '00000000-0000-7000-8000-000000000000',
      userId: null,
      userKey: NOBODY,
      origin: 'test',
      ...{ surface, region, maturity, nowMs },
      language: null,
      isNewUser: true,
      timeZone: 'UTC',
      sessionId: null,
      rows: ROWS,
      items: ITEMS,
      rowIds: null,
      excludeItemIds: [],
      include: [],
      deadlineMs: DEADLINE_MS,
      randomSeed: 1,
    });
    return seen;
  };
}

/** As a page is that does not say. */
const ROWS = 8;
const ITEMS = 20;
const DEADLINE_MS = 5_000;

const unusedNo = ({ pins }: Snapshot): number => pins.reduce((most, { pinNo }) => Math.max(most, pinNo), 0) + 1;

function rowsOf({ context, candidates, rows }: PageDraft): readonly SeenRow[] {
  const { titleOf } = context.catalogue;
  const titleAt = (position: number): number => titleOf[candidates.dense[position]!]!;
  return rows.map(({ plan, slots, slotCount, pinNo, pool, poolCount }) => {
    const positions = Array.from(slots.subarray(0, slotCount));
    return {
      rowId: plan.rowId,
      kind: plan.kind,
      genre: plan.genre,
      titles: positions.map(titleAt),
      scores: positions.map((position) => candidates.score[position] || 0),
      pinned: positions.map((_, slot) => pinNo[slot] !== 0),
      pool: Array.from(pool.subarray(0, poolCount))
        .filter((position) => candidates.allowed[position] === 1)
        .map(titleAt),
    };
  });
}
