import { describe, expect, test } from '@jest/globals';
import { createExactIndex } from '../../../src/adapters/hnsw/exact-index.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import { historyOf } from '../../../src/features/history.ts';
import { EMPTY_STATE } from '../../../src/features/user-state.ts';
import { fold } from '../../../src/features/user-state-merge.ts';
import { buildDataset } from '../../../src/learning/dataset/dataset.ts';
import { chooseMoments } from '../../../src/learning/dataset/moments.ts';
import { type EventTable, filterEvents } from '../../../src/learning/log/event-table.ts';
import { NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { createReplay } from '../../../src/learning/log/replay.ts';
import { stateEventOf } from '../../../src/learning/log/replayed-world.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { DEFAULT_COUNT_PARAMETERS } from '../../../src/learning/retrieval/count-model.ts';
import { trainRetrieval } from '../../../src/learning/retrieval/train-retrieval.ts';
import { catalogueOf, ringWalks, START_MS, tableOf } from '../support.ts';

const CATALOGUE = catalogueOf(40);
const WALKS = ringWalks({ users: 30, items: 40, steps: 12, seed: 11 });
const indexBuilder = {
  exact: createExactIndex,
  build() {
    throw new Error('not asked for');
  },
};

/** Examples by a model that knows nothing of the table: what changes can only come from the replay. */
function datasetOf(table: EventTable) {
  const base = { catalogue: CATALOGUE, pages: NO_PAGES, seed: 1, indexBuilder };
  const { aligned, model } = trainRetrieval({ ...base, table: tableOf(WALKS) }, DEFAULT_COUNT_PARAMETERS);
  return buildDataset({
    ...base,
    table,
    timelines: timelinesOf(table, CATALOGUE),
    mostGroups: 10_000,
    modelFor: () => ({ retrieval: aligned, index: createExactIndex(model.targetVectors, model.dimensions) }),
    ownCounts: { takeOut() {}, putBack() {} },
  })!;
}

describe('the dataset', () => {
  test('is the same up to a moment whatever happens after it', () => {
    const table = tableOf(WALKS);
    const untilMs = START_MS + 25 * 3_600_000;
    const cut = filterEvents(table, (at) => table.atMs[at]! <= untilMs);
    const momentsOf = (of: EventTable) =>
      chooseMoments(of, timelinesOf(of, CATALOGUE), 10_000, seededRandom(1)).filter((m) => m.before < cut.length);
    const [whole, part] = [momentsOf(table), momentsOf(cut)];
    // Each moment of the cut log is one of the whole log, with the same past.
    const key = (m: (typeof whole)[number]) => `${m.user} ${m.at - m.first} ${m.before} ${m.nowMs}`;
    const known = new Set(whole.map(key));
    expect(part.length).toBeGreaterThan(50);
    for (const moment of part) expect(known.has(key(moment))).toBe(true);
    const [replayWhole, replayPart] = [createReplay(table, CATALOGUE), createReplay(cut, CATALOGUE)];
    for (const { before, user, nowMs } of part) {
      replayWhole.advanceTo(before);
      replayPart.advanceTo(before);
      expect(replayPart.stateOf(user)).toEqual(replayWhole.stateOf(user));
      expect(replayPart.statsAt(nowMs).uses).toEqual(replayWhole.statsAt(nowMs).uses);
    }
  });

  test('replays the very states that folding all events of a user at once gives', () => {
    const table = tableOf(WALKS);
    const replay = createReplay(table, CATALOGUE);
    for (let until = 1; until <= table.length; until += 17) {
      replay.advanceTo(until);
      for (let user = 0; user < 30; user += 7) {
        const events = [];
        for (let at = 0; at < until; at++) if (table.user[at] === user) events.push(stateEventOf(table, at));
        const expected = fold(EMPTY_STATE, events);
        expect(replay.stateOf(user)).toEqual(expected);
        expect(historyOf(replay.stateOf(user), CATALOGUE)).toEqual(historyOf(expected, CATALOGUE));
      }
    }
  });

  test('asks for one title a group and never offers what was watched', () => {
    const { training, validation } = datasetOf(tableOf(WALKS));
    for (const { labels, groups, groupSize, features } of validation === null ? [training] : [training, validation]) {
      for (let group = 0; group < groups; group++) {
        const places = labels.subarray(group * groupSize, (group + 1) * groupSize);
        expect(places.filter((label) => label === 1).length).toBe(1);
        expect(places[0]).toBe(1);
      }
      expect(features.every(Number.isFinite)).toBe(true);
    }
  });

  test('asks of users with long histories also what they came to first, a quarter as often as what they came to last', () => {
    const walk = Array.from({ length: 60 }, (_, n) => n + 1);
    const table = tableOf(Array.from({ length: 20 }, () => walk));
    const placesOf = (most: number): number[] =>
      chooseMoments(table, timelinesOf(table, catalogueOf(60)), most, seededRandom(1)).map((m) => m.at - m.first);
    // All there are: from the second to the eleventh title, and the last thirty.
    const places = new Set(placesOf(10_000));
    expect([...places].sort((a, b) => a - b)).toEqual([...walk.slice(0, 10), ...walk.slice(29, 59)]);
    const first = placesOf(100).filter((place) => place <= 10);
    expect(first.length).toBe(25);
    expect(placesOf(100).length).toBe(125);
  });
});
