import type { Change } from '../../src/domain/ports/audit-log.ts';
import type { PinDraft } from '../../src/domain/ports/pin-store.ts';

/** An item on the second place of top-picks for the year 2026. */
export function aPinDraft(itemId: string, differences: Partial<PinDraft> = {}): PinDraft {
  return {
    itemId,
    rowId: 'top-picks',
    rowKind: null,
    position: 1,
    from: '2026-01-01T00:00:00Z',
    until: '2027-01-01T00:00:00+01:00',
    timeZone: 'UTC',
    repeat: null,
    audience: {},
    priority: 0,
    ifRowAbsent: 'withhold',
    ifWatched: 'withhold',
    enabled: true,
    note: '',
    campaign: null,
    ...differences,
  };
}

/** A change by somebody at a time. */
export const aChange = (atMs: number): Change => ({ atMs, actor: 'key-test', reason: '' });
