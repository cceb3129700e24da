import { Badge, Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { valueText } from '../audit/field-changes.ts';
import { threeWay } from './three-way.ts';
import { When } from './when.tsx';

interface EditConflictProps {
  /** What it is called: "the collection War stories". */
  readonly name: string;
  /** As it was when you began, as it is now, and as you want it: of the same fields. */
  readonly was: object;
  readonly theirs: object;
  readonly yours: object;
  /** Who changed it last and when, where that is known. */
  readonly by?: { readonly who: string; readonly at: string } | undefined;
  readonly isBusy: boolean;
  readonly onTakeTheirs: () => void;
  /** Your changed fields onto theirs. */
  readonly onPutOver: () => void;
  readonly onClose: () => void;
}

/** The answer to 412: what is theirs and what is yours, side by side, and two ways on. Nothing is lost before one is chosen. */
export function EditConflict({ name, was, theirs, yours, by, isBusy, ...ways }: EditConflictProps) {
  const rows = threeWay(was as Record<string, unknown>, theirs as Record<string, unknown>, { ...yours });
  return (
    <Modal opened onClose={ways.onClose} title="Somebody changed it in the meantime" size="lg" centered>
      <Stack>
        <Text size="sm">
          {by === undefined ? 'Somebody' : by.who} changed {name} while you did
          {by !== undefined && (
            <>
              , on <When at={by.at} />
            </>
          )}
          . Nothing of yours is saved yet.
        </Text>
        <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="group" aria-label="What changed">
          <Table fz="xs" layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="24%">Field</Table.Th>
                <Table.Th>Before</Table.Th>
                <Table.Th>Theirs</Table.Th>
                <Table.Th>Yours</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ field, isBoth, ...values }) => (
                <Table.Tr key={field}>
                  <Table.Td fw={600}>
                    {field}{' '}
                    {isBoth && (
                      <Badge size="xs" color="red" variant="light">
                        both
                      </Badge>
                    )}
                  </Table.Td>
                  {[values.was, values.theirs, values.yours].map((value, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: three columns, always the same.
                    <Table.Td key={at} style={{ overflowWrap: 'anywhere' }}>
                      {valueText(value)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Group justify="flex-end">
          <Button variant="default" onClick={ways.onTakeTheirs}>
            Take theirs, drop mine
          </Button>
          <Button onClick={ways.onPutOver} loading={isBusy} data-autofocus>
            Put my changes onto theirs
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
