import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import { CLICKS_A_LEVEL, positionBias, tellsPositions } from '../../src/experiments/position-bias.ts';

/** `attraction` by item; each user sees some slots, an item at a position by chance, the better ones rather further up if `sorted`. */
function seenSlots(
  seed: number,
  count: number,
  bias: readonly number[],
  attraction: readonly number[],
  sorted = false,
) {
  const random = seededRandom(seed);
  const slots = { position: [] as number[], group: [] as number[], clicked: [] as number[], user: [] as number[] };
  for (let slot = 0; slot < count; slot++) {
    const position = Math.floor(random() * bias.length);
    const drawn = Math.floor(random() * attraction.length);
    const group = sorted ? Math.floor((drawn + (position * attraction.length) / bias.length) / 2) : drawn;
    slots.position.push(position);
    slots.group.push(group);
    slots.user.push(Math.floor(slot / 10));
    slots.clicked.push(random() < bias[position]! * attraction[group]! ? 1 : 0);
  }
  return slots;
}

const BIAS = [1, 0.7, 0.45, 0.3];
const ATTRACTION = Array.from({ length: 20 }, (_, item) => 0.6 - 0.02 * item);

describe('position bias', () => {
  test('is what was planted, also where the better items stand further up', () => {
    for (const sorted of [false, true]) {
      const { bias, ci95, clicks } = positionBias(seenSlots(3, 60_000, BIAS, ATTRACTION, sorted));
      for (const [position, planted] of BIAS.entries()) {
        expect(Math.abs(bias[position]! - planted)).toBeLessThan(0.03);
        expect(ci95[position]![0]).toBeLessThanOrEqual(planted);
        expect(ci95[position]![1]).toBeGreaterThanOrEqual(planted);
      }
      expect(clicks).toBeGreaterThan(5_000);
    }
  });

  test('a raw ratio of click rates would be far off there', () => {
    const { position, clicked } = seenSlots(3, 60_000, BIAS, ATTRACTION, true);
    const rate = (at: number) => {
      const own = clicked.filter((_, slot) => position[slot] === at);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    expect(rate(3) / rate(0)).toBeLessThan(0.22);
  });

  test('intervals hold the truth 95 times in 100: 400 runs, within the 99.9 % binomial band', () => {
    let held = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const [lo, hi] = positionBias(seenSlots(seed, 3_000, BIAS, ATTRACTION)).ci95[2]!;
      if (lo <= BIAS[2]! && BIAS[2]! <= hi) held++;
    }
    expect(held).toBeGreaterThanOrEqual(366);
    expect(held).toBeLessThanOrEqual(394);
  });

  test('positions with few clicks are one level, and all positions have a bias', () => {
    const { bias, levelOf, levels } = positionBias(seenSlots(5, 2_000, [...BIAS, 0.01, 0.01, 0.01], ATTRACTION));
    expect(levelOf.length).toBe(7);
    expect(levelOf[5]).toBe(levelOf[4]);
    expect(levels).toBeLessThan(7);
    expect(bias.every((value) => value > 0)).toBe(true);
  });

  test('what nobody clicked tells nothing: every position counts alike', () => {
    const none = { position: [0, 1, 2], group: [1, 1, 1], clicked: [0, 0, 0], user: [0, 1, 2] };
    expect(positionBias(none)).toMatchObject({ levels: 1, clicks: 0 });
    expect([...positionBias(none).bias]).toEqual([1, 1, 1]);
    expect(positionBias({ position: [], group: [], clicked: [], user: [] }).levels).toBe(1);
  });

  test('a position where nothing counts, as a pin is always there, lies between its neighbours', () => {
    const random = seededRandom(17);
    const slots = { position: [] as number[], group: [] as number[], clicked: [] as number[], user: [] as number[] };
    for (let user = 0; user < 4_000; user++) {
      for (const position of [0, 1, 3, 4]) {
        const group = Math.floor(10 * random());
        slots.position.push(position);
        slots.group.push(group);
        slots.user.push(user);
        slots.clicked.push(random() < 0.5 * 0.8 ** position * (0.5 + group / 20) ? 1 : 0);
      }
    }
    const { bias } = positionBias(slots);
    expect(bias[2]).toBeCloseTo(Math.sqrt(bias[1]! * bias[3]!), 10);
    expect(bias[2]).toBeCloseTo(0.8 ** 2, 1);
  });

  test('slots that do not count are not looked at', () => {
    const slots = seenSlots(7, 10_000, BIAS, ATTRACTION);
    const counts = slots.position.map((_, slot) => slot % 2);
    const kept = (column: readonly number[]) => column.filter((_, slot) => counts[slot] === 1);
    const { position, group, clicked, user } = slots;
    const halves = { position: kept(position), group: kept(group), clicked: kept(clicked), user: kept(user) };
    const whole = positionBias({ ...slots, counts }).bias;
    for (const [at, value] of positionBias(halves).bias.entries()) expect(whole[at]!).toBeCloseTo(value, 9);
  });

  test(`positions tell where each of the first has ${CLICKS_A_LEVEL} clicks`, () => {
    const slots = seenSlots(9, 4_000, BIAS, ATTRACTION);
    expect(tellsPositions(slots, 6)).toBe(true);
    expect(tellsPositions({ ...slots, counts: slots.position.map((at) => (at === 3 ? 0 : 1)) }, 6)).toBe(false);
    expect(tellsPositions({ ...slots, counts: slots.position.map((at) => (at === 1 ? 0 : 1)) }, 6)).toBe(false);
  });
});
