import { ActionIcon, Group, Input, SegmentedControl, Select, Switch, Text, TextInput, Tooltip } from '@mantine/core';
import { ReloadIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import { ORIGINS, type Origin } from '../../../domain/origin.ts';
import { wallOf } from '../../parts/moment.ts';
import { ALL_ZONES, OWN_ZONE } from '../../shell/zone.tsx';
import { ORIGIN_WORDS } from '../report-words.ts';
import { isDay, PRESETS, type Preset, spanOf } from '../reports-query.ts';
import { useReports } from '../use-reports.tsx';
import classes from './report-toolbar.module.css';

interface ReportToolbarProps {
  /** Where a view has a time of its own. */
  readonly withoutRange?: boolean;
  readonly withoutCompare?: boolean;
}

/** Of when, where, and whose: what every tab is asked by. All of it is in the address. */
export function ReportToolbar({ withoutRange = false, withoutCompare = false }: ReportToolbarProps) {
  const { query, tz, origin, asOfMs, refresh, set } = useReports();
  const asOf = wallOf(asOfMs, tz).slice(11);
  const zones = ALL_ZONES.includes(tz) ? ALL_ZONES : [tz, ...ALL_ZONES];
  return (
    <Group gap="sm" align="flex-end" role="group" aria-label="What is counted" className={classes.bar}>
      {!withoutRange && <Range />}
      <Select
        label="Days by the clocks of"
        w={{ base: 'calc(50% - 6px)', xs: 200 }}
        searchable
        allowDeselect={false}
        data={zones}
        value={tz}
        onChange={(chosen) => chosen && set({ tz: chosen }, { replace: true })}
        {...(tz !== OWN_ZONE && { 'data-other': true })}
      />
      <Select
        label="Viewers"
        w={{ base: 'calc(50% - 6px)', xs: 180 }}
        allowDeselect={false}
        data={ORIGINS.map((value) => ({ value, label: ORIGIN_WORDS[value] }))}
        value={origin}
        onChange={(chosen) => set({ origin: chosen as Origin }, { replace: true })}
      />
      {!withoutCompare && (
        <Switch
          label="Compare"
          wrapperProps={{
            title: 'Beside the same weekdays and hours before: of 7 days the 7 before, of today a week ago',
          }}
          className={classes.switch!}
          checked={query.compare}
          onChange={({ currentTarget }) => set({ compare: currentTarget.checked }, { replace: true })}
        />
      )}
      <Group gap={6} wrap="nowrap" ml="auto" className={classes.asOf!}>
        <Text size="sm" c="dimmed">
          Counted to {asOf}
        </Text>
        <Tooltip label="Count again, up to now">
          <ActionIcon variant="default" onClick={refresh} aria-label="Count again, up to now">
            <ReloadIcon />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}

function Range() {
  const { query, tz, asOfMs, set } = useReports();
  const { range } = query;
  const isCustom = typeof range !== 'string';
  const choose = (value: string) => {
    if (value !== 'custom') return set({ range: value as Preset }, { replace: true });
    const { from, to } = spanOf(range, tz, asOfMs);
    set(
      { range: { from: wallOf(from, tz).slice(0, 10), to: wallOf(Date.parse(to) - 1, tz).slice(0, 10) } },
      { replace: true },
    );
  };
  return (
    <>
      <Input.Wrapper label="Time" labelElement="div" labelProps={{ id: 'report-range', display: 'block' }}>
        <SegmentedControl
          aria-labelledby="report-range"
          data={[
            ...PRESETS.map((value) => ({ value: value as string, label: PRESET_WORDS[value] })),
            { value: 'custom', label: 'Days …' },
          ]}
          value={isCustom ? 'custom' : range}
          onChange={choose}
        />
      </Input.Wrapper>
      {isCustom && (
        <>
          <DayInput
            label="First day"
            value={range.from}
            onChange={(from) => set({ range: { from, to: from > range.to ? from : range.to } }, { replace: true })}
          />
          <DayInput
            label="Last day"
            value={range.to}
            onChange={(to) => set({ range: { from: to < range.from ? to : range.from, to } }, { replace: true })}
          />
        </>
      )}
    </>
  );
}

/** The browser's own field. What is typed stays while it is typed: half a date is no day. */
function DayInput({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      type="date"
      label={label}
      w={150}
      value={typed ?? value}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        if (isDay(currentTarget.value)) onChange(currentTarget.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

const PRESET_WORDS: Readonly<Record<Preset, string>> = { today: 'Today', '7d': '7 days', '28d': '28 days' };
