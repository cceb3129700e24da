import {
  Accordion,
  Input,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useId } from 'react';
import type { CollectionFields } from './collection-fields.ts';
import { CollectionItems } from './collection-items.tsx';
import type { EditorialFormProps } from './editorial-kind.ts';
import { FilterInput } from './filter-input.tsx';
import { FirstMatches } from './first-matches.tsx';
import { ForWhomAndWhen } from './for-whom-and-when.tsx';

type Props = EditorialFormProps<'collection', CollectionFields>;

export function CollectionForm(props: Props) {
  const { fields, set, problems } = props;
  const contentId = useId();
  return (
    <Stack gap="sm">
      <TextInput
        label="Title of the row"
        required
        maxLength={200}
        value={fields.title}
        error={problems.title}
        onChange={({ currentTarget }) => set({ title: currentTarget.value })}
      />
      <Stack gap={4}>
        <Input.Label component="div" id={contentId}>
          What is in it
        </Input.Label>
        <SegmentedControl
          aria-labelledby={contentId}
          data={[
            { value: 'items', label: 'Chosen items' },
            { value: 'filter', label: 'What meets a filter' },
          ]}
          value={fields.content}
          onChange={(chosen) => set({ content: chosen as CollectionFields['content'] })}
        />
      </Stack>
      {fields.content === 'items' ? (
        <CollectionItems itemIds={fields.itemIds} onChange={(itemIds) => set({ itemIds })} problem={problems.itemIds} />
      ) : (
        <Filter {...props} />
      )}
      <Select
        label="In which order"
        description={ORDERS.find(({ value }) => value === fields.order)?.means}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        data={ORDERS.map(({ value, label }) => ({ value, label }))}
        value={fields.order}
        onChange={(chosen) => chosen && set({ order: chosen as CollectionFields['order'] })}
      />
      <ForWhomAndWhen fields={fields} set={set} />
      <More {...props} />
    </Stack>
  );
}

function Filter({ fields, set, problems, check }: Props) {
  const { filter, sort, order } = fields;
  return (
    <>
      <FilterInput
        over="items"
        label="Which titles"
        description="Asked anew whenever an item changes; a series is meant by its own fields"
        value={filter}
        onChange={(written) => set({ filter: written })}
        problem={problems.filter}
        error={check.error}
      />
      <FirstMatches
        draft={filter.trim() === '' || check.error ? null : { filter: filter.trim(), sort, order }}
        audience={fields.audience}
        count={check.answer?.object.matches ?? null}
        noun="title"
      />
      <Select
        label="Sorted by"
        allowDeselect={false}
        data={SORTS}
        value={sort}
        onChange={(chosen) => chosen && set({ sort: chosen as CollectionFields['sort'] })}
      />
    </>
  );
}

function More({ fields, set, problems }: Props) {
  const number = (name: 'minimum' | 'priority') => ({
    allowDecimal: false,
    value: fields[name] ?? '',
    error: problems[name],
    onChange: (typed: string | number) => set({ [name]: typeof typed === 'number' ? typed : null }),
  });
  return (
    <Accordion variant="contained" order={3} defaultValue={null}>
      <Accordion.Item value="more">
        <Accordion.Control>
          <Text size="sm" fw={500}>
            More
          </Text>
          <Text size="sm" c="dimmed">
            {moreText(fields)}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <NumberInput
                label="Titles at least"
                description="With fewer there is no row"
                min={1}
                max={50}
                {...number('minimum')}
              />
              <NumberInput label="Priority" description="The higher goes first" {...number('priority')} />
              <Select
                label="Place on the page"
                allowDeselect={false}
                data={PLACES}
                value={fields.place ?? ''}
                onChange={(chosen) => set({ place: chosen === '' ? null : (chosen as CollectionFields['place']) })}
              />
              <TextInput
                label="Title key"
                placeholder="row.autumn"
                value={fields.titleKey}
                onChange={({ currentTarget }) => set({ titleKey: currentTarget.value })}
              />
            </SimpleGrid>
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
              description="Off, it is a draft and shows nowhere"
              checked={fields.enabled}
              onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
            />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function moreText({ minimum, priority, place, enabled, note }: CollectionFields): string {
  const parts = [
    minimum !== 1 && `at least ${minimum ?? '…'} titles`,
    priority !== 0 && `priority ${priority ?? '…'}`,
    place !== null && PLACES.find(({ value }) => value === place)?.label.toLowerCase(),
    !enabled && 'a draft',
    note !== '' && 'with a note',
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? 'Minimum, place, priority, note' : parts.join(' · ');
}

const ORDERS = [
  { value: 'editorial', label: 'As it is, for everyone', means: 'What a viewer has watched stays in it.' },
  { value: 'ranker', label: 'By each viewer’s taste', means: 'By score, without what they have watched.' },
] as const;
const SORTS = [
  { value: 'popular', label: 'Popular first' },
  { value: 'trending', label: 'Trending first' },
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'title', label: 'Title' },
];
const PLACES = [
  { value: '', label: 'As the template says' },
  { value: 'top', label: 'Above all rows placed by worth' },
  { value: 'free', label: 'By its worth' },
];
