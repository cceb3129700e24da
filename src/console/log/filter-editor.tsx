import { Autocomplete, Button, Divider, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { RUNGS, SOURCES } from '../../domain/page.ts';
import { allRegions, SURFACE_NAMES } from '../parts/audience-text.ts';
import { ItemSearch } from '../parts/item-search.tsx';
import { rowName } from '../pins/row-options.ts';
import { useRows } from '../pins/use-rows.ts';
import { ChoiceList, type ListedChoice } from './choice-list.tsx';
import classes from './log.module.css';
import { type FilterName, filterValue, type LogFilters } from './log-query.ts';
import { FILTER_LABELS, plainWords, RUNG_WORDS } from './log-words.ts';

interface FilterEditorProps {
  readonly name: FilterName;
  readonly value: LogFilters[FilterName];
  readonly onChange: (value: LogFilters[FilterName] | null) => void;
}

/** Where one filter is said: chosen from what there is, or typed. */
export function FilterEditor({ name, value, onChange }: FilterEditorProps) {
  const say = (text: string | null) => onChange((text === null ? undefined : filterValue(name, text)) ?? null);
  switch (name) {
    case 'itemId':
      return <ItemEditor onChange={say} />;
    case 'rowId':
      return <RowEditor value={String(value ?? '')} onChange={say} />;
    case 'pinned':
    case 'explored':
      return <YesNo label={QUESTIONS[name]} value={value as boolean | undefined} onChange={onChange} />;
    case 'position':
      return <SlotEditor value={value as number | undefined} onChange={onChange} />;
    case 'userKey':
    case 'model':
    case 'arm':
      return <TextEditor name={name} value={String(value ?? '')} onChange={say} />;
    case 'region':
      return <RegionEditor value={(value as string | undefined) ?? null} onChange={say} />;
    default:
      return (
        <ChoiceList
          label={FILTER_LABELS[name]}
          choices={CHOICES[name]}
          value={(value as string | undefined) ?? null}
          onChange={say}
        />
      );
  }
}

interface SaysText {
  readonly onChange: (text: string | null) => void;
}

/** By words of the title; of a title that is gone, by its id. */
function ItemEditor({ onChange }: SaysText) {
  return (
    <Stack gap="sm" className={classes.search}>
      <ItemSearch autoFocus onPick={({ itemId }) => onChange(itemId)} />
      <Divider label="or" />
      <TypedForm label="Id of an item" value="" onSay={onChange} />
    </Stack>
  );
}

function RowEditor({ value, onChange }: SaysText & { value: string }) {
  const [text, setText] = useState(value);
  const rows = useRows().filter(({ isFamily }) => !isFamily);
  const titleOf = (rowId: string) => rowName(rowId, rows.find((row) => row.rowId === rowId)?.title);
  return (
    <Form onSay={() => onChange(text)}>
      <Autocomplete
        label="Row"
        description="Its id, as genre:drama"
        data-autofocus
        data={rows.map(({ rowId }) => rowId)}
        renderOption={({ option }) => titleOf(option.value)}
        value={text}
        onChange={setText}
        onOptionSubmit={onChange}
        comboboxProps={{ withinPortal: false }}
      />
    </Form>
  );
}

function TextEditor({ name, value, onChange }: SaysText & { name: 'userKey' | 'model' | 'arm'; value: string }) {
  const { description, trouble } = TYPED[name];
  return (
    <TypedForm
      label={FILTER_LABELS[name]}
      description={description}
      value={value}
      isGood={(text) => filterValue(name, text) !== undefined}
      trouble={trouble}
      autoFocus
      onSay={onChange}
    />
  );
}

interface TypedFormProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly isGood?: (text: string) => boolean;
  /** Said where it is not good. */
  readonly trouble?: string;
  readonly autoFocus?: boolean;
  readonly onSay: (text: string) => void;
}

function TypedForm({ label, description, value, isGood = (text) => text.trim() !== '', ...rest }: TypedFormProps) {
  const { trouble, autoFocus, onSay } = rest;
  const [text, setText] = useState(value);
  const [isRefused, setRefused] = useState(false);
  return (
    <Form onSay={() => (isGood(text) ? onSay(text) : setRefused(true))}>
      <TextInput
        label={label}
        description={description}
        data-autofocus={autoFocus || undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        error={isRefused && !isGood(text) ? (trouble ?? 'Type something first.') : undefined}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
    </Form>
  );
}

function SlotEditor({ value, onChange }: { value: number | undefined; onChange: (value: number | null) => void }) {
  const [slot, setSlot] = useState<number | string>(value === undefined ? 1 : value + 1);
  return (
    <Form onSay={() => onChange(typeof slot === 'number' ? slot - 1 : null)}>
      <NumberInput
        label="Slot"
        data-autofocus
        min={1}
        max={32_768}
        allowDecimal={false}
        value={slot}
        onChange={setSlot}
      />
    </Form>
  );
}

function RegionEditor({ value, onChange }: SaysText & { value: string | null }) {
  const regions = useMemo(() => allRegions(), []);
  return (
    <Select
      label="Region"
      placeholder="Type its name"
      data-autofocus
      searchable
      // So few that nothing scrolls.
      limit={6}
      data={regions}
      value={value}
      onChange={onChange}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

interface YesNoProps {
  readonly label: string;
  readonly value: boolean | undefined;
  readonly onChange: (value: boolean) => void;
}

function YesNo({ label, value, onChange }: YesNoProps) {
  return (
    <Group gap="xs" role="group" aria-label={label} grow>
      {[true, false].map((one) => (
        <Button
          key={String(one)}
          size="xs"
          variant={value === one ? 'filled' : 'default'}
          aria-pressed={value === one}
          onClick={() => onChange(one)}
        >
          {one ? 'Yes' : 'No'}
        </Button>
      ))}
    </Group>
  );
}

function Form({ onSay, children }: { onSay: () => void; children: ReactNode }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSay();
      }}
    >
      <Stack gap="xs">
        {children}
        <Button type="submit" size="xs">
          Show only these
        </Button>
      </Stack>
    </form>
  );
}

const QUESTIONS = { pinned: 'Put there by a pin', explored: 'Put there by chance' } as const;

const TYPED = {
  userKey: { description: 'user_key, as “marquee users hash” tells it', trouble: 'A key has 32 digits, 0–9 and a–f.' },
  model: { description: 'Version of what retrieved or ranked', trouble: 'Type a version first.' },
  arm: { description: 'experiment:arm, or an arm of any experiment', trouble: 'Type an arm first.' },
} as const;

const CHOICES: Readonly<Record<'source' | 'rung' | 'surface', readonly ListedChoice[]>> = {
  source: SOURCES.map((value) => ({ value, label: plainWords(value) })),
  rung: RUNGS.map((value) => ({ value, label: `${value}: ${RUNG_WORDS[value]}` })),
  surface: Object.entries(SURFACE_NAMES).map(([value, label]) => ({ value, label })),
};
