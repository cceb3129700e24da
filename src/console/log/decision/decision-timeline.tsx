import { Stack, Text, Timeline, Title, UnstyledButton } from '@mantine/core';
import {
  CheckIcon,
  CursorArrowIcon,
  DotFilledIcon,
  EyeNoneIcon,
  EyeOpenIcon,
  PlayIcon,
  PlusIcon,
  StarIcon,
} from '@radix-ui/react-icons';
import { type ComponentType, useMemo } from 'react';
import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { When } from '../../parts/when.tsx';
import { useZone } from '../../shell/zone.tsx';
import { ItemTitle, RowTitle } from '../filter-text.tsx';
import { delayText, laterText, timeOfDay } from '../log-times.ts';
import classes from './decision.module.css';
import type { SlotPlace } from './decision-query.ts';
import { type EventLine, eventLines } from './event-lines.ts';

interface DecisionTimelineProps {
  readonly decision: Decision;
  /** What is about it stands out. */
  readonly open: SlotPlace | null;
  readonly onOpen: (slot: SlotPlace) => void;
}

/** What the viewer did after, in its order; a line about one slot opens that slot. */
export function DecisionTimeline({ decision, open, onOpen }: DecisionTimelineProps) {
  const lines = useMemo(() => eventLines(decision), [decision]);
  return (
    <Stack gap="sm" component="section" aria-label="What happened after">
      <Title order={2} size="h5">
        What happened after
      </Title>
      {lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing that the log knows of: no event names this page, or its titles within a day.
        </Text>
      ) : (
        <Timeline bulletSize={22} lineWidth={2} active={-1}>
          {lines.map((line) => {
            const Icon = ICONS[line.type] ?? DotFilledIcon;
            return (
              <Timeline.Item key={line.key} bullet={<Icon width={12} height={12} aria-hidden />}>
                <Line line={line} decision={decision} open={open} onOpen={onOpen} />
              </Timeline.Item>
            );
          })}
        </Timeline>
      )}
      {decision.hasMoreEvents && (
        <Text size="xs" c="dimmed">
          The first 500 are shown; the rest is in v_events.
        </Text>
      )}
    </Stack>
  );
}

function Line({ line, decision, open, onOpen }: DecisionTimelineProps & { line: EventLine }) {
  const { text, itemId, at, slots } = line;
  const zone = useZone();
  const isSameDay = zone.formatDay(at) === zone.formatDay(decision.servedAt);
  const [first] = slots;
  const only = slots.length === 1 && first !== undefined ? first : null;
  const isOfOpen = only !== null && open !== null && only.row === open.row && only.position === open.position;
  const rowId = only && decision.rows[only.row]?.rowId;
  const words = (
    <>
      {text} {itemId !== null && <EventItem itemId={itemId} decision={decision} />}
      <Text component="span" display="block" className={classes.delay}>
        {only && rowId && (
          <>
            Slot {only.position + 1} of <RowTitle rowId={rowId} /> ·{' '}
          </>
        )}
        {laterText(delayText(decision.servedAt, at))},{' '}
        {isSameDay ? <time dateTime={at}>{timeOfDay(at, zone.name)}</time> : <When at={at} />}
      </Text>
    </>
  );
  if (only === null) return <span className={classes.line}>{words}</span>;
  return (
    <UnstyledButton className={classes.line} data-of={isOfOpen || undefined} onClick={() => onOpen(only)}>
      {words}
    </UnstyledButton>
  );
}

/** By the page where it has it: an episode, or what came by the title alone, is asked of the catalogue. */
function EventItem({ itemId, decision }: { itemId: string; decision: Decision }) {
  const slot = decision.rows.flatMap(({ items }) => items).find((one) => one.itemId === itemId);
  return slot?.title ?? <ItemTitle itemId={itemId} />;
}

const ICONS: Partial<Record<EventLine['type'], ComponentType<{ width: number; height: number }>>> = {
  viewed: EyeOpenIcon,
  click: CursorArrowIcon,
  play: PlayIcon,
  progress: PlayIcon,
  complete: CheckIcon,
  hide: EyeNoneIcon,
  dismiss: EyeNoneIcon,
  'list-add': PlusIcon,
  rate: StarIcon,
};
