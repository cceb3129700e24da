import { Chip, Group, Input, MultiSelect, SegmentedControl, SimpleGrid, Stack, TagsInput } from '@mantine/core';
import { useId, useMemo } from 'react';
import { type Audience, allRegions, COMMON_LANGUAGES, languageName, SURFACE_NAMES, withKey } from './audience-text.ts';
import { useSegments } from './use-segments.ts';

/** Whom something is for. Nothing chosen is everyone; all that is chosen must hold, of one kind any. */
export function AudiencePicker({ value, onChange }: { value: Audience; onChange: (audience: Audience) => void }) {
  const set = <Key extends keyof Audience>(key: Key, chosen: Audience[Key]) => onChange(withKey(value, key, chosen));
  const segments = useSegments();
  const regions = useMemo(() => withGiven(allRegions(), value.regions), [value.regions]);
  const segmentData = withGiven(
    segments.map(({ segmentId, name }) => ({ value: segmentId!, label: name })),
    value.segmentIds,
  );
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <MultiSelect
          label="Regions"
          placeholder={value.regions ? undefined : 'Anywhere'}
          searchable
          clearable
          hidePickedOptions
          limit={60}
          data={regions}
          value={[...(value.regions ?? [])]}
          onChange={(chosen) => set('regions', chosen)}
        />
        <TagsInput
          label="Languages"
          placeholder={value.languages ? undefined : 'Any'}
          description={value.languages?.map(languageName).join(', ')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          clearable
          data={COMMON_LANGUAGES}
          renderOption={({ option }) => `${option.value} · ${languageName(option.value)}`}
          value={[...(value.languages ?? [])]}
          onChange={(chosen) => set('languages', chosen.map((tag) => tag.trim()).filter(isLanguageTag))}
        />
      </SimpleGrid>
      <Group gap="xl" align="flex-start">
        <Chips
          label="Surfaces"
          names={SURFACE_NAMES}
          value={value.surfaces}
          onChange={(chosen) => set('surfaces', chosen)}
        />
        <Chips
          label="Profiles"
          names={MATURITY_NAMES}
          value={value.maturities}
          onChange={(chosen) => set('maturities', chosen)}
        />
        <Viewers value={value.newUsers} onChange={(chosen) => set('newUsers', chosen)} />
      </Group>
      {segmentData.length > 0 && (
        <MultiSelect
          label="Segments"
          placeholder={value.segmentIds ? undefined : 'Whichever'}
          searchable
          clearable
          data={segmentData}
          value={[...(value.segmentIds ?? [])]}
          onChange={(chosen) => set('segmentIds', chosen)}
        />
      )}
      {value.arms && (
        <TagsInput label="Arms" value={[...value.arms]} onChange={(chosen) => set('arms', chosen)} clearable />
      )}
    </Stack>
  );
}

interface ChipsProps<Key extends string> {
  readonly label: string;
  readonly names: Readonly<Record<Key, string>>;
  readonly value: readonly Key[] | undefined;
  readonly onChange: (chosen: readonly Key[]) => void;
}

function Chips<Key extends string>({ label, names, value = [], onChange }: ChipsProps<Key>) {
  const labelId = useId();
  return (
    <Stack gap={4}>
      <Input.Label component="div" id={labelId}>
        {label}
      </Input.Label>
      <Chip.Group multiple value={[...value]} onChange={(chosen) => onChange(chosen as Key[])}>
        <Group gap={6} role="group" aria-labelledby={labelId}>
          {(Object.keys(names) as Key[]).map((key) => (
            <Chip key={key} value={key} size="sm" radius="sm">
              {names[key]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Stack>
  );
}

function Viewers({
  value,
  onChange,
}: {
  value: boolean | undefined;
  onChange: (newUsers: boolean | undefined) => void;
}) {
  const labelId = useId();
  return (
    <Stack gap={4}>
      <Input.Label component="div" id={labelId}>
        Viewers
      </Input.Label>
      <SegmentedControl
        aria-labelledby={labelId}
        size="xs"
        data={['All', 'New', 'Known']}
        value={value === undefined ? 'All' : value ? 'New' : 'Known'}
        onChange={(chosen) => onChange(chosen === 'All' ? undefined : chosen === 'New')}
      />
    </Stack>
  );
}

/** What is chosen stays to be seen, also where no list knows it. */
function withGiven(known: readonly { value: string; label: string }[], given: readonly string[] = []) {
  const strays = given.filter((one) => !known.some(({ value }) => value === one));
  return [...known, ...strays.map((one) => ({ value: one, label: one }))];
}

const isLanguageTag = (tag: string): boolean => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && tag.length <= 35;
const MATURITY_NAMES = { kids: 'Kids', teen: 'Teen', adult: 'Adult' } as const;
