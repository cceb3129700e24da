import { Button, Popover } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { FilterEditor } from './filter-editor.tsx';
import { FilterText } from './filter-text.tsx';
import classes from './log.module.css';
import type { FilterName, LogFilters } from './log-query.ts';
import { FILTER_LABELS } from './log-words.ts';

interface FilterPillProps {
  readonly name: FilterName;
  /** undefined: it is being chosen for the first time. */
  readonly value: LogFilters[FilterName];
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  /** null takes it away. */
  readonly onChange: (value: LogFilters[FilterName] | null) => void;
}

/** One filter: what it says, on asking how to change it, and a way to be rid of it. */
export function FilterPill({ name, value, isOpen, onOpen, onChange }: FilterPillProps) {
  const label = FILTER_LABELS[name];
  return (
    <Button.Group>
      <Popover
        opened={isOpen}
        onChange={onOpen}
        width={300}
        position="bottom-start"
        shadow="md"
        trapFocus
        returnFocus
        withinPortal
      >
        <Popover.Target>
          <Button
            size="xs"
            variant="light"
            className={classes.pill}
            aria-expanded={isOpen}
            onClick={() => onOpen(!isOpen)}
          >
            {label}:&nbsp;
            <span className={classes.said}>{value === undefined ? '…' : <FilterText name={name} value={value} />}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <FilterEditor name={name} value={value} onChange={onChange} />
        </Popover.Dropdown>
      </Popover>
      {value !== undefined && (
        <Button
          size="xs"
          variant="light"
          px={7}
          aria-label={`Without the filter ${label}`}
          onClick={() => onChange(null)}
        >
          <Cross2Icon />
        </Button>
      )}
    </Button.Group>
  );
}
