import { Accordion, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { AudiencePicker } from '../../parts/audience-picker.tsx';
import { type Audience, audienceText } from '../../parts/audience-text.ts';
import { MomentInput } from '../../parts/moment-input.tsx';
import { useSegments } from '../../parts/use-segments.ts';
import { RepeatFields } from '../../pins/repeat-fields.tsx';
import { useZone } from '../../shell/zone.tsx';
import { type ScheduleFields, scheduleOf, scheduleProblemsOf, scheduleText } from './schedule.ts';

type Fields = ScheduleFields & { readonly audience: Audience };

interface ForWhomAndWhenProps {
  readonly fields: Fields;
  readonly set: (changed: Partial<Fields>) => void;
}

/** The audience and the times of a collection or a rule, closed until they are wanted; closed they say what is set. */
export function ForWhomAndWhen({ fields, set }: ForWhomAndWhenProps) {
  const zone = useZone();
  const segments = useSegments();
  const problems = scheduleProblemsOf(fields);
  const [opened, setOpened] = useState<string[]>([]);
  // What is wrong is never hidden.
  const shown = Object.keys(problems).length > 0 ? [...new Set([...opened, 'when'])] : opened;
  return (
    <Accordion variant="contained" multiple value={shown} onChange={setOpened} order={3}>
      <Accordion.Item value="whom">
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
      <Accordion.Item value="when">
        <Accordion.Control>
          <Text size="sm" fw={500}>
            When
          </Text>
          <Text size="sm" c="dimmed">
            {scheduleText(scheduleOf(fields), zone.format)}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <MomentInput label="From" value={fields.from} onChange={(from) => set({ from })} />
              <MomentInput
                label="Until"
                value={fields.until}
                onChange={(until) => set({ until })}
                error={problems.until}
              />
            </SimpleGrid>
            <RepeatFields fields={fields} set={set} problems={problems} />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
