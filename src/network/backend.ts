import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import nodeUtil from 'node:util';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients that training needs.
import '@tensorflow/tfjs-layers';
import { MarqueeError } from '../domain/errors.ts';
import { patchWasmKernels } from './kernels.ts';
import { differenceFromReference } from './self-test.ts';

export type BackendName = 'wasm' | 'node';

/**
 * Makes one TF.js backend the current one, for the whole process; idempotent. 'wasm' runs everywhere. 'node' (native TensorFlow)
 * needs the optional package @tensorflow/tfjs-node, or @tensorflow/tfjs-node-gpu. 'auto' takes native only if it loads and computes
 * what plain loops compute.
 * Throws MarqueeError 'unavailable' when what was asked for cannot be had.
 */
export function openBackend(choice: 'auto' | BackendName): Promise<OpenedBackend> {
  const opened = opening.then(() => openInTurn(choice));
  opening = opened.catch(() => {});
  return opened;
}

/** TF.js has one backend a process, and of two starts at once takes the first for outdated. */
let opening: Promise<unknown> = Promise.resolve();

async function openInTurn(choice: 'auto' | BackendName): Promise<OpenedBackend> {
  let trouble: unknown = null;
  if (choice !== 'wasm') {
    trouble = await openNative();
    if (trouble === null) return { name: 'node', nativeTrouble: null };
    if (choice === 'node') {
      throw new MarqueeError(
        'unavailable',
        'MARQUEE_TF=node, but native TensorFlow does not work here: npm i @tensorflow/tfjs-node, or set MARQUEE_TF=wasm.',
        { cause: trouble },
      );
    }
  }
  await openWasm();
  return { name: 'wasm', nativeTrouble: trouble };
}

export interface OpenedBackend {
  readonly name: BackendName;
  /** Why native TensorFlow was not taken, for the log; null when it was, or was not asked for. */
  readonly nativeTrouble: unknown;
}

/** Native TensorFlow, best first; both optional. The one for GPUs computes on the CPU where it finds none. */
const NATIVE_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** Kernels that agree to this much are the same model; float32 sums of a few hundred terms differ by about 1e-6. */
const TOLERANCE = 1e-5;

/** null: open and correct. Otherwise why not; absence is ordinary, the package is optional. */
async function openNative(): Promise<unknown> {
  try {
    restoreRemovedUtils();
    await importFirst(NATIVE_PACKAGES);
    if (!(await tf.setBackend('tensorflow'))) return new Error('the backend "tensorflow" does not start');
    const difference = differenceFromReference();
    return difference <= TOLERANCE ? null : new Error(`the self-test is off by ${difference}`);
  } catch (error) {
    return error;
  }
}

/** Throws what the last of them threw. */
async function importFirst(packageNames: readonly string[]): Promise<void> {
  let trouble: unknown = null;
  for (const packageName of packageNames) {
    try {
      // Not a literal, so that types need not be there either.
      await import(packageName);
      return;
    } catch (error) {
      trouble = error;
    }
  }
  throw trouble;
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function restoreRemovedUtils(): void {
  const util = nodeUtil as unknown as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

async function openWasm(): Promise<void> {
  const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  // Before the first start only; TF.js refuses a new path once the module is there.
  if (tf.engine().registry.wasm === undefined) setWasmPaths(join(dirname(packageFile), 'dist/'));
  const restoreListeners = keepProcessListeners();
  const started = await tf.setBackend('wasm');
  restoreListeners();
  if (!started) throw new MarqueeError('unavailable', 'The wasm backend of TF.js does not start: run npm ci again.');
  patchWasmKernels();
  const difference = differenceFromReference();
  if (!(difference <= TOLERANCE)) {
    throw new MarqueeError('unavailable', 'The wasm backend of TF.js computes wrong numbers here: run npm ci again.', {
      cause: new Error(`the self-test is off by ${difference}`),
    });
  }
}

const PROCESS_EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** The wasm glue hangs its own crash handlers on the process; how this process dies is not for a library to decide. */
function keepProcessListeners(): () => void {
  const before = PROCESS_EVENTS.map((event) => new Set(process.listeners(event as 'uncaughtException')));
  return () => {
    for (const [index, event] of PROCESS_EVENTS.entries()) {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index]!.has(listener)) process.removeListener(event, listener);
      }
    }
  };
}
