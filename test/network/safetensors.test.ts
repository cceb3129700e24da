import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MarqueeError } from '../../src/domain/errors.ts';
import { modelOfSafetensors, parseDeclaredLayers } from '../../src/network/declared-layers.ts';
import { parseSafetensors } from '../../src/network/safetensors.ts';
import { safetensorsFile, safetensorsOf } from '../support/foreign-models.ts';

const tensor = (dtype: string, shape: readonly number[], from: number, until: number) => ({
  dtype,
  shape,
  data_offsets: [from, until],
});

describe('safetensors', () => {
  test('float64, float32, float16 and bfloat16 are read as float32', () => {
    const data = Buffer.alloc(8 + 4 + 2 + 2 + 2);
    data.writeDoubleLE(0.1, 0);
    data.writeFloatLE(-2.5, 8);
    data.writeUInt16LE(0x3555, 12); // 1/3 in binary16
    data.writeUInt16LE(0x0001, 14); // its least number
    data.writeUInt16LE(0xc040, 16); // -3 in bfloat16
    const header = {
      d: tensor('F64', [1], 0, 8),
      f: tensor('F32', [1, 1], 8, 12),
      h: tensor('F16', [2], 12, 16),
      b: tensor('BF16', [], 16, 18),
      i: tensor('I64', [], 0, 8),
    };
    const read = parseSafetensors(safetensorsFile(header, data), ['d', 'f', 'h', 'b']);
    expect([...read.get('d')!.values]).toEqual([Math.fround(0.1)]);
    expect(read.get('f')).toEqual({ shape: [1, 1], values: Float32Array.of(-2.5) });
    expect(read.get('h')!.values[0]).toBeCloseTo(1 / 3, 3);
    expect(read.get('h')!.values[1]).toBe(2 ** -24);
    expect([...read.get('b')!.values]).toEqual([-3]);
  });

  const good = { w: tensor('F32', [2], 0, 8) };
  const data = Buffer.alloc(8);
  test.each([
    ['a tensor it has not', good, ['v'], /no tensor "v"; it has "w"/],
    ['whole numbers', { w: tensor('I32', [2], 0, 8) }, ['w'], /type I32; F64, F32, F16, BF16 can be read/],
    ['a shape of another size', { w: tensor('F32', [3], 0, 8) }, ['w'], /8 bytes, \[3\] of F32 needs others/],
    ['a shape that no memory has', { w: tensor('F32', [2 ** 40, 2 ** 40], 0, 8) }, ['w'], /needs others/],
    ['data beyond the end', { w: tensor('F32', [4], 0, 16) }, ['w'], /ends before the data of "w"/],
    ['offsets that go back', { w: tensor('F32', [2], 8, 0) }, ['w'], /does not say what "w" is/],
    ['no entry', { w: 1 }, ['w'], /does not say what "w" is/],
    ['a header that is a list', [1], ['w'], /header is no object/],
  ])('%s is refused', (_what, header, wanted, reason) => {
    expect(() => parseSafetensors(safetensorsFile(header, data), wanted)).toThrow(reason);
  });

  test('NaN is refused', () => {
    const bytes = safetensorsOf({ w: { shape: [2], values: [1, Number.NaN] } });
    expect(() => parseSafetensors(bytes, ['w'])).toThrow(/"w" holds NaN/);
  });

  test('whatever became of the file, it is read as it was or refused with a reason', () => {
    const whole = safetensorsOf({
      w: { shape: [3, 4], values: Array(12).fill(1) },
      b: { shape: [3], values: [1, 2, 3] },
    });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, length);
        for (const [at, value] of changes) if (at < length) bytes[at] = value;
        expectReadOrRefused(() => parseSafetensors(bytes, ['w', 'b']));
      }),
      { numRuns: 2000 },
    );
  });

  test('any bytes at all are refused, and any header makes no more of the data than there is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        expectReadOrRefused(() => parseSafetensors(bytes, ['w'])),
      ),
    );
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ maxLength: 32 }), (header, rest) => {
        const bytes = safetensorsFile({ w: JSON.parse(header) }, rest);
        expectReadOrRefused(() => parseSafetensors(bytes, ['w']));
      }),
    );
  });
});

describe('declared layers', () => {
  const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
  const bytes = safetensorsOf({
    first: { shape: [3, 2], values: Array(6).fill(1) },
    last: { shape: [1, 3], values: [1, 1, 1] },
    short: { shape: [2], values: [1, 1] },
  });

  test.each([
    ['a kernel without two sides', [{ kernel: 'short' }], /"short" is \[2\], a kernel has two sides/],
    [
      'layers that do not fit',
      [{ kernel: 'last' }, { kernel: 'first' }],
      /"first" takes 2 numbers, the layer before gives 1/,
    ],
    ['a bias that does not fit', [{ kernel: 'first', bias: 'short' }], /"short" has 2 numbers, "first" has 3 units/],
    ['a tensor that is not there', [{ kernel: 'second' }], /no tensor "second"/],
  ])('%s is refused', (_what, layers, reason) => {
    expect(() => modelOfSafetensors(bytes, parseDeclaredLayers(json({ layers })))).toThrow(reason);
  });

  test.each([
    ['no JSON', Buffer.from('x'), /no JSON/],
    ['nothing', json(null), /"layers" must be a list/],
    ['no layers', json({ layers: [] }), /at least one layer/],
    ['no kernel', json({ layers: [{}] }), /layer 1 has no "kernel"/],
    ['a list as a layer', json({ layers: [null] }), /layer 1 has no "kernel"/],
    ['another activation', json({ layers: [{ kernel: 'x', activation: 'gelu' }] }), /one of relu, linear, sigmoid/],
    ['another layout', json({ layout: 'rows', layers: [{ kernel: 'x' }] }), /"layout" must be/],
  ])('%s is refused', (_what, given, reason) => {
    expect(() => parseDeclaredLayers(given)).toThrow(reason);
  });
});

function expectReadOrRefused(read: () => ReadonlyMap<string, { values: Float32Array }>): void {
  try {
    for (const { values } of read().values()) for (const value of values) expect(Number.isFinite(value)).toBe(true);
  } catch (error) {
    expect(error).toBeInstanceOf(MarqueeError);
  }
}
