import { describe, expect, test } from '@jest/globals';
import { isInAudience } from '../../src/domain/audience.ts';
import type { Stored } from '../../src/domain/ports/editorial-store.ts';
import type { Segment } from '../../src/domain/segment.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { eventKeyOf } from '../../src/features/user-state-merge.ts';
import { withSegments } from '../../src/recommend/with-segments.ts';
import { aRequest, aSnapshot } from '../support/pages.ts';

const stored = (id: string, filter: string): Stored<Segment> => ({
  ...{ id, version: 1, createdAt: '', updatedAt: '', updatedBy: 'key-1' },
  value: { name: id, filter, note: '' },
});
const labelled = (...labels: string[]): UserState => ({
  ...EMPTY_STATE,
  attributes: { region: null, language: null, maturity: null, labels, changedAtMs: 1, changeKey: eventKeyOf('c') },
});
const { catalogue } = aSnapshot({ items: [] });
const segments = [stored('vips', 'label = vip'), stored('others', 'not label = vip'), stored('tv', 'surface = tv')];

describe('the segments of a page', () => {
  const asked = aRequest({ surface: 'tv', isNewUser: false });

  test('are those whose filter the user meets; one that is not stored has nobody in it', () => {
    const { isInSegment } = withSegments(asked, labelled('vip'), { segments, catalogue });
    expect(['vips', 'others', 'tv', 'nobody'].map((id) => isInSegment!(id))).toEqual([true, false, true, false]);
  });

  test('nobody is in one by what is not known, nor by its opposite', () => {
    const unknown = withSegments({ ...asked, isNewUser: null }, EMPTY_STATE, { segments, catalogue });
    expect(['vips', 'others', 'tv'].map((id) => unknown.isInSegment!(id))).toEqual([false, false, true]);
  });

  test('each is asked at most once a page, and nothing is looked up where none is asked', () => {
    let looks = 0;
    const state = labelled('vip');
    const watchedState = new Proxy(state, {
      get(target, name, receiver) {
        if (name === 'attributes') looks++;
        return Reflect.get(target, name, receiver);
      },
    });
    const request = withSegments(asked, watchedState, { segments, catalogue });
    expect(isInAudience({ regions: ['nowhere'], segmentIds: ['vips'] }, request)).toBe(false);
    expect(looks).toBe(0);
    for (let times = 0; times < 3; times++) expect(isInAudience({ segmentIds: ['x', 'vips'] }, request)).toBe(true);
    expect(isInAudience({ segmentIds: ['others'] }, request)).toBe(false);
    expect(looks).toBe(1);
  });

  test('without segments the request is the same one; a filter of another release has nobody in it', () => {
    expect(withSegments(asked, EMPTY_STATE, { segments: [], catalogue })).toBe(asked);
    const foreign = [stored('later', 'shoeSize > 40'), stored('tv', 'surface = tv')];
    const request = withSegments(asked, EMPTY_STATE, { segments: foreign, catalogue });
    expect([request.isInSegment!('later'), request.isInSegment!('tv')]).toEqual([false, true]);
  });

  test('a previewed audience is in the segment it is taken to be in, and in others by what is known', () => {
    const previewed = { ...asked, isNewUser: true, assumedSegmentIds: ['vips'] };
    const request = withSegments(previewed, EMPTY_STATE, { segments, catalogue });
    expect(['vips', 'others', 'tv'].map((id) => request.isInSegment!(id))).toEqual([true, true, true]);
  });
});
