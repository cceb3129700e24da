import { solveSymmetric } from './solve-symmetric.ts';

export interface LevelFit {
  /** 0 for level 0. */
  readonly logBias: Float64Array;
  readonly clicks: number;
  readonly groupOf: Int32Array;
  /** Clicks of a group over what it had of looks: its rate in the first position. */
  readonly rate: Float64Array;
  /** groups x levels: how a group's looks are shared out over the levels. */
  readonly share: Float64Array;
  /** Of the log-likelihood, of levels from 1 on. */
  readonly information: Float64Array;
}

interface Slots {
  readonly position: ArrayLike<number>;
  readonly group: ArrayLike<number>;
  readonly clicked: ArrayLike<number>;
  readonly user: ArrayLike<number>;
  readonly counts?: ArrayLike<number>;
}

const MOST_STEPS = 50;
const STILL = 1e-9;

/**
 * The most likely level of each set of positions, by Newton's method on the likelihood of where each group's clicks fell:
 * sum over groups and levels of clicks x log(seen x bias / sum of seen x bias). It is concave; a step that goes too far is halved.
 */
export function fitLevels(slots: Slots, levelOf: Int32Array, levels: number): LevelFit {
  const { groupOf, groups, seen, clicked } = cellsOf(slots, levelOf, levels);
  const total = new Float64Array(groups);
  for (let cell = 0; cell < seen.length; cell++) total[Math.floor(cell / levels)]! += clicked[cell]!;
  const clicks = total.reduce((sum, value) => sum + value, 0);
  const share = new Float64Array(groups * levels);
  const looks = new Float64Array(groups);
  const free = levels - 1;
  const gradient = new Float64Array(free);
  const information = new Float64Array(free * free);
  let logBias = new Float64Array(levels);
  let likelihood = evaluate(logBias);
  for (let step = 0; step < MOST_STEPS && free > 0; step++) {
    slopes();
    const move = solveSymmetric(information, gradient);
    let next = logBias;
    let better = likelihood;
    for (let scale = 1; scale > 1e-4; scale /= 2) {
      // A level that no group links to the others would run away: nothing is e^10 times as much looked at.
      next = logBias.map((value, level) =>
        level === 0 ? 0 : Math.max(-10, Math.min(10, value + scale * move[level - 1]!)),
      );
      better = evaluate(next);
      if (better >= likelihood - 1e-12 * Math.abs(likelihood)) break;
    }
    const gain = better - likelihood;
    logBias = next;
    likelihood = better;
    if (gain <= STILL * (1 + Math.abs(likelihood))) break;
  }
  evaluate(logBias);
  slopes();
  const rate = looks.map((value, group) => (value === 0 ? 0 : total[group]! / value));
  return { logBias, clicks, groupOf, rate, share, information };

  function evaluate(at: Float64Array): number {
    let sum = 0;
    for (let group = 0; group < groups; group++) {
      let of = 0;
      for (let level = 0; level < levels; level++) {
        const value = seen[group * levels + level]! * Math.exp(at[level]!);
        share[group * levels + level] = value;
        of += value;
      }
      looks[group] = of;
      for (let level = 0; level < levels && of > 0; level++) {
        const cell = group * levels + level;
        share[cell]! /= of;
        if (clicked[cell]! > 0) sum += clicked[cell]! * Math.log(share[cell]!);
      }
    }
    return sum;
  }

  function slopes(): void {
    gradient.fill(0);
    information.fill(0);
    for (let group = 0; group < groups; group++) {
      if (total[group] === 0) continue;
      for (let p = 1; p < levels; p++) {
        const of = share[group * levels + p]!;
        gradient[p - 1]! += clicked[group * levels + p]! - total[group]! * of;
        if (of === 0) continue;
        information[(p - 1) * free + p - 1]! += total[group]! * of;
        for (let q = 1; q < levels; q++) {
          information[(p - 1) * free + q - 1]! -= total[group]! * of * share[group * levels + q]!;
        }
      }
    }
  }
}

/** Of each user on each log bias: users x levels (level 0 is fixed, its column is 0). */
export function addInfluence(
  slots: Slots,
  levelOf: Int32Array,
  { groupOf, logBias, rate, share, information }: LevelFit,
  users: number,
): Float64Array {
  const levels = logBias.length;
  const free = levels - 1;
  const influence = new Float64Array(users * levels);
  for (let slot = 0; slot < slots.position.length && free > 0; slot++) {
    if (slots.counts?.[slot] === 0) continue;
    const group = groupOf[slot]!;
    if (rate[group] === 0) continue;
    const level = levelOf[slots.position[slot]!]!;
    const surprise = slots.clicked[slot]! - rate[group]! * Math.exp(logBias[level]!);
    const of = slots.user[slot]! * levels;
    influence[of + level]! += surprise;
    for (let p = 1; p < levels; p++) influence[of + p]! -= share[group * levels + p]! * surprise;
  }
  const inverse = Array.from({ length: free }, (_, p) =>
    solveSymmetric(
      information,
      Float64Array.from({ length: free }, (_, q) => (q === p ? 1 : 0)),
    ),
  );
  const score = new Float64Array(free);
  for (let user = 0; user < users; user++) {
    const of = user * levels;
    score.set(influence.subarray(of + 1, of + levels));
    influence.fill(0, of, of + levels);
    for (let q = 0; q < free; q++) {
      if (score[q] === 0) continue;
      for (let p = 0; p < free; p++) influence[of + p + 1]! += inverse[p]![q]! * score[q]!;
    }
  }
  return influence;
}

function cellsOf({ position, group, clicked, counts }: Slots, levelOf: Int32Array, levels: number) {
  const numbers = new Map<number, number>();
  const groupOf = new Int32Array(position.length);
  for (let slot = 0; slot < position.length; slot++) {
    if (counts?.[slot] === 0) continue;
    const number = numbers.get(group[slot]!) ?? numbers.size;
    if (number === numbers.size) numbers.set(group[slot]!, number);
    groupOf[slot] = number;
  }
  const seen = new Float64Array(numbers.size * levels);
  const clickedIn = new Float64Array(numbers.size * levels);
  for (let slot = 0; slot < position.length; slot++) {
    if (counts?.[slot] === 0) continue;
    const cell = groupOf[slot]! * levels + levelOf[position[slot]!]!;
    seen[cell]!++;
    clickedIn[cell]! += clicked[slot]!;
  }
  return { groupOf, groups: numbers.size, seen, clicked: clickedIn };
}
