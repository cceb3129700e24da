import type { PinDraft } from './ports/pin-store.ts';
import type { SlotSuggestion } from './suggestion.ts';

/** For how long a suggested pin stands unless an editor says otherwise. */
export const SUGGESTED_PIN_MS = 7 * 86_400_000;
export const SUGGESTED_CAMPAIGN = 'suggestions';

/**
 * The pin that accepting makes: from now on, for a week, for those it was suggested for. What gains for viewers without history is for new
 * users; what is to become known is for everybody there.
 */
export function suggestedPin(
  { kind, itemId, rowId, position, surface, region }: Place,
  nowMs: number,
  note = '',
): PinDraft {
  return {
    itemId,
    rowId,
    rowKind: null,
    position,
    from: new Date(nowMs).toISOString(),
    until: new Date(nowMs + SUGGESTED_PIN_MS).toISOString(),
    timeZone: 'UTC',
    repeat: null,
    audience: {
      surfaces: [surface],
      ...(region !== null && { regions: [region] }),
      ...(kind === 'slots' && { newUsers: true }),
    },
    priority: 0,
    ifRowAbsent: 'withhold',
    ifWatched: 'withhold',
    enabled: true,
    note,
    campaign: SUGGESTED_CAMPAIGN,
  };
}

type Place = Pick<SlotSuggestion, 'kind' | 'itemId' | 'rowId' | 'position' | 'surface' | 'region'>;
