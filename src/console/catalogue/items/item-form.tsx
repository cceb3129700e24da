import {
  Fieldset,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  type TagsInputProps,
  Textarea,
  TextInput,
} from '@mantine/core';
import { TYPE_NAMES } from '../../parts/item-facts.ts';
import { MomentInput } from '../../parts/moment-input.tsx';
import type { ItemFields, ItemProblems } from './item-fields.ts';
import { WindowRows } from './window-rows.tsx';

interface ItemFormProps {
  readonly fields: ItemFields;
  readonly set: (changed: Partial<ItemFields>) => void;
  readonly problems: ItemProblems;
  readonly isNew: boolean;
  readonly isReadOnly: boolean;
}

/** All that the catalogue knows of an item. */
export function ItemForm({ fields, set, problems, isNew, isReadOnly }: ItemFormProps) {
  const text = (name: TextName) => ({
    value: fields[name],
    error: problems[name],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => set({ [name]: currentTarget.value }),
  });
  const number = (name: 'durationMin' | 'season' | 'episode') => ({
    value: fields[name] ?? '',
    error: problems[name],
    min: 0,
    onChange: (typed: string | number) => set({ [name]: typeof typed === 'number' ? typed : null }),
  });
  const names = (name: 'genres' | 'tags' | 'cast' | 'directors'): TagsInputProps => ({
    value: [...fields[name]],
    error: problems[name],
    splitChars: [',', ';'],
    onChange: (chosen) => set({ [name]: chosen }),
  });
  const isEpisode = fields.type === 'episode';
  return (
    <Fieldset disabled={isReadOnly} variant="unstyled">
      <Stack gap="sm">
        {isNew && (
          <TextInput
            label="Id"
            description="As your app knows it; it stays"
            required
            {...text('itemId')}
            data-autofocus
          />
        )}
        <TextInput label="Title" required maxLength={500} {...text('title')} />
        <Textarea label="Description" autosize minRows={2} maxRows={8} {...text('description')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
          <Select
            label="Type"
            allowDeselect={false}
            data={Object.entries(TYPE_NAMES).map(([value, label]) => ({ value, label }))}
            value={fields.type}
            onChange={(chosen) => chosen && set({ type: chosen as ItemFields['type'] })}
          />
          <Select
            label="Maturity"
            allowDeselect={false}
            data={MATURITIES}
            value={fields.maturity}
            onChange={(chosen) => chosen && set({ maturity: chosen as ItemFields['maturity'] })}
          />
          <TagsInput label="Genres" {...names('genres')} />
          <TagsInput label="Tags" {...names('tags')} />
          <TagsInput label="Cast" {...names('cast')} />
          <TagsInput label="Directors" {...names('directors')} />
          <TextInput label="Language" placeholder="en" {...text('language')} />
          <TextInput label="Released" placeholder="2026-01-31" {...text('releaseDate')} />
          <NumberInput label="Length in minutes" decimalScale={2} {...number('durationMin')} />
          <TextInput label="Image" placeholder="The address of a picture" {...text('imageUrl')} />
          {(isEpisode || fields.seriesId !== '') && (
            <TextInput label="Series (id)" required={isEpisode} {...text('seriesId')} />
          )}
          {(isEpisode || fields.season !== null || fields.episode !== null) && (
            <SimpleGrid cols={2} spacing="sm">
              <NumberInput label="Season" allowDecimal={false} {...number('season')} />
              <NumberInput label="Episode" allowDecimal={false} {...number('episode')} />
            </SimpleGrid>
          )}
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <MomentInput
            label="Starts (live)"
            description="Until then it is only announced"
            value={fields.startsAt}
            onChange={(startsAt) => set({ startsAt })}
          />
          <MomentInput
            label="Ends"
            description="From then on it is shown nowhere"
            value={fields.endsAt}
            error={problems.endsAt}
            onChange={(endsAt) => set({ endsAt })}
          />
        </SimpleGrid>
        <WindowRows windows={fields.windows} problem={problems.windows} onChange={(windows) => set({ windows })} />
      </Stack>
    </Fieldset>
  );
}

type TextName = 'itemId' | 'title' | 'description' | 'language' | 'releaseDate' | 'imageUrl' | 'seriesId';

const MATURITIES = [
  { value: 'kids', label: 'Kids' },
  { value: 'teen', label: 'Teen' },
  { value: 'adult', label: 'Adult' },
];
