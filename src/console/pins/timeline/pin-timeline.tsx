import { ActionIcon, Anchor, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { ChevronLeftIcon, ChevronRightIcon } from '@radix-ui/react-icons';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Pin } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useZone } from '../../shell/zone.tsx';
import { Notice } from '../notice.tsx';
import { filtersOf } from '../pins-query.ts';
import { MOST_PINS, useAllPins } from '../use-pins.ts';
import type { PinsQueryState } from '../use-pins-query.ts';
import { TimelineChart } from './timeline-chart.tsx';
import { layoutTimeline } from './timeline-layout.ts';
import { timelineRange, turnedDay } from './timeline-range.ts';

/** Pins by row and slot over a week or five: how they lie, and where they are in each other's way. */
export function PinTimeline({ view }: { view: PinsQueryState }) {
  const { query, set, hrefOf } = view;
  const { span, day } = query;
  const zone = useZone();
  const all = useAllPins(filtersOf(query));
  const range = useMemo(() => timelineRange(span, day, Date.now(), zone.name), [span, day, zone.name]);
  const first = range.days[0]!.day;
  const turn = (by: 1 | -1) => set({ day: turnedDay(span, first, by) }, { replace: true });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Group gap="xs">
          <ActionIcon variant="default" size={32} onClick={() => turn(-1)} aria-label="Earlier">
            <ChevronLeftIcon />
          </ActionIcon>
          <ActionIcon variant="default" size={32} onClick={() => turn(1)} aria-label="Later">
            <ChevronRightIcon />
          </ActionIcon>
          <Button size="xs" h={32} variant="default" onClick={() => set({ day: null }, { replace: true })}>
            Now
          </Button>
          <Text size="sm" fw={550} aria-live="polite">
            {zone.formatDay(range.fromMs)} – {zone.formatDay(range.untilMs - 1)}
          </Text>
        </Group>
        <SegmentedControl
          size="xs"
          aria-label="How much"
          data={[
            { value: 'week', label: 'Week' },
            { value: 'month', label: 'Five weeks' },
          ]}
          value={span}
          onChange={(chosen) => set({ span: chosen as typeof span, day: null }, { replace: true })}
        />
      </Group>
      <Text size="xs" c="dimmed">
        Arrow keys go from bar to bar, Enter opens the pin. The{' '}
        <Anchor component={Link} href={hrefOf({ view: 'table' })} size="xs" underline="always">
          table
        </Anchor>{' '}
        has the same pins.
      </Text>
      {all.isPending && <Waiting />}
      {all.isError && <Failure error={all.error} onRetry={() => void all.refetch()} />}
      {all.data && !all.data.isWhole && (
        <Notice title={`Only the ${MOST_PINS.toLocaleString('en')} oldest pins are drawn`}>
          Choose a state, a row or a campaign to see all of it.
        </Notice>
      )}
      {all.data && <Drawn pins={all.data.pins} range={range} view={view} />}
    </Stack>
  );
}

interface DrawnProps {
  readonly pins: readonly Pin[];
  readonly range: ReturnType<typeof timelineRange>;
  readonly view: PinsQueryState;
}

function Drawn({ pins, range, view }: DrawnProps) {
  const rows = useMemo(() => layoutTimeline(pins, range), [pins, range]);
  if (rows.length > 0) return <TimelineChart rows={rows} range={range} view={view} />;
  return (
    <Empty title="No pin is on in these days">
      {pins.length > 0 && `There ${pins.length === 1 ? 'is 1 pin' : `are ${pins.length} pins`} at other times.`}
    </Empty>
  );
}
