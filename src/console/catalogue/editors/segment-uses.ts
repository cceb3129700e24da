import type { Collection, Pin, Rule } from '../../../../clients/typescript/src/index.ts';

/** What names a segment in its audience. */
export interface SegmentUse {
  readonly kind: 'pin' | 'collection' | 'rule';
  readonly id: string;
  readonly name: string;
}

interface Objects {
  readonly pins: readonly Pick<Pin, 'pinId' | 'itemId' | 'audience'>[];
  readonly collections: readonly Pick<Collection, 'collectionId' | 'title' | 'audience'>[];
  readonly rules: readonly Pick<Rule, 'ruleId' | 'name' | 'audience'>[];
}

/** All that would go on naming it. */
export function segmentUses(segmentId: string, { pins, collections, rules }: Objects): readonly SegmentUse[] {
  const names = ({ audience }: { audience: Pin['audience'] }) => audience.segmentIds?.includes(segmentId) ?? false;
  return [
    ...collections.filter(names).map(({ collectionId, title }) => use('collection', collectionId, title)),
    ...rules.filter(names).map(({ ruleId, name }) => use('rule', ruleId, name)),
    ...pins.filter(names).map(({ pinId, itemId }) => use('pin', pinId, itemId)),
  ];
}

const use = (kind: SegmentUse['kind'], id: string | null, name: string): SegmentUse => ({ kind, id: id ?? '', name });
