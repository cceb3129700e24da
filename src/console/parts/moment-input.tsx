import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useZone } from '../shell/zone.tsx';
import { momentOf, wallOf } from './moment.ts';

export interface MomentInputProps {
  readonly label: string;
  /** ISO 8601; null: none yet. */
  readonly value: string | null;
  /** null while what is typed is no whole moment. */
  readonly onChange: (instant: string | null) => void;
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  readonly required?: boolean;
  readonly disabled?: boolean;
}

/** A moment as the editor's clocks show it; the value is an instant. The browser's own field: it can be typed, picked, and read out. */
export function MomentInput({ label, value, onChange, error, description, ...rest }: MomentInputProps) {
  const zone = useZone();
  // What is typed is kept as it is while it is typed: half a date is no moment, and must not be wiped.
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value === null ? '' : wallOf(value, zone.name);
  const oddity = value === null ? null : (momentOf(shown, zone.name)?.oddity ?? null);
  const typedOddity = typed === null ? oddity : (momentOf(typed, zone.name)?.oddity ?? null);
  const odd = typedOddity === null || typed === null ? null : ODDITIES[typedOddity];
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={odd ?? description ?? (value === null ? zone.name : `${zone.formatDay(value)}, ${zone.name}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={typed ?? shown}
      error={error}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(momentOf(currentTarget.value, zone.name)?.instant ?? null);
      }}
      onBlur={() => setTyped(null)}
      {...rest}
    />
  );
}

const ODDITIES = {
  skipped: 'Clocks go forward over this time: it is taken as the same time after the change.',
  twice: 'Clocks show this time twice that day: the first is taken.',
} as const;
