import { Group, Stack, Text, Textarea, VisuallyHidden } from '@mantine/core';
import { useRef } from 'react';
import classes from '../catalogue.module.css';
import { FilterHelp } from './filter-help.tsx';
import { placeOf, refusalOf } from './filter-refusal.ts';

interface FilterInputProps {
  readonly value: string;
  readonly onChange: (filter: string) => void;
  readonly over: 'items' | 'users';
  readonly label: string;
  readonly description?: string;
  /** What is missing, where one tried to save. */
  readonly problem?: string | undefined;
  /** Of the check of the whole object: shown here where it is about the filter. */
  readonly error: unknown;
}

/** A filter as it is written; what is wrong with it is shown at its place, and clicking there goes to it. */
export function FilterInput({ value, onChange, over, label, description, problem, error }: FilterInputProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const refusal = value.trim() === '' ? null : refusalOf(error);
  return (
    <Stack gap={6} className={classes.filter}>
      <Textarea
        ref={field}
        label={label}
        description={description}
        required
        autosize
        minRows={2}
        maxRows={10}
        maxLength={2000}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        placeholder={over === 'items' ? 'genre = War and year >= 1970' : 'label = vip or plays >= 20'}
        value={value}
        error={problem ?? (refusal === null ? undefined : refusal.sentence)}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <Group justify="space-between" align="start" wrap="nowrap">
        {refusal === null ? <span /> : <Place filter={value} at={refusal.at} onGo={goTo} />}
        <FilterHelp over={over} />
      </Group>
    </Stack>
  );

  function goTo(start: number, end: number): void {
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
  }
}

function Place({ filter, at, onGo }: { filter: string; at: number; onGo: (start: number, end: number) => void }) {
  const { before, there, after } = placeOf(filter, at);
  return (
    <button type="button" className={classes.placeButton} onClick={() => onGo(at, at + there.trimEnd().length)}>
      <VisuallyHidden component="span">Go to character {at + 1}: </VisuallyHidden>
      <Text component="span" className={classes.place}>
        {before}
        <mark>{there === ' ' ? ' ' : there}</mark>
        {after}
      </Text>
    </button>
  );
}
