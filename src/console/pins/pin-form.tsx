import { Accordion, Button, Group, NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { AudiencePicker } from '../parts/audience-picker.tsx';
import { audienceText } from '../parts/audience-text.ts';
import { MomentInput } from '../parts/moment-input.tsx';
import { useSegments } from '../parts/use-segments.ts';
import { useZone } from '../shell/zone.tsx';
import { PinCheckPanel } from './pin-check-panel.tsx';
import { draftOf, type PinFields, type PinFieldsProps } from './pin-fields.ts';
import { PinMoreFields } from './pin-more-fields.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import { rowName, rowOptions } from './row-options.ts';
import { timePresets } from './time-presets.ts';
import { usePinCheck } from './use-pin-check.ts';
import { useRows } from './use-rows.ts';

export interface PinFormProps {
  readonly fields: PinFields;
  readonly onChange: (fields: PinFields) => void;
  /** The pin that is edited; null: a new one. */
  readonly pinId: string | null;
  /** Shows and chooses the item. */
  readonly item?: ReactNode;
  /** Whether fields that are not right say so: from the first try to save on. */
  readonly showProblems?: boolean;
}

/** The fields of a pin, and live what the service says to them. Whoever holds the fields saves them, by draftOf. */
export function PinForm({ fields, onChange, pinId, item, showProblems = false }: PinFormProps) {
  const zone = useZone();
  const segments = useSegments();
  const set = (changed: Partial<PinFields>) => onChange({ ...fields, ...changed });
  const outcome = draftOf(fields);
  const check = usePinCheck('draft' in outcome ? outcome.draft : null, pinId);
  const problems = 'problems' in outcome ? outcome.problems : {};
  const shown = showProblems ? problems : {};
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Stack gap="md">
      {item}
      {shown.itemId && (
        <Text c="red" size="sm" role="alert">
          {shown.itemId}
        </Text>
      )}
      <Where fields={fields} set={set} problems={shown} />
      <Stack gap={6}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <MomentInput
            label="From"
            required
            value={fields.from}
            onChange={(from) => set({ from })}
            error={shown.from}
          />
          <MomentInput
            label="Until"
            required
            value={fields.until}
            onChange={(until) => set({ until })}
            error={shown.until ?? (fields.from !== null && fields.until !== null ? problems.until : undefined)}
          />
        </SimpleGrid>
        <Group gap={6} role="group" aria-label="Usual times">
          {timePresets(Date.now(), zone.name).map(({ name, from, until }) => (
            <Button key={name} size="compact-xs" variant="default" onClick={() => set({ from, until })}>
              {name}
            </Button>
          ))}
        </Group>
      </Stack>
      <RepeatFields fields={fields} set={set} problems={problems} />
      <Accordion variant="contained" value={shown.priority ? 'more' : opened} onChange={setOpened} order={3}>
        <Accordion.Item value="audience">
          <Accordion.Control>
            <Text size="sm" fw={500}>
              For whom
            </Text>
            <Text size="sm" c="dimmed">
              {audienceText(fields.audience, segments)}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <AudiencePicker value={fields.audience} onChange={(audience) => set({ audience })} />
          </Accordion.Panel>
        </Accordion.Item>
        <PinMoreFields fields={fields} set={set} problems={problems} />
      </Accordion>
      <PinCheckPanel check={check} />
    </Stack>
  );
}

function Where({ fields, set, problems }: PinFieldsProps) {
  const options = rowOptions(useRows());
  const { rowKey, slot } = fields;
  const isListed = rowKey === null || options.some(({ value }) => value === rowKey);
  const data = options.map(({ value, label }) => ({ value, label }));
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap">
      <Select
        flex={1}
        label="Row"
        required
        searchable
        placeholder="Which row"
        data={isListed ? data : [{ value: rowKey, label: rowName(rowKey) }, ...data]}
        value={rowKey}
        onChange={(chosen) => set({ rowKey: chosen })}
        error={problems.rowKey}
        renderOption={({ option }) => (
          <div>
            <Text size="sm">{option.label}</Text>
            <Text size="xs" opacity={0.75}>
              {options.find(({ value }) => value === option.value)?.reach}
            </Text>
          </div>
        )}
      />
      <NumberInput
        w={96}
        label="Slot"
        required
        min={1}
        max={50}
        allowDecimal={false}
        value={slot ?? ''}
        onChange={(typed) => set({ slot: typeof typed === 'number' ? typed : null })}
        error={problems.slot}
      />
    </Group>
  );
}
