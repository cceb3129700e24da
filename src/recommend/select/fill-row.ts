import { sourceNo } from '../../domain/page.ts';
import type { Exploration } from '../../domain/page-template.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import { NOBODY, type RowDraft } from '../row-draft.ts';
import { createCaps } from './caps.ts';
import { DRAWS, explorationOf, keyedChance, rowKeyOf } from './chance.ts';
import { best, createChoiceSet, draw, looksFor, spreadChance } from './choose-slot.ts';
import { createRowWindow } from './likeness.ts';
import { createNewItemSlot } from './new-items.ts';
import type { PageSoFar } from './page-so-far.ts';
import type { Reserved } from './reserved.ts';
import type { SlotChoice } from './selection-trace.ts';
import { createTasteMix } from './taste-mix.ts';

/** Fills one row at a time, slot by slot: each choice knows the titles on the page and the last ones of the row, nothing else. */
export interface RowFiller {
  /** `scored`: the candidates have scores that say how much better one is than another. */
  begin(context: PageContext, candidates: CandidateSet, scored: boolean): void;
  open(row: RowDraft): void;
  /** Fills the open row up to a length, a pin where it wants to stand. What is reserved stays, as long as there is something else. */
  fillTo(row: RowDraft, length: number): void;
}

/** Neither reserved for rows to come nor theirs by right; not theirs by right; whatever is left. */
const LEVELS = 3;
const NONE = -1;
const NEW_ITEM = sourceNo('new-item');

