import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DEFAULT_OBJECTIVES, HEADS, type Head } from '../../src/domain/objectives.ts';
import { openBackend } from '../../src/network/backend.ts';
import { expectedCalibrationError } from '../../src/network/calibration-error.ts';
import { createRanker, type RankerFit, type RankerTraining, trainRanker } from '../../src/network/ranker-net.ts';
import { listwiseQuality } from '../../src/network/ranker-quality.ts';
import { QUICK_TRAINING } from './examples.ts';
import { type LoggedExamples, type LoggedWorld, loggedExamples, withUnshownGroups } from './logged-examples.ts';

// Dozens of epochs each: seconds here, minutes on a machine that does much else.
jest.setTimeout(300_000);
beforeAll(() => openBackend('wasm'));

const TRAINING: RankerTraining = {
  ...QUICK_TRAINING,
  epochs: 10,
  batchGroups: 64,
  learningRate: 0.01,
  hidden: [32],
  l2: 1e-5,
};
/** Everything is looked at and nothing depends on where it stands: what the probabilities are about. */
const unseen = loggedExamples({ groups: 800, seed: 3 });

const fits = new Map<string, Promise<RankerFit>>();

/** Each world is learned once, however many tests ask about it. */
function train(world: Partial<LoggedWorld>, training: Partial<RankerTraining> = {}): Promise<RankerFit> {
  const key = JSON.stringify([world, training]);
  const known = fits.get(key);
  if (known) return known;
  const examples = loggedExamples({ groups: 1500, seed: 1, ...world });
  const validation = loggedExamples({ groups: 600, seed: 2, ...world });
  const fit = trainRanker(examples, { ...TRAINING, validation, ...training });
  fits.set(key, fit);
  return fit;
}

function predict({ weights }: RankerFit, examples: LoggedExamples): Float32Array {
  const ranker = createRanker(weights);
  const heads = new Float32Array(examples.groups * examples.groupSize * HEADS.length);
  ranker.predict(examples.features, examples.groups * examples.groupSize, heads);
  ranker.dispose();
  return heads;
}

/** Predictions and what came of them, of the unseen candidates. */
function judged(fit: RankerFit, head: Head, shownAlone = false) {
  const predictions = predict(fit, unseen);
  const column = HEADS.indexOf(head);
  const places = unseen.groups * unseen.groupSize;
  const known = [...unseen.labels.keys()].filter((place) => !shownAlone || unseen.shownRow[place]! >= 0);
  const said = Float64Array.from(known, (place) => predictions[place * HEADS.length + column]!);
  const happened = Float64Array.from(known, (place) => unseen.outcomes[column * places + place]!);
  const truth = Float64Array.from(known, (place) => unseen.truth[column * places + place]!);
  const mean = (of: (i: number) => number): number => known.reduce((sum, _, i) => sum + of(i), 0) / known.length;
  return {
    error: expectedCalibrationError(said, happened, new Float64Array(known.length).fill(1)),
    distance: mean((i) => Math.abs(said[i]! - truth[i]!)),
    meanSaid: mean((i) => said[i]!),
    meanTruth: mean((i) => truth[i]!),
  };
}

/** NDCG@10 of the order by play, judged by the chances that plays were drawn with. */
function orderByTruth(fit: RankerFit): number {
  const predictions = predict(fit, unseen);
  const places = unseen.groups * unseen.groupSize;
  const plays = Float32Array.from({ length: places }, (_, place) => predictions[place * HEADS.length + 1]!);
  const labels = unseen.truth.slice(places, 2 * places).map((chance) => chance ** 2);
  return listwiseQuality({ ...unseen, labels }, plays).ndcg10;
}

