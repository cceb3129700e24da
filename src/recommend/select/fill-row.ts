import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import { NOBODY, type RowDraft } from '../row-draft.ts';
import { createBoostLimit } from './boost-limit.ts';
import { createCaps } from './caps.ts';
import { createRowWindow } from './likeness.ts';
import type { PageSoFar } from './page-so-far.ts';
import { createPoolReader } from './read-pool.ts';
import type { Reserved } from './reserved.ts';
import { createScoreSlot } from './score-slot.ts';

/** Fills one row at a time, slot by slot: each choice knows the titles on the page and the last ones of the row, nothing else. */
export interface RowFiller {
  /** `scored`: the candidates have scores that say how much better one is than another. */
  begin(context: PageContext, candidates: CandidateSet, scored: boolean): void;
  open(row: RowDraft): void;
  /** Opens a row that was filled, behind its last slot. */
  goOn(row: RowDraft): void;
  /** Fills the open row up to a length, a pin where it wants to stand. What is reserved stays, as long as there is something else. */
  fillTo(length: number): void;
}

export function createRowFiller(soFar: PageSoFar, reserved: Reserved): RowFiller {
  const window = createRowWindow();
  const caps = createCaps(window);
  const pool = createPoolReader(soFar, reserved, caps);
  const boostLimit = createBoostLimit();
  const scoreSlot = createScoreSlot(soFar, window, pool, boostLimit);
  let context: PageContext;
  let candidates: CandidateSet;
  let scored = false;

  // Of the open row.
  let row: RowDraft;
  let isByScore = false;
  let ordinal = 0;

  function chooseByScore(): boolean {
    if (!scoreSlot.choose(ordinal)) return false;
    const { position, propensity, explored, placedBy, lifted } = scoreSlot.chosen;
    put(position, 0, propensity, explored, placedBy);
    row.lifted[row.slotCount - 1] = lifted;
    context.trace?.slot(row, row.slotCount - 1, scoreSlot.why());
    return true;
  }

  function chooseInOrder(): boolean {
    const position = pool.next();
    if (position < 0) return false;
    put(position, 0, 1, 0, NOBODY);
    context.trace?.slot(row, row.slotCount - 1, { ...IN_ORDER, best: position });
    return true;
  }

  function put(position: number, pinNo: number, propensity: number, explored: number, placedBy: number): void {
    const slot = row.slotCount++;
    const title = context.catalogue.titleOf[candidates.dense[position]!]!;
    soFar.take(title);
    window.add(title);
    scoreSlot.add(title);
    row.slots[slot] = position;
    row.pinNo[slot] = pinNo;
    row.propensity[slot] = propensity;
    row.explored[slot] = explored;
    row.placedBy[slot] = placedBy;
    row.lifted[slot] = 0;
    row.displacedItemNo[slot] = 0;
    // What a pin moves along keeps its draw.
    if (pinNo === 0) ordinal++;
  }

  function putPin(): void {
    const { position, pinNo } = row.pins[row.pinsPlaced++]!;
    put(position, pinNo, 1, 0, NOBODY);
  }

  function read(of: RowDraft): void {
    row = of;
    const { kind, order } = row.plan;
    isByScore = scored && order === 'score';
    // What was asked for by likeness or by words is given as it was asked for.
    const mixes = kind !== 'similar' && kind !== 'search';
    // A row of one person is full of that person.
    pool.open(row, mixes && kind !== 'more-from');
    if (isByScore) scoreSlot.open(row, mixes);
    if (context.rules.moves) boostLimit.open(row);
    const { shown } = context.request;
    ordinal = shown?.countInRow ?? 0;
    window.begin(context.catalogue);
    for (const titleNo of shown?.lastInRow ?? []) {
      const dense = context.catalogue.denseOfItemNo(titleNo);
      if (dense >= 0) window.add(context.catalogue.titleOf[dense]!);
    }
    for (let slot = 0; slot < row.slotCount; slot++) {
      window.add(context.catalogue.titleOf[candidates.dense[row.slots[slot]!]!]!);
      if (row.pinNo[slot] === 0) ordinal++;
    }
  }

  return {
    begin(of, from, hasScores) {
      context = of;
      candidates = from;
      scored = hasScores;
      caps.begin(of, from);
      pool.begin(of, from);
      scoreSlot.begin(of, from, hasScores);
      if (of.rules.moves) boostLimit.begin(of);
    },
    open(of) {
      [of.slotCount, of.pinsPlaced] = [0, 0];
      read(of);
    },
    goOn: read,
    fillTo(length) {
      pool.refresh();
      const upTo = Math.min(length, context.request.items);
      while (row.slotCount < upTo) {
        const isPinned = row.pins[row.pinsPlaced]?.slot === row.slotCount;
        if (!isPinned && (isByScore ? chooseByScore() : chooseInOrder())) continue;
        // Where the pool ends before the slots that the last pins want, they stand at the end.
        if (row.pinsPlaced === row.pins.length) return;
        putPin();
      }
    },
  };
}

const IN_ORDER = { rankByScore: 0, rankByValue: 0, value: 0, likeness: 0, overTaste: 0, moved: 0, capped: [] } as const;