export function createRowFiller(soFar: PageSoFar, reserved: Reserved): RowFiller {
  const window = createRowWindow();
  const caps = createCaps(window);
  const taste = createTasteMix(soFar);
  const newItem = createNewItemSlot();
  const set = createChoiceSet();
  let capped: SlotChoice['capped'][number][] = [];
  let context: PageContext;
  let candidates: CandidateSet;
  let scored = false;
  let exploration: Exploration | null = null;
  let hasTaste = false;

  // Of the open row.
  let chooses = false;
  let rowKey = 0;
  let ordinal = 0;
  let scale = 1;
  let level = 0;
  let round = 0;
  let cursor = 0;

  const titleAt = (position: number): number => context.catalogue.titleOf[candidates.dense[position]!]!;

  function isFree(row: RowDraft, position: number): boolean {
    if (candidates.allowed[position] === 0) return false;
    const title = titleAt(position);
    return !soFar.has(title) && !reserved.isKept(title, row, level);
  }

  /** Goes to the next round of proposals, after the last to what was reserved. False: nothing is left. */
  function goOn(row: RowDraft): boolean {
    cursor = row.roundEnds[round++] ?? row.poolCount;
    if (round < row.roundEnds.length) return true;
    // Whatever its sources still have comes before what is reserved.
    if (row.hasMore) row.isDry = true;
    [round, cursor] = [0, 0];
    return ++level < LEVELS;
  }

  function nextInOrder(row: RowDraft): number {
    do {
      const end = row.roundEnds[round] ?? 0;
      while (cursor < end) {
        const position = row.pool[cursor++]!;
        if (isFree(row, position)) return position;
      }
    } while (goOn(row));
    return NONE;
  }

  /** The best by score that may stand in the next slot: of one round, without the capped unless there are no others. False: none. */
  function gather(row: RowDraft): boolean {
    const looks = looksFor(exploration);
    if (context.trace !== null) capped = [];
    do {
      const end = row.roundEnds[round] ?? 0;
      while (cursor < end && !isFree(row, row.pool[cursor]!)) cursor++;
      for (const passesOver of [true, false]) {
        set.count = 0;
        for (let at = cursor; at < end && set.count < looks; at++) {
          const position = row.pool[at]!;
          if (!isFree(row, position)) continue;
          const cap = passesOver ? caps.of(position, titleAt(position)) : null;
          if (cap === null) set.position[set.count++] = position;
          else if (context.trace !== null) capped.push({ position, cap });
        }
        if (set.count > 0) return true;
      }
    } while (goOn(row));
    return false;
  }

  function valueAll(): void {
    const { diversity, calibration } = context.template;
    const calibrates = hasTaste && calibration > 0;
    for (let at = 0; at < set.count; at++) {
      const position = set.position[at]!;
      const title = titleAt(position);
      const score = (candidates.score[position] || 0) / scale + candidates.bonus[position]!;
      const likeness = diversity > 0 ? diversity * window.likenessOf(title) : 0;
      const overTaste = calibrates ? calibration * taste.overTaste(title) : 0;
      set.score[at] = score;
      set.likeness[at] = likeness;
      set.overTaste[at] = overTaste;
      set.value[at] = score - likeness - overTaste;
    }
  }

  function chooseSlot(row: RowDraft): boolean {
    if (!gather(row)) return false;
    valueAll();
    const bestAt = best(set);
    spreadChance(set, bestAt, exploration);
    const bestPosition = set.position[bestAt]!;
    const uniform = () => keyedChance(context.request.randomSeed, rowKey, ordinal, DRAWS.slot);
    let at = NONE;
    let placedBy = NOBODY;
    if (newItem.isAt(row, ordinal) && newItem.weigh(row, set, scale, (position) => isFree(row, position))) {
      const { share, chance } = newItem;
      if (keyedChance(context.request.randomSeed, rowKey, ordinal, DRAWS.newItem) < share) {
        at = draw({ ...set, chance }, uniform());
        placedBy = NEW_ITEM;
      } else at = draw(set, uniform());
      for (let of = 0; of < set.count; of++) set.chance[of] = (1 - share) * set.chance[of]! + share * chance[of]!;
    } else at = exploration === null ? bestAt : draw(set, uniform());
    const position = set.position[at]!;
    // Others proposed it too, or it was not in the pool: then its first source is not why it stands here.
    if (placedBy === NOBODY && candidates.source[position] === NEW_ITEM) placedBy = sourceNo(row.plan.sources[0]!);
    put(row, position, set.chance[at]!, position === bestPosition ? 0 : 1, placedBy);
    context.trace?.slot(row, row.slotCount - 1, told(at, bestPosition));
    return true;
  }

  function told(at: number, bestPosition: number): SlotChoice {
    const value = set.value[at]!;
    const rankIn = (column: Float64Array): number =>
      column.subarray(0, set.count).reduce((rank, other) => rank + (other > column[at]! ? 1 : 0), 0);
    const above = capped.filter(({ position }) => candidates.score[position]! > candidates.score[set.position[at]!]!);
    return {
      rankByScore: rankIn(set.score),
      rankByValue: rankIn(set.value),
      value,
      likeness: set.likeness[at]!,
      overTaste: set.overTaste[at]!,
      best: bestPosition,
      capped: above,
    };
  }

  function chooseInOrder(row: RowDraft): boolean {
    const position = nextInOrder(row);
    if (position === NONE) return false;
    put(row, position, 1, 0, NOBODY);
    context.trace?.slot(row, row.slotCount - 1, { ...IN_ORDER, best: position });
    return true;
  }

  function put(row: RowDraft, position: number, propensity: number, explored: number, placedBy: number): void {
    row.propensity[row.slotCount] = propensity;
    row.explored[row.slotCount] = explored;
    row.placedBy[row.slotCount] = placedBy;
    stand(row, position, 0);
    ordinal++;
  }

  function stand(row: RowDraft, position: number, pinNo: number): void {
    soFar.take(titleAt(position));
    window.add(titleAt(position));
    row.slots[row.slotCount] = position;
    row.pinNo[row.slotCount] = pinNo;
    row.displacedItemNo[row.slotCount++] = 0;
  }

  function putPin(row: RowDraft): void {
    const { position, pinNo } = row.pins[row.pinsPlaced++]!;
    row.propensity[row.slotCount] = 1;
    row.explored[row.slotCount] = 0;
    row.placedBy[row.slotCount] = NOBODY;
    stand(row, position, pinNo);
  }

  return {
    begin(of, from, hasScores) {
      context = of;
      candidates = from;
      scored = hasScores;
      exploration = hasScores ? explorationOf(of) : null;
      hasTaste = hasScores && taste.begin(of);
      caps.begin(of, from);
      newItem.begin(of, from);
    },
    open(row) {
      const { shown } = context.request;
      chooses = scored && row.plan.order === 'score';
      [level, round, cursor] = [0, 0, 0];
      [row.slotCount, row.pinsPlaced] = [0, 0];
      ordinal = shown?.countInRow ?? 0;
      window.begin(context.catalogue);
      for (const titleNo of shown?.lastInRow ?? []) {
        const dense = context.catalogue.denseOfItemNo(titleNo);
        if (dense >= 0) window.add(context.catalogue.titleOf[dense]!);
      }
      if (!chooses) return;
      rowKey = rowKeyOf(row.plan.rowId);
      scale = spreadOf(row, candidates);
    },
    fillTo(row, length) {
      const upTo = Math.min(length, context.request.items);
      while (row.slotCount < upTo) {
        const isPinned = row.pins[row.pinsPlaced]?.slot === row.slotCount;
        if (!isPinned && (chooses ? chooseSlot(row) : chooseInOrder(row))) continue;
        // Where the pool ends before the slots that the last pins want, they stand at the end.
        if (row.pinsPlaced === row.pins.length) return;
        putPin(row);
      }
    },
  };
}

const IN_ORDER = { rankByScore: 0, rankByValue: 0, value: 0, likeness: 0, overTaste: 0, capped: [] } as const;

/** Standard deviation of the scores of the row's first round; 1 where they are all alike. */
function spreadOf({ pool, roundEnds }: RowDraft, { score, allowed }: CandidateSet): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < (roundEnds[0] ?? 0); at++) {
    const position = pool[at]!;
    if (allowed[position] === 0) continue;
    const value = score[position] || 0;
    count++;
    sum += value;
    squares += value * value;
  }
  const variance = count === 0 ? 0 : squares / count - (sum / count) ** 2;
  return variance > 1e-12 ? Math.sqrt(variance) : 1;
}
