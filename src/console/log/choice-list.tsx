import { Button } from '@mantine/core';
import { useGridWalk } from '../parts/use-grid-walk.ts';
import classes from './log.module.css';

export interface ListedChoice {
  readonly value: string;
  readonly label: string;
}

interface ChoiceListProps {
  readonly label: string;
  readonly choices: readonly ListedChoice[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
}

/** A few dozen words of which one is chosen at once. Arrow keys go up and down. */
export function ChoiceList({ label, choices, value, onChange }: ChoiceListProps) {
  const walk = useGridWalk(choices.map(() => 1));
  const first = Math.max(
    0,
    choices.findIndex((choice) => choice.value === value),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws what is not wanted here.
    <div ref={walk.root} onKeyDown={walk.onKeyDown} className={classes.choices} role="group" aria-label={label}>
      {choices.map((choice, row) => (
        <Button
          key={choice.value}
          size="xs"
          fullWidth
          justify="flex-start"
          variant={choice.value === value ? 'light' : 'subtle'}
          color="gray"
          c="var(--mantine-color-text)"
          fw={choice.value === value ? 650 : 400}
          aria-pressed={choice.value === value}
          data-row={row}
          data-position={0}
          data-autofocus={row === first || undefined}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </Button>
      ))}
    </div>
  );
}
