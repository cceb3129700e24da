import type { RowKind, Source } from '../domain/page.ts';
import type { PagePin } from './pins-for.ts';
import type { RuleEffect } from './rules/rule-effect.ts';

/** What a row wants to be: who proposes for it and how its slots are ordered. */
export interface RowPlan {
  readonly rowId: string;
  readonly kind: RowKind;
  readonly title: string;
  readonly titleKey: string;
  readonly titleParams: Readonly<Record<string, string>>;
  readonly sources: readonly Source[];
  /** Asked when no source has more than enough. */
  readonly reserve: Source | null;
  /**
   * By the candidates' scores, or as the source proposed them, where its order is the row's meaning; or by relevance first and score among
   * equals ('matches'), by both together ('near'): see order-by-relevance.ts.
   */
  readonly order: 'score' | 'proposed' | 'matches' | 'near';
  /** Fewer slots are no row. */
  readonly minimum: number;
  /** Infinity: its titles are its own, no other row shows one first. Any other row is promised its first look (see lookahead). */
  readonly firstLook: number;
  /** The entry of the template by which it stands: 'genre', or the row's own id; and how many rows of that entry the page may take. */
  readonly family: string;
  readonly atMost: number;
  /** Beyond so many of the entry on the page it stands only when no other row is left. */
  readonly atFirst: number;
  /** 'top': above all that is free, in the order of the plans; 'free': where it is worth most. */
  readonly place: 'top' | 'free';
  /** Of the rows of one entry those with the highest go first, and above the others; 0 for most. */
  readonly precedence: number;
  /** Dense indices of the titles that are its evidence, in their order: what its source proposes from. null: the source knows by itself. */
  readonly titles: Int32Array | null;
  /** Dense index of the title it is grown from, -1 when none. */
  readonly seed: number;
  /** Number of its genre, -1 when none. */
  readonly genre: number;
  /** Stands only if a pin asks for it to be inserted. */
  readonly onDemand: boolean;
}

/** A row while the page is made: its pool of candidates and the slots filled from it. Both hold candidate positions. */
export interface RowDraft {
  readonly plan: RowPlan;
  pool: Int32Array;
  poolCount: number;
  /** The pool comes in rounds, each of a longer reach of the sources than the one before: where they end. One is used up first. */
  roundEnds: number[];
  /** Titles that the sources were last asked for; 0: not yet. */
  reach: number;
  /** Nothing of the pool before it can still be chosen. */
  cursor: number;
  /** The sources have more for it than they were asked for. */
  hasMore: boolean;
  /** And that would have made a difference. */
  isDry: boolean;
  /** New titles of which one may be given a slot of the row (select/new-items.ts). They are not in the pool. */
  newcomers: Int32Array;
  newcomerCount: number;
  /** By candidate position: how well it answers what the row was asked, in rows that are ordered by it. */
  relevance: Float32Array;
  /** By candidate position: dense index of what it stands there for, where that is not itself or the row's seed. */
  readonly because: Map<number, number>;
  readonly slots: Int32Array;
  /** Number of the pin that holds the slot, 0 = none; and the item number it pushed out, 0 = none. */
  readonly pinNo: Int32Array;
  readonly displacedItemNo: Int32Array;
  /** P(what stands in the slot, given all that was chosen before it); 1 where nothing was left to chance. */
  readonly propensity: Float32Array;
  /** 1: chance put something else there than the best. */
  readonly explored: Uint8Array;
  /** Number in SOURCES of who put it there, where that is not who proposed it first; 0xff: it is. */
  readonly placedBy: Uint8Array;
  /** 1: it stands there for a boost, see select/boost-limit.ts. */
  readonly lifted: Uint8Array;
  /** What the editors' rules do to it; null: nothing. Written as the pool is ordered. */
  moved: MovedRow | null;
  slotCount: number;
  /** By slot; and how many of them stand already. */
  pins: readonly PlacedPin[];
  pinsPlaced: number;
}

/** A pin and where it will stand: the candidate position of its item, and a slot of its row. */
export interface PlacedPin {
  readonly pinNo: number;
  readonly pin: PagePin;
  readonly position: number;
  slot: number;
}

/** A row in which titles are boosted or buried. */
export interface MovedRow {
  readonly effect: RuleEffect;
  /** Standard deviation of its scores. */
  readonly scale: number;
  /** Listed when the row is filled: most rows that are planned never are. */
  boosted: BoostedTitles | null;
}

/** Candidates of the pool that are boosted, round by round, those of one round by score with boost; and where each round ends. */
export interface BoostedTitles {
  readonly positions: Int32Array;
  readonly roundEnds: readonly number[];
}

const NONE = new Int32Array(0);
const NO_RELEVANCE = new Float32Array(0);

/** In placedBy: who proposed it. */
export const NOBODY = 0xff;

export function createRowDraft(plan: RowPlan, items: number): RowDraft {
  return {
    plan,
    pool: new Int32Array(64),
    poolCount: 0,
    roundEnds: [],
    reach: 0,
    cursor: 0,
    hasMore: false,
    isDry: false,
    newcomers: NONE,
    newcomerCount: 0,
    relevance: NO_RELEVANCE,
    because: new Map(),
    slots: new Int32Array(items),
    pinNo: new Int32Array(items),
    displacedItemNo: new Int32Array(items),
    propensity: new Float32Array(items).fill(1),
    explored: new Uint8Array(items),
    placedBy: new Uint8Array(items).fill(NOBODY),
    lifted: new Uint8Array(items),
    moved: null,
    slotCount: 0,
    pins: [],
    pinsPlaced: 0,
  };
}

export function addToPool(row: RowDraft, position: number): void {
  if (row.poolCount === row.pool.length) {
    const wider = new Int32Array(row.pool.length * 2);
    wider.set(row.pool);
    row.pool = wider;
  }
  row.pool[row.poolCount++] = position;
}

export function noteRelevance(row: RowDraft, position: number, relevance: number): void {
  if (position >= row.relevance.length) {
    const wider = new Float32Array(Math.max(256, 2 * (position + 1)));
    wider.set(row.relevance);
    row.relevance = wider;
  }
  row.relevance[position] = relevance;
}
