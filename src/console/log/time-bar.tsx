import { Group, SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { ImpressionList } from '../../../clients/typescript/src/index.ts';
import { ORIGINS } from '../../domain/origin.ts';
import { MomentInput } from '../parts/moment-input.tsx';
import classes from './log.module.css';
import { LAST_MS, type Last, type LogTime } from './log-query.ts';
import { LAST_NAMES, ORIGIN_NAMES } from './log-words.ts';
import type { LogQueryState } from './use-log-query.ts';

interface TimeBarProps {
  readonly view: LogQueryState;
  readonly ownOrigin: 'app' | 'simulate';
  /** Of what is shown: an exact time begins with it. null: nothing is, yet. */
  readonly span: Pick<ImpressionList, 'from' | 'to'> | null;
}

/** Of when, from where, and whether to say what came of it. */
export function TimeBar({ view: { query, set }, ownOrigin, span }: TimeBarProps) {
  const { time, origin, outcomes } = query;
  const choose = (chosen: string) => set({ time: chosen === EXACT ? exactTime(time, span) : { last: chosen as Last } });
  return (
    <Stack gap="xs">
      <Group gap="sm" align="center">
        <SegmentedControl
          aria-label="Served in the last"
          className={classes.span}
          size="sm"
          data={[...SPANS, { value: EXACT, label: 'Exact' }]}
          value={'from' in time ? EXACT : time.last}
          onChange={choose}
        />
        <Select
          aria-label="Origin"
          w={184}
          allowDeselect={false}
          data={[...ORIGINS, 'all' as const].map((value) => ({ value, label: ORIGIN_NAMES[value] }))}
          value={origin ?? ownOrigin}
          onChange={(chosen) => set({ origin: chosen === ownOrigin ? null : (chosen as typeof origin) })}
        />
        <Switch
          label="What came of it"
          checked={outcomes}
          onChange={({ currentTarget }) => set({ outcomes: currentTarget.checked })}
        />
      </Group>
      {'from' in time && (
        <ExactTime key={`${time.from} ${time.to}`} time={time} onChange={(next) => set({ time: next })} />
      )}
    </Stack>
  );
}

interface ExactTimeProps {
  readonly time: Extract<LogTime, { readonly from: string }>;
  readonly onChange: (time: LogTime) => void;
}

/** From a moment on, and before another, by the clocks of the chosen zone. Asked for when both are whole. */
function ExactTime({ time, onChange }: ExactTimeProps) {
  const [typed, setTyped] = useState<{ from: string | null; to: string | null }>(time);
  const isBackwards = typed.from !== null && typed.to !== null && typed.from >= typed.to;
  const say = () => {
    const { from, to } = typed;
    if (from !== null && to !== null && from < to && (from !== time.from || to !== time.to)) onChange({ from, to });
  };
  return (
    <Group
      gap="sm"
      align="flex-start"
      role="group"
      aria-label="Exact time"
      onBlur={say}
      onKeyDown={({ key }) => key === 'Enter' && say()}
    >
      <MomentInput label="Served from" value={typed.from} onChange={(from) => setTyped({ ...typed, from })} />
      <MomentInput
        label="and before"
        value={typed.to}
        onChange={(to) => setTyped({ ...typed, to })}
        error={isBackwards ? 'This is before the beginning.' : undefined}
      />
      <Text size="xs" c="dimmed" maw={240} pt={28}>
        Enter asks. What is served in the second moment is not in it.
      </Text>
    </Group>
  );
}

const EXACT = 'exact';
const SPANS = (Object.keys(LAST_MS) as Last[]).map((value) => ({ value, label: LAST_NAMES[value] }));

/** The time that is shown already, made exact: to the minute, and all of it. */
function exactTime(time: LogTime, span: TimeBarProps['span']): LogTime {
  if ('from' in time) return time;
  const toMs = span === null ? Date.now() : Date.parse(span.to);
  const fromMs = span === null ? toMs - LAST_MS[time.last] : Date.parse(span.from);
  const minute = (ms: number) => new Date(ms * 60_000).toISOString();
  return { from: minute(Math.floor(fromMs / 60_000)), to: minute(Math.ceil(toMs / 60_000)) };
}
