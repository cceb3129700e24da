import { TextInput } from '@mantine/core';
import { MagnifyingGlassIcon } from '@radix-ui/react-icons';
import { useReports } from '../use-reports.tsx';

/** Words that rows of the table must have in a text of theirs; in the address. */
export function FindInput({ label }: { label: string }) {
  const { query, set } = useReports();
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      w={240}
      leftSection={<MagnifyingGlassIcon />}
      value={query.find ?? ''}
      onChange={({ currentTarget }) => set({ find: currentTarget.value || null }, { replace: true })}
    />
  );
}
