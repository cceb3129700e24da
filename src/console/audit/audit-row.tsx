import {
  Anchor,
  Badge,
  Box,
  Button,
  Collapse,
  Group,
  Paper,
  Popover,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { ChevronDownIcon, ChevronRightIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import type { AuditEntry } from '../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { useUndo } from '../parts/use-undo.tsx';
import { When } from '../parts/when.tsx';
import { actionWords, objectId } from './action-words.ts';
import { fieldChanges, valueText } from './field-changes.ts';

/** One change: a sentence, on asking what was before and after, and the way back. */
export function AuditRow({ entry, onObject }: { entry: AuditEntry; onObject: (object: string) => void }) {
  const [isOpen, details] = useDisclosure(false);
  const { id, actor, action, object, reason, undoes, undoneBy } = entry;
  return (
    <Paper withBorder px="sm" py={8} component="article" aria-label={`Change ${id}`}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Box>
          <Text size="sm" td={undoneBy === null ? undefined : 'line-through'}>
            <Text span fw={650}>
              {actor.name || actor.id}
            </Text>{' '}
            {undoes === null ? actionWords(action) : `took back change ${undoes}: ${actionWords(action)}`}{' '}
            <Anchor component="button" type="button" size="sm" onClick={() => onObject(object)}>
              {objectId(object)}
            </Anchor>
          </Text>
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              <When at={entry.at} exactly />
            </Text>
            {reason !== '' && (
              <Text size="xs" c="dimmed" fs="italic">
                “{reason}”
              </Text>
            )}
            {undoneBy !== null && (
              <Badge size="sm" variant="default">
                undone by {undoneBy}
              </Badge>
            )}
          </Group>
        </Box>
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={details.toggle}
            aria-expanded={isOpen}
            leftSection={isOpen ? <ChevronDownIcon /> : <ChevronRightIcon />}
          >
            What
          </Button>
          {undoneBy === null && <UndoButton entry={entry} />}
        </Group>
      </Group>
      <Collapse expanded={isOpen}>
        <Changes entry={entry} />
      </Collapse>
    </Paper>
  );
}

function Changes({ entry }: { entry: AuditEntry }) {
  const changes = fieldChanges(entry.before, entry.after);
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed" py="xs">
        Nothing in it became another.
      </Text>
    );
  }
  return (
    <Table.ScrollContainer minWidth={420} type="native">
      <Table fz="xs" layout="fixed" mt="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="26%">Field</Table.Th>
            <Table.Th>Before</Table.Th>
            <Table.Th>After</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map(({ field, before, after }) => (
            <Table.Tr key={field}>
              <Table.Td fw={600}>{field || 'value'}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{valueText(before)}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{valueText(after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Asks why, in one field that may stay empty: Enter takes the change back. */
function UndoButton({ entry }: { entry: AuditEntry }) {
  const undo = useUndo();
  const [isAsking, asking] = useDisclosure(false);
  const [isBusy, setBusy] = useState(false);
  const [reason, setReason] = useState('');

  async function take(): Promise<void> {
    setBusy(true);
    try {
      await undo.change(entry.id, reason);
      asking.close();
      notifications.show({ message: `Change ${entry.id} is undone.`, color: 'green' });
    } catch (error) {
      notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false });
    } finally {
      setBusy(false);
    }
  }

  return (
    <Popover
      opened={isAsking}
      onChange={(open) => !open && asking.close()}
      position="bottom-end"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={asking.toggle} aria-label={`Undo change ${entry.id}`}>
          Undo
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void take();
          }}
        >
          <Stack gap="xs">
            <TextInput
              label="Why (optional)"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={500}
              data-autofocus
            />
            <Button type="submit" size="xs" loading={isBusy}>
              Take it back
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
