import { createHash } from 'node:crypto';
import { openBackend } from '../../src/network/backend.ts';
import { encodeRanker, trainRanker } from '../../src/network/ranker-net.ts';
import { QUICK_TRAINING } from './examples.ts';
import { loggedExamples } from './logged-examples.ts';

/** A program: prints the sha256 of a ranker's weights, trained as resume-training.test.ts trains it. */
await openBackend('wasm');
const world = { perPosition: -0.3, drawn: 0.5 };
const { weights } = await trainRanker(loggedExamples({ groups: 60, seed: 1, ...world }), {
  ...QUICK_TRAINING,
  epochs: 6,
  patience: 2,
  validation: loggedExamples({ groups: 40, seed: 2, ...world }),
});
process.stdout.write(createHash('sha256').update(encodeRanker(weights).get('ranker/weights.bin')!).digest('hex'));
