import { ActionIcon, Button, Group, Input, Paper, Select, Stack, Text } from '@mantine/core';
import { Cross2Icon, PlusIcon } from '@radix-ui/react-icons';
import { useMemo } from 'react';
import { allRegions } from '../../parts/audience-text.ts';
import { MomentInput } from '../../parts/moment-input.tsx';
import type { WindowFields } from './item-fields.ts';

interface WindowRowsProps {
  readonly windows: readonly WindowFields[];
  readonly problem: string | undefined;
  readonly onChange: (windows: readonly WindowFields[]) => void;
}

/** Licences, one a row: where, from when, until when. No time is no bound. */
export function WindowRows({ windows, problem, onChange }: WindowRowsProps) {
  const regions = useMemo(() => [{ value: '*', label: 'Everywhere' }, ...allRegions()], []);
  const change = (key: number, changed: Partial<WindowFields>) =>
    onChange(windows.map((window) => (window.key === key ? { ...window, ...changed } : window)));
  const known = new Set(regions.map(({ value }) => value));
  return (
    <Stack gap="xs" role="group" aria-label="Licences">
      <Input.Label component="div">Licences</Input.Label>
      {windows.map(({ key, region, from, until }, at) => (
        <Paper key={key} withBorder p="xs" role="group" aria-label={`Licence ${at + 1}`}>
          <Group gap="xs" align="start">
            <Select
              label="Where"
              flex={1}
              miw={160}
              searchable
              allowDeselect={false}
              limit={60}
              data={known.has(region) ? regions : [...regions, { value: region, label: region }]}
              value={region}
              onChange={(chosen) => chosen && change(key, { region: chosen })}
            />
            <MomentInput label="From" value={from} onChange={(instant) => change(key, { from: instant })} />
            <MomentInput label="Until" value={until} onChange={(instant) => change(key, { until: instant })} />
            <ActionIcon
              variant="subtle"
              mt={28}
              aria-label={`Take licence ${at + 1} away`}
              onClick={() => onChange(windows.filter((window) => window.key !== key))}
            >
              <Cross2Icon />
            </ActionIcon>
          </Group>
        </Paper>
      ))}
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<PlusIcon />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() =>
          onChange([
            ...windows,
            { key: Math.max(-1, ...windows.map(({ key }) => key)) + 1, region: '*', from: null, until: null },
          ])
        }
      >
        Add a licence
      </Button>
    </Stack>
  );
}
