import { Accordion, NumberInput, Select, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import type { PinFieldsProps } from './pin-fields.ts';

/** What a pin seldom needs: priority, what to do where it cannot stand, campaign and note. An item of an accordion. */
export function PinMoreFields({ fields, set, problems }: PinFieldsProps) {
  const { priority, ifRowAbsent, ifWatched, enabled, campaign, note } = fields;
  const summary = [
    priority !== 0 && `priority ${priority}`,
    campaign !== '' && `campaign ${campaign}`,
    ifRowAbsent === 'insert' && 'brings its row along',
    ifWatched === 'show' && 'shown again to who has seen it',
    !enabled && 'a draft',
    note !== '' && 'with a note',
  ].filter((part) => part !== false);
  return (
    <Accordion.Item value="more">
      <Accordion.Control>
        <Text size="sm" fw={500}>
          More
        </Text>
        <Text size="sm" c="dimmed">
          {summary.length === 0 ? 'Priority, campaign, note, what if' : summary.join(' · ')}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput
              label="Campaign"
              description="To find together what belongs together"
              maxLength={128}
              value={campaign}
              onChange={({ currentTarget }) => set({ campaign: currentTarget.value })}
            />
            <NumberInput
              label="Priority"
              description="The higher wins a slot, then the older pin"
              allowDecimal={false}
              value={priority ?? ''}
              error={problems.priority}
              onChange={(typed) => set({ priority: typeof typed === 'number' ? typed : null })}
            />
            <Select
              label="If a page does not have the row"
              allowDeselect={false}
              data={[
                { value: 'withhold', label: 'Leave the pin out' },
                { value: 'insert', label: 'Bring the row along' },
              ]}
              value={ifRowAbsent}
              onChange={(chosen) => set({ ifRowAbsent: chosen as typeof ifRowAbsent })}
            />
            <Select
              label="If the viewer has watched it"
              allowDeselect={false}
              data={[
                { value: 'withhold', label: 'Leave the pin out' },
                { value: 'show', label: 'Show it again' },
              ]}
              value={ifWatched}
              onChange={(chosen) => set({ ifWatched: chosen as typeof ifWatched })}
            />
          </SimpleGrid>
          <Textarea
            label="Note"
            description="Why; the audit keeps it as the reason of the change"
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={({ currentTarget }) => set({ note: currentTarget.value })}
          />
          <Switch
            label="Enabled"
            description="Off, it is a draft and shows nowhere"
            checked={enabled}
            onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
          />
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}
