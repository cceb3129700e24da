import { describe, expect, test } from '@jest/globals';
import {
  decodeFeatureSample,
  digestOf,
  encodeFeatureSample,
  type FeatureSample,
} from '../../src/features/feature-sample.ts';
import { EMPTY_STATE, type StateEvent } from '../../src/features/user-state.ts';
import { eventKeyOf, fold } from '../../src/features/user-state-merge.ts';

const SAMPLE: FeatureSample = {
  fingerprint: 'f',
  modelVersion: 'm1',
  nowMs: 1_780_000_000_123,
  surface: 'tv',
  region: null,
  language: 'pt-BR',
  timeZone: 'Europe/Zürich',
  snapshotVersions: { catalogue: 3 },
  stats: { version: 7, anchorMs: 5.5 },
  state: { events: 2, views: 0, newestMs: null, hash: 'ab' },
  itemNo: Int32Array.of(7, 2_000_000_000),
  features: Float32Array.of(0.1, -0, Number.MIN_VALUE, 3e38, Math.fround(1 / 3), 0),
};

const play = (eventId: string, occurredAtMs: number): StateEvent => ({
  occurredAtMs,
  eventKey: eventKeyOf(eventId),
  type: 'play',
  itemNo: 1,
  value: Number.NaN,
  trigger: 'user',
});

describe('a feature sample', () => {
  test('comes back bit for bit, from any address', () => {
    const bytes = encodeFeatureSample(SAMPLE);
    for (const offset of [0, 1, 2, 3]) {
      const moved = new Uint8Array(bytes.length + 8);
      moved.set(bytes, offset);
      const read = decodeFeatureSample(moved.subarray(offset, offset + bytes.length));
      expect(read).toEqual(SAMPLE);
      expect(new Uint32Array(read.features.buffer, read.features.byteOffset, 6)).toEqual(
        new Uint32Array(SAMPLE.features.buffer),
      );
    }
  });

  test.each([
    ['empty', new Uint8Array(0)],
    ['of another format', Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0)],
    ['cut short', encodeFeatureSample(SAMPLE).slice(0, 60)],
    ['cut within a number', encodeFeatureSample(SAMPLE).slice(0, -2)],
  ])('is refused when it is %s', (_, bytes) => {
    expect(() => decodeFeatureSample(bytes)).toThrow('cannot be read');
  });
});

describe('the digest of a user state', () => {
  const state = fold(EMPTY_STATE, [play('a', 1000), play('b', 2000)]);

  test('tells states apart by what the user did', () => {
    expect(digestOf(state)).toMatchObject({ events: 2, views: 0, newestMs: 2000 });
    expect(digestOf(fold(state, [play('c', 1500)])).hash).not.toBe(digestOf(state).hash);
    expect(digestOf(fold(EMPTY_STATE, [play('b', 2000), play('a', 1000)]))).toEqual(digestOf(state));
    expect(digestOf(EMPTY_STATE).newestMs).toBeNull();
  });

  test('does not tell them apart by what was said of the user', () => {
    const attributes = {
      region: 'SE',
      language: null,
      maturity: null,
      labels: [],
      changedAtMs: 5,
      changeKey: eventKeyOf('p'),
    };
    const link = { userKey: '0'.repeat(32), mergedAtMs: 3 };
    expect(digestOf({ ...state, attributes, mergedInto: [link], erasedAtMs: 4 })).toEqual(digestOf(state));
  });
});
