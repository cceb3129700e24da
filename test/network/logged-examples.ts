import { seededRandom } from '../../src/domain/clock.ts';
import { HEADS, type Head } from '../../src/domain/objectives.ts';
import type { RankerExamples } from '../../src/network/ranker-net.ts';

export interface LoggedWorld {
  readonly groups: number;
  readonly seed: number;
  /** Added to the logits of click and play for each step down a row and to the right; 0: where it stands does not matter. */
  readonly perPosition?: number;
  /** Share that is looked at of the candidates that were not shown and not played; their draw weights undo it. */
  readonly drawn?: number;
  /** Heads whose outcome nobody knows. */
  readonly unknown?: readonly Head[];
}

export interface LoggedExamples extends RankerExamples {
  /** HEADS.length x places: the probabilities that the outcomes were drawn with, in a middling place; portion: its mean. */
  readonly truth: Float32Array;
}

const [GROUP_SIZE, SHOWN, ROW_LENGTH, WIDTH] = [24, 12, 6, 6];

/**
 * Pages that a ranker of old made: of each group's candidates the twelve it liked best (by feature 1, which says nothing of what people
 * do) were shown in two rows, the best first. What became of each candidate is drawn from known probabilities: play follows features 0
 * and 2, and their product; complete and portion only feature 2; hide feature 3. Feature 4 is large and feature 5 constant.
 */
export function loggedExamples({
  groups,
  seed,
  perPosition = 0,
  drawn = 1,
  unknown = [],
}: LoggedWorld): LoggedExamples {
  const random = seededRandom(seed);
  const places = groups * GROUP_SIZE;
  const features = new Float32Array(places * WIDTH);
  const labels = new Float32Array(places).fill(-1);
  const outcomes = new Float32Array(HEADS.length * places).fill(Number.NaN);
  const truth = new Float32Array(HEADS.length * places);
  const drawWeights = new Float32Array(places).fill(1);
  const shownRow = new Int16Array(places).fill(-1);
  const shownPosition = new Int16Array(places).fill(-1);
  const groupWeights = new Float32Array(groups).fill(1);

  for (let group = 0; group < groups; ) {
    const candidates = Array.from({ length: GROUP_SIZE }, () => Array.from({ length: WIDTH }, () => random() * 2 - 1));
    candidates.sort((a, b) => b[1]! + 0.5 * b[0]! - a[1]! - 0.5 * a[0]!);
    let plays = 0;
    for (const [rank, x] of candidates.entries()) {
      const place = group * GROUP_SIZE + rank;
      const isShown = rank < SHOWN;
      labels[place] = -1;
      for (let column = 0; column < HEADS.length; column++) outcomes[column * places + place] = Number.NaN;
      const [row, position] = [Math.floor(rank / ROW_LENGTH), rank % ROW_LENGTH];
      shownRow[place] = isShown ? row : -1;
      shownPosition[place] = isShown ? position : -1;
      const middling = 0.5 + (ROW_LENGTH - 1) / 2;
      const bias = isShown ? perPosition * (row + position - middling) : 0;
      const playLogit = -1.5 + 1.5 * x[0]! + x[2]! + 2 * x[0]! * x[2]!;
      const chances: Record<Head, number> = {
        click: sigmoid(playLogit + 0.7),
        play: sigmoid(playLogit),
        portion: sigmoid(2 * x[2]!),
        complete: sigmoid(3 * x[2]! - 1),
        hide: sigmoid(2 * x[3]! - 3),
      };
      for (const [column, head] of HEADS.entries()) {
        const at = column * places + place;
        truth[at] = chances[head];
        if (unknown.includes(head)) continue;
        const felt = head === 'click' || head === 'play' ? sigmoid(logit(chances[head]) + bias) : chances[head];
        // A portion is a share: somewhere about its mean, on average exactly there.
        const share = felt + (random() * 2 - 1) * Math.min(felt, 1 - felt);
        outcomes[at] = head === 'portion' ? share : random() < felt ? 1 : 0;
      }
      const played = outcomes[HEADS.indexOf('play') * places + place] === 1;
      if (!isShown && !played && random() >= drawn) continue;
      drawWeights[place] = isShown || played ? 1 : 1 / drawn;
      labels[place] = outcomes[HEADS.indexOf('play') * places + place]!;
      plays += labels[place]!;
      features.set([x[0]!, x[1]!, x[2]!, x[3]!, x[4]! * 30 + 100, 7], place * WIDTH);
    }
    // A group without a play teaches no order; the next candidates take its place.
    if (plays > 0) group++;
  }
  return {
    features,
    labels,
    outcomes,
    truth,
    drawWeights,
    shownRow,
    shownPosition,
    groupWeights,
    groups,
    groupSize: GROUP_SIZE,
    width: WIDTH,
  };
}

/**
 * The same log with as many groups again of which nothing was shown, as imports have them: the same tastes, but one in ten of the plays,
 * and nobody knows of clicks and hides.
 */
export function withUnshownGroups(examples: RankerExamples, seed: number): RankerExamples {
  const more = loggedExamples({ groups: examples.groups, seed });
  const random = seededRandom(seed);
  const places = more.labels.length;
  for (let place = 0; place < places; place++) {
    const isKept = random() < 0.1;
    for (const [column, head] of HEADS.entries()) {
      if (head === 'click' || head === 'hide') more.outcomes[column * places + place] = Number.NaN;
      else if (!isKept) more.outcomes[column * places + place] = 0;
    }
    more.labels[place] = more.outcomes[HEADS.indexOf('play') * places + place]!;
  }
  const both = <Column extends Float32Array | Int16Array>(a: Column, b: Column, out: Column): Column => {
    out.set(a);
    out.set(b, a.length);
    return out;
  };
  const outcomes = new Float32Array(2 * examples.outcomes.length);
  for (let column = 0; column < HEADS.length; column++) {
    outcomes.set(examples.outcomes.subarray(column * places, (column + 1) * places), 2 * column * places);
    outcomes.set(more.outcomes.subarray(column * places, (column + 1) * places), (2 * column + 1) * places);
  }
  const none = new Int16Array(places).fill(-1);
  return {
    ...examples,
    groups: 2 * examples.groups,
    features: both(examples.features, more.features, new Float32Array(2 * examples.features.length)),
    labels: both(examples.labels, more.labels, new Float32Array(2 * places)),
    outcomes,
    drawWeights: both(examples.drawWeights, more.drawWeights, new Float32Array(2 * places)),
    shownRow: both(examples.shownRow, none, new Int16Array(2 * places)),
    shownPosition: both(examples.shownPosition, none, new Int16Array(2 * places)),
    groupWeights: both(examples.groupWeights, more.groupWeights, new Float32Array(2 * examples.groups)),
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const logit = (p: number): number => Math.log(p / (1 - p));
