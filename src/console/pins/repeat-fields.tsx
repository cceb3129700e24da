import { Chip, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { ALL_ZONES } from '../shell/zone.tsx';
import { type PinFields, type RepeatKey, WEEKDAYS, type Weekday } from './pin-fields.ts';
import { DAY_NAMES } from './pin-words.ts';

interface RepeatFieldsProps {
  readonly fields: Pick<PinFields, RepeatKey>;
  readonly set: (changed: Partial<Pick<PinFields, RepeatKey>>) => void;
  readonly problems: Partial<Record<RepeatKey, string>>;
}

/** Only at some times of every week: days, hours, and by whose clocks. Of pins, collections and rules. */
export function RepeatFields({ fields, set, problems }: RepeatFieldsProps) {
  const { repeats, days, repeatFrom, repeatUntil, timeZone } = fields;
  return (
    <Stack gap="sm">
      <Switch
        label="Only at some times of every week"
        checked={repeats}
        onChange={({ currentTarget }) => set({ repeats: currentTarget.checked })}
      />
      {repeats && (
        <Stack gap="xs" pl="md">
          <Chip.Group multiple value={[...days]} onChange={(chosen) => set({ days: chosen as Weekday[] })}>
            <Group gap={6} role="group" aria-label="Days">
              {WEEKDAYS.map((day) => (
                <Chip key={day} value={day} size="sm" radius="sm">
                  {DAY_NAMES[day]}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          {problems.days && (
            <Text c="red" size="sm">
              {problems.days}
            </Text>
          )}
          <Group gap="sm" align="flex-start">
            <TextInput
              w={110}
              label="From (hour)"
              placeholder="18:00"
              value={repeatFrom}
              error={problems.repeatFrom}
              onChange={({ currentTarget }) => set({ repeatFrom: currentTarget.value })}
            />
            <TextInput
              w={110}
              label="Until (hour)"
              placeholder="24:00"
              value={repeatUntil}
              error={problems.repeatUntil}
              onChange={({ currentTarget }) => set({ repeatUntil: currentTarget.value })}
            />
            <Select
              flex={1}
              miw={160}
              label="By the clocks of"
              searchable
              allowDeselect={false}
              limit={60}
              data={ALL_ZONES}
              value={timeZone}
              onChange={(chosen) => chosen && set({ timeZone: chosen })}
            />
          </Group>
          {repeatUntil < repeatFrom && problems.repeatUntil === undefined && (
            <Text size="xs" c="dimmed">
              It goes on until {repeatUntil} of the next day.
            </Text>
          )}
        </Stack>
      )}
    </Stack>
  );
}