describe('the heads of a ranker', () => {
  test('are the probabilities that outcomes were drawn with, calibrated to .02, and the fit says so', async () => {
    const fit = await train({});
    expect(fit.weights.heads).toEqual(HEADS);
    for (const head of HEADS) {
      const { error, distance } = judged(fit, head);
      expect(error).toBeLessThan(0.02);
      expect(distance).toBeLessThan(0.04);
      expect(fit.calibrationErrors[head]).toBeLessThan(0.02);
    }
  });

  test('are those of everything that candidates were drawn from, though one in five of what was not played was looked at', async () => {
    const fit = await train({ drawn: 0.2 });
    for (const head of HEADS) {
      const { meanSaid, meanTruth } = judged(fit, head);
      expect(Math.abs(meanSaid - meanTruth)).toBeLessThan(0.03);
    }
    const examples = loggedExamples({ groups: 1500, seed: 1, drawn: 0.2 });
    const unweighted = { ...examples, drawWeights: new Float32Array(examples.drawWeights.length).fill(1) };
    const naive = judged(await trainRanker(unweighted, { ...TRAINING, epochs: 4 }), 'play');
    expect(naive.meanSaid - naive.meanTruth).toBeGreaterThan(0.1);
  });

  test('are those of what is shown, though half of the log was never shown and has a tenth of the plays', async () => {
    const fit = await trainRanker(withUnshownGroups(loggedExamples({ groups: 1500, seed: 1 }), 7), {
      ...TRAINING,
      epochs: 6,
      validation: withUnshownGroups(loggedExamples({ groups: 600, seed: 2 }), 8),
    });
    for (const head of HEADS) {
      const { error, meanSaid, meanTruth } = judged(fit, head);
      expect(error).toBeLessThan(0.03);
      expect(Math.abs(meanSaid - meanTruth)).toBeLessThan(0.03);
      expect(fit.calibrationErrors[head]).toBeLessThan(0.02);
    }
    expect(orderByTruth(fit)).toBeGreaterThan(0.985);
  });

  test('of which too little is known are constants, not listed, and move no order', async () => {
    const fit = await train({ unknown: ['portion', 'hide'] });
    expect(fit.weights.heads).toEqual(['click', 'play', 'complete']);
    expect(Object.keys(fit.calibrationErrors)).toEqual(['click', 'play', 'complete']);
    const predictions = predict(fit, unseen);
    for (const head of ['portion', 'hide'] as const) {
      const column = HEADS.indexOf(head);
      expect(new Set(predictions.filter((_, i) => i % HEADS.length === column)).size).toBe(1);
    }
    const ranker = createRanker(fit.weights);
    const scoresBy = (objectives: typeof DEFAULT_OBJECTIVES): Float32Array => {
      const scores = new Float32Array(100);
      ranker.score(unseen.features, 100, objectives, scores);
      return scores;
    };
    expect(scoresBy({ ...DEFAULT_OBJECTIVES, hide: 1, portion: -1 })).toEqual(scoresBy(DEFAULT_OBJECTIVES));
    ranker.dispose();
  });

  test('with a few known outcomes say their rate', async () => {
    const examples = loggedExamples({ groups: 60, seed: 1, unknown: ['hide'] });
    const places = examples.groups * examples.groupSize;
    for (let i = 0; i < 100; i++) examples.outcomes[HEADS.indexOf('hide') * places + i] = i < 30 ? 1 : 0;
    const fit = await trainRanker(examples, TRAINING);
    expect(fit.weights.heads).not.toContain('hide');
    expect(Math.abs(predict(fit, examples)[HEADS.indexOf('hide')]! - 0.3)).toBeLessThan(0.01);
  });

  test('are one where only plays are known, and the labels stand for plays of which nothing is known', async () => {
    const others = HEADS.filter((head) => head !== 'play');
    const plays = await train({ unknown: others }, { epochs: 2 });
    expect(plays.weights.heads).toEqual(['play']);
    const [examples, validation] = [
      loggedExamples({ groups: 1500, seed: 1, unknown: others }),
      loggedExamples({ groups: 600, seed: 2, unknown: others }),
    ];
    examples.outcomes.fill(Number.NaN);
    validation.outcomes.fill(Number.NaN);
    expect(await trainRanker(examples, { ...TRAINING, epochs: 2, validation })).toEqual(plays);
  });
});

describe('position bias', () => {
  // The ranker of old put first what has much of feature 0, so positions and relevance are tangled as they are in life.
  const biased = { perPosition: -0.35 };

  test('planted in a log is removed: the true order is found better than by a ranker that ignores positions', async () => {
    const fit = await train(biased);
    const ignoring = await train(biased, { ignorePositions: true });
    expect(orderByTruth(fit)).toBeGreaterThan(orderByTruth(ignoring) + 0.005);
    expect(orderByTruth(fit)).toBeGreaterThan(0.99);
    // What the ranker of old went by says nothing of plays; only positions make it look so.
    const oldTaste = ({ weights }: RankerFit): number => weights.skip[HEADS.length + HEADS.indexOf('play')]!;
    expect(Math.abs(oldTaste(fit))).toBeLessThan(0.15);
  });

  test('leaves the probabilities of a middling place', async () => {
    const { error, meanSaid, meanTruth } = judged(await train(biased), 'play', true);
    expect(error).toBeLessThan(0.03);
    expect(Math.abs(meanSaid - meanTruth)).toBeLessThan(0.03);
  });

  test('that is not there changes nothing that matters', async () => {
    const [fit, ignoring] = [await train({}), await train({}, { ignorePositions: true })];
    expect(Math.abs(orderByTruth(fit) - orderByTruth(ignoring))).toBeLessThan(0.005);
  });
});
