import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryModelRegistry } from '../../src/adapters/memory/model-registry.ts';
import { loadConfig } from '../../src/config.ts';
import { openTools } from '../../src/context.ts';
import { trainPackage } from '../../src/learning/train-package.ts';
import { ITEMS, logOf } from './training-world.ts';

/**
 * node training-process.ts DATA_DIR MODELS_DIR [threads] [line]: one training on the made-up log of training-world.ts. Says on standard
 * error, a line each, what begins and what is done, and stands still after the given line until it is killed; then on standard output the
 * SHA-256 of every file but the manifest (which has the time in it).
 */
const [DATA_DIR, MODELS_DIR, threads = '0', standAt] = process.argv.slice(2) as [string, string, string?, string?];
const say = (line: string): void => {
  writeSync(2, `${line}\n`);
  if (line === standAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const tools = openTools(loadConfig({ DATA_DIR, MODELS_DIR, LOG_LEVEL: 'warn' }));
const backend = await tools.openBackend();
const pool = threads === '0' ? null : tools.openTrainingPool(Number(threads));
const { version, outcome } = await trainPackage(
  {
    ...tools,
    ...(pool !== null && { trainingPool: pool, trainingPoolFrom: 0 }),
    logStore: logOf(),
    itemStore: {
      async *changedSince() {
        yield ITEMS;
      },
    },
    modelRegistry: createMemoryModelRegistry(),
    backend: backend.name,
    codeVersion: 'test',
  },
  {
    origins: ['import'],
    seed: 1,
    // What this small log lacks is no matter here.
    forceData: true,
    onProgress: (now) => now.step === 'stage' && say(`${now.report.state} ${now.report.stage}`),
  },
);
await pool?.close();
say(outcome);
const folder = join(MODELS_DIR, version);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.\w+$/.test(file) && file !== 'manifest.json')
  .sort();
const sums = files.map((file) => [
  file,
  createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex'),
]);
process.stdout.write(`${JSON.stringify(Object.fromEntries(sums))}\n`);
