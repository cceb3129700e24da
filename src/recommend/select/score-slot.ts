import { sourceNo } from '../../domain/page.ts';
import type { Exploration } from '../../domain/page-template.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import { type MovedRow, NOBODY, type RowDraft } from '../row-draft.ts';
import { type BoostLimit, mayLift } from './boost-limit.ts';
import { DRAWS, explorationOf, keyedChance, rowKeyOf } from './chance.ts';
import { best, createChoiceSet, draw, LOOKS, looksFor, spreadChance } from './choose-slot.ts';
import type { RowWindow } from './likeness.ts';
import { createNewItemSlot } from './new-items.ts';
import type { PageSoFar } from './page-so-far.ts';
import type { PoolReader } from './read-pool.ts';
import { rowSpread } from './row-spread.ts';
import type { SlotChoice } from './selection-trace.ts';
import { createTasteMix } from './taste-mix.ts';

/** Chooses for the slots of a row that is ordered by score: score minus what likeness and the page's mix take off, and chance. */
export interface ScoreSlot {
  begin(context: PageContext, candidates: CandidateSet, scored: boolean): void;
  /** `mixes`: likeness and mix count in the row. */
  open(row: RowDraft, mixes: boolean): void;
  /** A title stands on the page, whoever put it there. */
  add(title: number): void;
  /** For the row's slot `ordinal`, counted over all pages of the chain without pins. False: nothing is left. What is chosen is `chosen`. */
  choose(ordinal: number): boolean;
  readonly chosen: { position: number; propensity: number; explored: number; placedBy: number; lifted: number };
  /** Why, after choosing. */
  why(): SlotChoice;
}

const NEW_ITEM = sourceNo('new-item');

