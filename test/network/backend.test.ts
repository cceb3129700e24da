import { describe, expect, test } from '@jest/globals';
import { openBackend } from '../../src/network/backend.ts';
import { backendText, describeBackend } from '../../src/network/describe-backend.ts';
import { differenceFromReference } from '../../src/network/self-test.ts';

describe('openBackend', () => {
  test('wasm opens from any working directory and computes what plain loops compute', async () => {
    const before = process.cwd();
    process.chdir('/');
    try {
      expect(await openBackend('wasm')).toEqual({ name: 'wasm', nativeTrouble: null });
    } finally {
      process.chdir(before);
    }
    expect(differenceFromReference()).toBeLessThan(1e-5);
  });

  test('opening twice is harmless', async () => {
    await openBackend('wasm');
    await openBackend('wasm');
    expect(differenceFromReference()).toBeLessThan(1e-5);
  });

  test('auto always opens something, and says why it is not native', async () => {
    const { name, nativeTrouble } = await openBackend('auto');
    expect(['wasm', 'node']).toContain(name);
    expect(nativeTrouble === null).toBe(name === 'node');
  });

  test('native TensorFlow is refused with advice where it does not load', async () => {
    const refusal = await openBackend('node').then(
      () => null,
      (error) => error,
    );
    // Where the optional package is installed and works, there is nothing to refuse.
    if (refusal === null) return expect((await openBackend('auto')).name).toBe('node');
    expect(refusal).toMatchObject({ code: 'unavailable' });
    expect(refusal.message).toContain('MARQUEE_TF=wasm');
  });

  test('the backend leaves no crash handlers on the process', async () => {
    const before = ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
    await openBackend('wasm');
    expect(['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event))).toEqual(before);
  });
});

test('an open backend says what it computes on', async () => {
  const { name } = await openBackend('auto');
  const described = await describeBackend();
  expect(described.name).toBe(name);
  expect(described.version).toMatch(/^\d+\.\d+/);
  expect(['CPU', 'GPU']).toContain(described.device);
  const text = backendText(described);
  expect(text).toContain(described.device);
  if (name === 'node') return;
  expect(described).toMatchObject({ device: 'CPU', simd: true, threads: 1 });
  expect(text).toBe(`TensorFlow.js ${described.version}, WebAssembly, CPU, SIMD, 1 thread`);
});
