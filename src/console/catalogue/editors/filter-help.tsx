import { Anchor, Code, Popover, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { FILTER_EXAMPLES, ITEM_FILTER_FIELDS, USER_FILTER_FIELDS } from './filter-fields.ts';

/** What a filter may name, on asking. */
export function FilterHelp({ over }: { over: 'items' | 'users' }) {
  const fields = over === 'items' ? ITEM_FILTER_FIELDS : USER_FILTER_FIELDS;
  return (
    <Popover width={460} position="bottom-end" withinPortal trapFocus shadow="md">
      <Popover.Target>
        <Anchor component="button" type="button" size="sm" style={{ flex: 'none' }}>
          What can be written here
        </Anchor>
      </Popover.Target>
      <Popover.Dropdown maw="96vw" aria-label="What can be written in a filter">
        <ScrollArea.Autosize mah={340} viewportProps={{ tabIndex: 0, 'aria-label': 'Fields' }}>
          <Stack gap="xs">
            <Text size="sm">
              Tests are joined by <Code>and</Code>, <Code>or</Code>, <Code>not</Code> and brackets; values with spaces
              stand in quotes.
            </Text>
            {FILTER_EXAMPLES[over].map((example) => (
              <Code key={example} block>
                {example}
              </Code>
            ))}
            <Table fz="xs" verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Field</Table.Th>
                  <Table.Th>What it is</Table.Th>
                  <Table.Th>Operators</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {fields.map(({ name, means, operators }) => (
                  <Table.Tr key={name}>
                    <Table.Td ff="monospace">{name}</Table.Td>
                    <Table.Td>{means}</Table.Td>
                    <Table.Td ff="monospace">{operators}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            {over === 'users' && (
              <Text size="xs" c="dimmed">
                What is not known of a user is not met, and neither is its opposite.
              </Text>
            )}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
