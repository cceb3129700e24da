import { expect, test } from '@jest/globals';
import type { Pin, PinDraft } from '../../../clients/typescript/src/index.ts';
import {
  type Draft,
  draftOfPinId,
  isIdle,
  previewPins,
  readDrafts,
  withDraft,
  withoutDraft,
} from '../../../src/console/preview/drafts.ts';

const PIN: Required<PinDraft> = {
  itemId: 'heat',
  rowId: 'top-picks',
  rowKind: null,
  position: 0,
  from: '2026-11-20T17:00:00.000Z',
  until: '2026-11-22T23:00:00.000Z',
  timeZone: 'UTC',
  repeat: null,
  audience: { regions: ['US'] },
  priority: 0,
  ifRowAbsent: 'withhold',
  ifWatched: 'withhold',
  enabled: true,
  note: '',
  campaign: null,
};
const aPin = (pinId: string): Pin =>
  ({ ...PIN, pinId, state: 'live', version: 3, createdAt: '', updatedAt: '' }) as Pin;
const aDraft = (draftId: string, changes: Partial<Draft> = {}): Draft => ({
  draftId,
  pin: PIN,
  base: null,
  item: { itemId: 'heat', title: 'Heat', genres: [], imageUrl: null },
  sendKey: `key-${draftId}`,
  ...changes,
});

test('a draft is put in its place, or last; of one stored pin there is one draft, the newest', () => {
  const two = withDraft(withDraft([], aDraft('a')), aDraft('b'));
  const changed = aDraft('a', { pin: { ...PIN, position: 4 } });
  expect(withDraft(two, changed)).toEqual([changed, two[1]]);
  const ofPin = withDraft(two, aDraft('c', { base: aPin('p1') }));
  expect(withDraft(ofPin, aDraft('d', { base: aPin('p1') })).map(({ draftId }) => draftId)).toEqual(['a', 'b', 'd']);
  expect(withoutDraft(two, 'a')).toEqual([two[1]]);
});

test('a draft of a pin that changes nothing of it is idle, however its keys are ordered', () => {
  const { audience, ...rest } = PIN;
  expect(isIdle(aDraft('a', { base: aPin('p1'), pin: { audience, ...rest } }))).toBe(true);
  expect(isIdle(aDraft('a', { base: aPin('p1'), pin: { ...PIN, enabled: false } }))).toBe(false);
  expect(isIdle(aDraft('a'))).toBe(false);
});

test('a preview is sent drafts in their order, those of pins by the pin’s id, and calls new ones by their number', () => {
  const drafts = [aDraft('a'), aDraft('b', { base: aPin('p1') })];
  expect(previewPins(drafts)).toEqual([PIN, { ...PIN, pinId: 'p1' }]);
  expect(draftOfPinId(drafts, 'draft-0')).toBe(drafts[0]);
  expect(draftOfPinId(drafts, 'p1')).toBe(drafts[1]);
  expect([draftOfPinId(drafts, 'draft-7'), draftOfPinId(drafts, 'p2')]).toEqual([null, null]);
});

test('what is kept is read again; what is not of our making is not', () => {
  const drafts = [aDraft('a'), aDraft('b', { base: aPin('p1') })];
  expect(readDrafts(JSON.stringify(drafts))).toEqual(drafts);
  expect(readDrafts(JSON.stringify([...drafts, null, 7, { draftId: 'x' }]))).toEqual(drafts);
  expect([readDrafts(null), readDrafts('{'), readDrafts('{"a":1}')]).toEqual([[], [], []]);
});
