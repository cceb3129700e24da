import { Button, Group, Popover, Select, TextInput } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { useEffect, useState } from 'react';
import { ItemSearch } from '../parts/item-search.tsx';
import { STATES } from './pin-state-badge.tsx';
import { PIN_STATES, type PinState } from './pins-query.ts';
import { rowName } from './row-options.ts';
import { useItem } from './use-item.ts';
import type { PinsQueryState } from './use-pins-query.ts';
import { useRows } from './use-rows.ts';

/** Which pins are shown. All of it is in the address. */
export function PinFilters({ query, set }: PinsQueryState) {
  const { state, rowId, itemId, campaign } = query;
  const rows = useRows().filter(({ isFamily }) => !isFamily);
  const known = rows.map((row) => ({ value: row.rowId, label: rowName(row.rowId, row.title) }));
  const isListed = rowId === null || known.some(({ value }) => value === rowId);
  const isFiltered = state !== null || rowId !== null || itemId !== null || campaign !== null;
  return (
    <Group gap="sm" align="flex-end" role="group" aria-label="Which pins">
      <Select
        w={172}
        label="State"
        placeholder="All but withdrawn"
        clearable
        clearButtonProps={{ 'aria-label': 'All states' }}
        data={PIN_STATES.map((value) => ({ value, label: STATES[value].name }))}
        value={state}
        onChange={(chosen) => set({ state: chosen as PinState | null }, { replace: true })}
      />
      <Select
        w={182}
        label="Row"
        placeholder="All rows"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'All rows' }}
        data={isListed ? known : [{ value: rowId, label: rowName(rowId) }, ...known]}
        value={rowId}
        onChange={(chosen) => set({ rowId: chosen }, { replace: true })}
      />
      <CampaignInput value={campaign} onChange={(chosen) => set({ campaign: chosen }, { replace: true })} />
      <ItemFilter itemId={itemId} onChange={(chosen) => set({ itemId: chosen }, { replace: true })} />
      {isFiltered && (
        <Button
          variant="subtle"
          onClick={() => set({ state: null, rowId: null, itemId: null, campaign: null }, { replace: true })}
        >
          Show all
        </Button>
      )}
    </Group>
  );
}

/** Asked for when it is whole: on Enter or when it is left, as no part of a campaign's name finds it. */
function CampaignInput({ value, onChange }: { value: string | null; onChange: (campaign: string | null) => void }) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const say = () => text.trim() !== (value ?? '') && onChange(text.trim() === '' ? null : text.trim());
  return (
    <TextInput
      w={150}
      label="Campaign"
      placeholder="All"
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={say}
      onKeyDown={({ key }) => key === 'Enter' && say()}
    />
  );
}

function ItemFilter({ itemId, onChange }: { itemId: string | null; onChange: (itemId: string | null) => void }) {
  const [isOpen, setOpen] = useState(false);
  if (itemId !== null) return <ChosenItem itemId={itemId} onClear={() => onChange(null)} />;
  return (
    <Popover opened={isOpen} onChange={setOpen} width={320} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" onClick={() => setOpen(!isOpen)}>
          Of an item …
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Of an item">
        <ItemSearch
          autoFocus
          onPick={(item) => {
            setOpen(false);
            onChange(item.itemId);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function ChosenItem({ itemId, onClear }: { itemId: string; onClear: () => void }) {
  const { title } = useItem(itemId);
  return (
    <Button variant="light" rightSection={<Cross2Icon />} onClick={onClear} aria-label={`Of ${title}: show all items`}>
      {title}
    </Button>
  );
}