export function createScoreSlot(
  soFar: PageSoFar,
  window: RowWindow,
  pool: PoolReader,
  boostLimit: BoostLimit,
): ScoreSlot {
  const taste = createTasteMix(soFar);
  const newItem = createNewItemSlot();
  const set = createChoiceSet();
  const chosen = { position: 0, propensity: 1, explored: 0, placedBy: NOBODY, lifted: 0 };
  let context: PageContext;
  let candidates: CandidateSet;
  let exploration: Exploration | null = null;
  let hasTaste = false;
  let row: RowDraft;
  let rowKey = 0;
  let scale = 1;
  let diversity = 0;
  let calibration = 0;
  // Indices of the choice set.
  let bestAt = 0;
  let chosenAt = 0;

  function value(): void {
    const { titleOf } = context.catalogue;
    for (let at = 0; at < set.count; at++) {
      const position = set.position[at]!;
      const title = titleOf[candidates.dense[position]!]!;
      const score = (candidates.score[position] || 0) / scale + candidates.bonus[position]!;
      const likeness = diversity > 0 ? diversity * window.likenessOf(title) : 0;
      const overTaste = calibration > 0 ? calibration * taste.overTaste(title) : 0;
      set.score[at] = score;
      set.likeness[at] = likeness;
      set.overTaste[at] = overTaste;
      set.value[at] = score - likeness - overTaste;
    }
  }

  const mayBeLifted = (position: number): boolean =>
    mayLift(boostLimit, row.moved!.effect.limit[candidates.dense[position]!]!);

  /** Adds to the values what the editors' rules say, and boosted titles to look at, as far as more may be lifted. Returns who was best without boosts. */
  function moveByRules({ effect }: MovedRow): number {
    const looked = set.count;
    // Those that no more slots may be lifted for are not looked at: the slot is chosen as without them.
    if (mayLift(boostLimit, effect.widestLimit)) set.count = pool.addBoosted(LOOKS, set.position, looked, mayBeLifted);
    value();
    let without = 0;
    let leastOf = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < set.count; at++) {
      const dense = candidates.dense[set.position[at]!]!;
      const strength = effect.strength[dense]!;
      const unboosted = set.value[at]! + Math.min(strength, 0);
      if (at < looked && unboosted > leastOf) [without, leastOf] = [at, unboosted];
      const moved = strength > 0 && !mayBeLifted(set.position[at]!) ? 0 : strength;
      set.moved[at] = moved;
      set.value[at]! += moved;
    }
    return without;
  }

  /** With its share of the pages the slot is a new title's: the chance of each candidate is the mixture of both draws. */
  function drawWithNewItems(ordinal: number): void {
    const { share, chance } = newItem;
    const { randomSeed } = context.request;
    const isNewItems = keyedChance(randomSeed, rowKey, ordinal, DRAWS.newItem) < share;
    const uniform = keyedChance(randomSeed, rowKey, ordinal, DRAWS.slot);
    chosenAt = draw(isNewItems ? chance : set.chance, set.count, uniform);
    if (isNewItems) chosen.placedBy = NEW_ITEM;
    for (let at = 0; at < set.count; at++) set.chance[at] = (1 - share) * set.chance[at]! + share * chance[at]!;
  }

  return {
    chosen,
    begin(of, from, scored) {
      context = of;
      candidates = from;
      exploration = scored ? explorationOf(of) : null;
      hasTaste = scored && of.template.calibration > 0 && taste.begin(of);
      newItem.begin(of, from);
    },
    open(of, mixes) {
      row = of;
      rowKey = rowKeyOf(of.plan.rowId);
      scale = rowSpread(of, candidates);
      diversity = mixes ? context.template.diversity : 0;
      calibration = mixes && hasTaste ? context.template.calibration : 0;
    },
    add(title) {
      if (hasTaste) taste.add(title);
    },
    choose(ordinal) {
      set.count = pool.best(looksFor(exploration), set.position);
      if (set.count === 0) return false;
      const { moved } = row;
      if (moved === null) value();
      const bestWithout = moved === null ? -1 : moveByRules(moved);
      bestAt = best(set);
      const bestPosition = set.position[bestAt]!;
      chosenAt = bestAt;
      chosen.placedBy = NOBODY;
      spreadChance(set, bestAt, exploration);
      if (newItem.isAt(row, ordinal) && newItem.weigh(row, set, scale, pool.isFree)) drawWithNewItems(ordinal);
      else if (exploration !== null) {
        chosenAt = draw(set.chance, set.count, keyedChance(context.request.randomSeed, rowKey, ordinal, DRAWS.slot));
      }
      chosen.position = set.position[chosenAt]!;
      pool.take(chosen.position);
      chosen.propensity = set.chance[chosenAt]!;
      chosen.explored = chosen.position === bestPosition ? 0 : 1;
      const isLifted = moved !== null && set.moved[chosenAt]! > 0 && chosenAt !== bestWithout;
      chosen.lifted = isLifted && chosen.placedBy !== NEW_ITEM ? 1 : 0;
      if (chosen.lifted === 1) boostLimit.lift();
      // Others proposed it too: then being new is not why it stands here.
      const isFirstOfNew = candidates.source[chosen.position] === NEW_ITEM;
      if (isFirstOfNew && chosen.placedBy === NOBODY) chosen.placedBy = sourceNo(row.plan.sources[0]!);
      return true;
    },
    why() {
      const rankIn = (column: Float64Array): number => {
        let rank = 0;
        for (let at = 0; at < set.count; at++) if (column[at]! > column[chosenAt]!) rank++;
        return rank;
      };
      const { score } = candidates;
      return {
        rankByScore: rankIn(set.score),
        rankByValue: rankIn(set.value),
        value: set.value[chosenAt]!,
        likeness: set.likeness[chosenAt]!,
        overTaste: set.overTaste[chosenAt]!,
        moved: row.moved === null ? 0 : set.moved[chosenAt]!,
        best: set.position[bestAt]!,
        capped: pool.capped.filter(({ position }) => score[position]! > score[chosen.position]!),
      };
    },
  };
}
