import { Button, Group, Menu, Text } from '@mantine/core';
import { PlusIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import { FilterPill } from './filter-pill.tsx';
import { FILTER_NAMES, type FilterName } from './log-query.ts';
import { FILTER_LABELS, isNarrowed } from './log-words.ts';
import type { LogQueryState } from './use-log-query.ts';

/** What narrows the log, each to be changed or taken away, and what else could. */
export function FilterPills({ view }: { view: LogQueryState }) {
  const { query, set, filter } = view;
  const [editing, setEditing] = useState<FilterName | null>(null);
  const shown = FILTER_NAMES.filter((name) => query.filters[name] !== undefined || name === editing);
  return (
    <Group gap={6} role="group" aria-label="Filters">
      {shown.map((name) => (
        <FilterPill
          key={name}
          name={name}
          value={query.filters[name]}
          isOpen={editing === name}
          onOpen={(isOpen) => setEditing(isOpen ? name : null)}
          onChange={(value) => {
            setEditing(null);
            filter(name, value);
          }}
        />
      ))}
      <Menu position="bottom-start" width={180} withinPortal returnFocus withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<PlusIcon />}>
            Filter
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FILTER_NAMES.filter((name) => !shown.includes(name)).map((name) => (
            <Menu.Item key={name} onClick={() => setEditing(name)}>
              {FILTER_LABELS[name]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {isNarrowed(query) ? (
        <Button size="xs" variant="subtle" onClick={() => set({ filters: {} })}>
          Show all
        </Button>
      ) : (
        shown.length === 0 && (
          <Text size="xs" c="dimmed">
            Or choose any cell below, to see only what is like it
          </Text>
        )
      )}
    </Group>
  );
}
