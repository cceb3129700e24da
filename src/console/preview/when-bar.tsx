import { Button, Group, Popover, Slider, Stack, Text } from '@mantine/core';
import { CalendarIcon } from '@radix-ui/react-icons';
import { useEffect, useMemo, useState } from 'react';
import { MomentInput } from '../parts/moment-input.tsx';
import { useZone } from '../shell/zone.tsx';
import classes from './bar.module.css';
import { dayMarks, hourOf, momentOfHour, momentPresets, SLIDER_HOURS } from './moments.ts';

interface WhenBarProps {
  /** ISO 8601; null: now. */
  readonly at: string | null;
  readonly onChange: (at: string | null, quietly?: boolean) => void;
}

/** When the page is asked for: now, an evening that editors often mean, or any hour of the next two weeks. */
export function WhenBar({ at, onChange }: WhenBarProps) {
  const zone = useZone();
  // Looked at once: the ground must not move under the thumb.
  const [nowMs] = useState(() => Date.now());
  const presets = useMemo(() => momentPresets(nowMs, zone.name), [nowMs, zone.name]);
  const marks = useMemo(() => dayMarks(nowMs, zone.name), [nowMs, zone.name]);
  const [hour, setHour] = useState(() => hourOf(at, nowMs));
  useEffect(() => setHour(hourOf(at, nowMs)), [at, nowMs]);
  const text = (value: number) => (value === 0 ? 'Now' : zone.format(momentOfHour(value, nowMs)!));
  return (
    <Stack gap={6}>
      <Group gap={6} role="group" aria-label="When">
        <Choice isChosen={at === null} onChoose={() => onChange(null)}>
          Now
        </Choice>
        {presets.map((preset) => (
          <Choice key={preset.name} isChosen={at === preset.at} onChoose={() => onChange(preset.at)}>
            {preset.name} 20:00
          </Choice>
        ))}
        <Popover position="bottom-start" shadow="md" withinPortal>
          <Popover.Target>
            <Button size="compact-sm" variant="default" leftSection={<CalendarIcon />}>
              Another time
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <MomentInput label="The page of" value={at} onChange={(moment) => moment && onChange(moment)} />
          </Popover.Dropdown>
        </Popover>
        <Text size="sm" fw={600} ml="auto" className={classes.moment} aria-live="polite">
          {at === null ? hour > 0 && text(hour) : hour === hourOf(at, nowMs) ? zone.format(at) : text(hour)}
        </Text>
      </Group>
      <Slider
        className={classes.slider}
        min={0}
        max={SLIDER_HOURS}
        step={1}
        size="sm"
        label={text}
        value={hour}
        onChange={setHour}
        onChangeEnd={(value) => onChange(momentOfHour(value, nowMs), true)}
        marks={[...marks]}
        thumbLabel="Time of the page"
        thumbProps={{ 'aria-valuetext': text(hour) }}
      />
    </Stack>
  );
}

function Choice({
  isChosen,
  onChoose,
  children,
}: {
  isChosen: boolean;
  onChoose: () => void;
  children: React.ReactNode;
}) {
  return (
    <Button size="compact-sm" variant={isChosen ? 'filled' : 'default'} aria-pressed={isChosen} onClick={onChoose}>
      {children}
    </Button>
  );
}
