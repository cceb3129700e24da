import { Tooltip } from '@mantine/core';
import { useZone } from '../shell/zone.tsx';

/** A moment by the editor's clocks; the exact one, in UTC, on pointing at it. */
export function When({ at, exactly = false }: { at: string; exactly?: boolean }) {
  const zone = useZone();
  return (
    <Tooltip label={new Date(at).toISOString()}>
      <time dateTime={at}>{exactly ? zone.formatExactly(at) : zone.format(at)}</time>
    </Tooltip>
  );
}
