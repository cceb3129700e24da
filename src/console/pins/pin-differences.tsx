import { Table, Text } from '@mantine/core';
import type { PinDraft } from '../../../clients/typescript/src/index.ts';
import { useSegments } from '../parts/use-segments.ts';
import { useZone } from '../shell/zone.tsx';
import { pinDifferences } from './pin-diff.ts';

interface PinDifferencesProps {
  readonly base: Required<PinDraft>;
  readonly theirs: Required<PinDraft>;
  /** null: only what they did is shown. */
  readonly yours: Required<PinDraft> | null;
  readonly heads?: { readonly was: string; readonly theirs: string };
}

/** What two editors did to one pin, field by field. */
export function PinDifferences({ base, theirs, yours, heads = HEADS }: PinDifferencesProps) {
  const zone = useZone();
  const segments = useSegments();
  const differences = pinDifferences(base, theirs, yours, { formatTime: zone.format, segments });
  if (differences.length === 0) return <Text size="sm">It says the same as before.</Text>;
  return (
    <Table.ScrollContainer minWidth={yours === null ? 260 : 420} scrollAreaProps={{ tabIndex: 0 }}>
      <Table fz="sm" verticalSpacing={6} aria-label="What was changed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>{heads.was}</Table.Th>
            <Table.Th>{heads.theirs}</Table.Th>
            {yours !== null && <Table.Th>Yours</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ label, was, theirs: their, yours: your, isTheirs, isYours }) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={500}>
                {label}
              </Table.Th>
              <Table.Td>{was}</Table.Td>
              <Table.Td fw={isTheirs ? 650 : undefined}>{isTheirs ? their : 'as it was'}</Table.Td>
              {yours !== null && <Table.Td fw={isYours ? 650 : undefined}>{isYours ? your : 'as it was'}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const HEADS = { was: 'Was', theirs: 'Theirs' };
