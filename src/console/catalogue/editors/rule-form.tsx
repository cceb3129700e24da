import { Chip, Group, Input, SegmentedControl, Slider, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { EditorialFormProps } from './editorial-kind.ts';
import { FilterInput } from './filter-input.tsx';
import { FirstMatches } from './first-matches.tsx';
import { ForWhomAndWhen } from './for-whom-and-when.tsx';
import type { RuleFields } from './rule-fields.ts';
import { limitWords, strengthWords } from './strength-words.ts';

export function RuleForm({ fields, set, problems, check }: EditorialFormProps<'rule', RuleFields>) {
  const { action, filter } = fields;
  const actionId = useId();
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={fields.name}
        error={problems.name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <Stack gap={4}>
        <Input.Label component="div" id={actionId}>
          What it does
        </Input.Label>
        <SegmentedControl
          aria-labelledby={actionId}
          data={ACTIONS}
          value={action}
          onChange={(chosen) => set({ action: chosen as RuleFields['action'] })}
        />
      </Stack>
      <FilterInput
        over="items"
        label="To which items"
        description="An episode is meant by its own fields or by those of its series"
        value={filter}
        onChange={(written) => set({ filter: written })}
        problem={problems.filter}
        error={check.error}
      />
      <FirstMatches
        draft={filter.trim() === '' || check.error ? null : { filter: filter.trim() }}
        audience={fields.audience}
        count={check.answer?.object.matches ?? null}
        noun="item"
      />
      {action !== 'block' && (
        <>
          <Strength fields={fields} set={set} action={action} />
          <Rows fields={fields} set={set} />
        </>
      )}
      <ForWhomAndWhen fields={fields} set={set} />
      <Textarea
        label="Note"
        description="Why; the audit keeps it as the reason of the change"
        autosize
        maxLength={2000}
        value={fields.note}
        onChange={({ currentTarget }) => set({ note: currentTarget.value })}
      />
      <Switch
        label="Enabled"
        description="Off, it is a draft and does nothing"
        checked={fields.enabled}
        onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
      />
    </Stack>
  );
}

interface PartProps {
  readonly fields: RuleFields;
  readonly set: (changed: Partial<RuleFields>) => void;
}

function Strength({ fields, set, action }: PartProps & { action: 'boost' | 'bury' }) {
  const [strengthId, limitId] = [useId(), useId()];
  const { strength, limit } = fields;
  return (
    <Stack gap="md">
      <Stack gap={4}>
        <Input.Label component="div" id={strengthId}>
          How strongly: {strength}
        </Input.Label>
        <Slider
          thumbProps={{ 'aria-labelledby': strengthId, 'aria-valuetext': strengthWords(action, strength) }}
          min={0}
          max={3}
          step={0.1}
          label={null}
          value={strength}
          onChange={(value) => set({ strength: Math.round(value * 10) / 10 })}
        />
        <Text size="xs" c="dimmed">
          {strengthWords(action, strength)}
        </Text>
      </Stack>
      {action === 'boost' && (
        <Stack gap={4}>
          <Input.Label component="div" id={limitId}>
            How much of a screen: {Math.round(limit * 100)}%
          </Input.Label>
          <Slider
            thumbProps={{ 'aria-labelledby': limitId, 'aria-valuetext': limitWords(limit) }}
            min={0}
            max={100}
            step={5}
            label={null}
            value={Math.round(limit * 100)}
            onChange={(percent) => set({ limit: percent / 100 })}
          />
          <Text size="xs" c="dimmed">
            {limitWords(limit)}
          </Text>
        </Stack>
      )}
    </Stack>
  );
}

function Rows({ fields, set }: PartProps) {
  const labelId = useId();
  return (
    <Stack gap={4}>
      <Input.Label component="div" id={labelId}>
        In which rows
      </Input.Label>
      <Chip.Group
        multiple
        value={[...(fields.rows ?? [])]}
        onChange={(chosen) => set({ rows: chosen.length === 0 ? null : (chosen as RuleFields['rows']) })}
      >
        <Group gap={6} role="group" aria-labelledby={labelId}>
          {FAMILIES.map(({ value, label }) => (
            <Chip key={value} value={value} size="sm" radius="sm">
              {label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Text size="xs" c="dimmed">
        {fields.rows === null ? 'All rows that are ordered by score.' : 'Only in these.'}
      </Text>
    </Stack>
  );
}

const ACTIONS = [
  { value: 'boost', label: 'Show more' },
  { value: 'bury', label: 'Show less' },
  { value: 'block', label: 'Not at all' },
];
const FAMILIES = [
  { value: 'top-picks', label: 'Top picks' },
  { value: 'because-you-watched', label: 'Because you watched' },
  { value: 'genre', label: 'Genres' },
  { value: 'more-from', label: 'More from' },
  { value: 'collection', label: 'Collections by taste' },
] as const;
