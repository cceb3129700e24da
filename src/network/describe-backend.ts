import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** The backend that is open, for whoever reports what something was computed on. */
export interface BackendDescription {
  readonly name: 'wasm' | 'node';
  /** Of TF.js; native TensorFlow's own where it tells. */
  readonly version: string;
  /** What it computes on: "CPU", or "GPU" where native TensorFlow found one. */
  readonly device: string;
  /** Threads of the wasm backend; null of native TensorFlow, which has its own. */
  readonly threads: number | null;
  readonly simd: boolean | null;
}

/** A TF.js backend must be open. */
export async function describeBackend(): Promise<BackendDescription> {
  if (tf.getBackend() === 'wasm') {
    return {
      name: 'wasm',
      version: tf.version_core,
      device: 'CPU',
      threads: getThreadsCount(),
      simd: Boolean(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')),
    };
  }
  const native = tf.backend() as {
    readonly isUsingGpuDevice?: boolean;
    readonly binding?: { readonly TF_Version?: string };
  };
  return {
    name: 'node',
    version: native.binding?.TF_Version ?? tf.version_core,
    device: native.isUsingGpuDevice === true ? 'GPU' : 'CPU',
    threads: null,
    simd: null,
  };
}

/** As one line for people. */
export function backendText({ name, version, device, threads, simd }: BackendDescription): string {
  const parts = [
    `TensorFlow${name === 'wasm' ? '.js' : ''} ${version}`,
    name === 'wasm' ? 'WebAssembly' : 'native',
    device,
  ];
  if (simd !== null) parts.push(simd ? 'SIMD' : 'no SIMD');
  if (threads !== null) parts.push(`${threads} thread${threads === 1 ? '' : 's'}`);
  return parts.join(', ');
}
