import { Badge } from '@mantine/core';
import type { PinState } from './pins-query.ts';

/** Where a pin is in its life. */
export function PinStateBadge({ state }: { state: PinState }) {
  const { name, color, variant } = STATES[state];
  return (
    <Badge
      color={color}
      variant={variant}
      size="sm"
      radius="sm"
      tt="none"
      style={{ flex: 'none', overflow: 'visible' }}
    >
      {name}
    </Badge>
  );
}

export const STATES: Readonly<Record<PinState, { name: string; color: string; variant: string }>> = {
  draft: { name: 'Draft', color: 'gray', variant: 'default' },
  scheduled: { name: 'Scheduled', color: 'night', variant: 'light' },
  live: { name: 'Live', color: 'teal.9', variant: 'filled' },
  expired: { name: 'Expired', color: 'gray', variant: 'default' },
  'awaiting-approval': { name: 'Awaits approval', color: 'amber.4', variant: 'filled' },
  withdrawn: { name: 'Withdrawn', color: 'red', variant: 'light' },
};
