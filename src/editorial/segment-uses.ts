import type { Audience } from '../domain/audience.ts';
import type { Clock } from '../domain/clock.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import { MarqueeError } from '../domain/errors.ts';
import { allVersions } from '../domain/pin-approval.ts';
import type { PinStore } from '../domain/ports/pin-store.ts';

export interface SegmentUses {
  readonly pinStore: Pick<PinStore, 'current'>;
  readonly collectionStore: Pick<EditorialStores['collectionStore'], 'all'>;
  readonly ruleStore: Pick<EditorialStores['ruleStore'], 'all'>;
  readonly clock: Clock;
}

/** What a refusal lists at most. */
const MOST_NAMED = 20;

/**
 * Throws 'still-in-use' where the audience of a pin that is not over, a collection or a rule names the segment: without it they would
 * silently be for nobody. One that is saved at the same moment is not seen, and says so as a warning.
 */
export async function requireUnusedSegment(segmentId: string, stores: SegmentUses): Promise<void> {
  const [pins, collections, rules] = await Promise.all([
    stores.pinStore.current(stores.clock.nowMs()),
    stores.collectionStore.all(),
    stores.ruleStore.all(),
  ]);
  const names = ({ segmentIds = [] }: Audience): boolean => segmentIds.includes(segmentId);
  const uses = [
    ...new Set(
      allVersions(pins)
        .filter(({ pin }) => names(pin.audience))
        .map(({ pin }) => `pin ${pin.pinId}`),
    ),
    ...collections.filter(({ value }) => names(value.audience)).map(({ id }) => `collection ${id}`),
    ...rules.filter(({ value }) => names(value.audience)).map(({ id }) => `rule ${id}`),
  ];
  if (uses.length === 0) return;
  const more = uses.length > MOST_NAMED ? ` and ${uses.length - MOST_NAMED} more` : '';
  throw new MarqueeError(
    'still-in-use',
    `The segment ${segmentId} is in the audience of ${uses.slice(0, MOST_NAMED).join(', ')}${more}: they would be for nobody. ` +
      'Take it out of their audiences first.',
  );
}
