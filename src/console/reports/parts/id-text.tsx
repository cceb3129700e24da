import { Text } from '@mantine/core';

/** An id in a table: there to be copied, and not to be read first. */
export const IdText = ({ id }: { id: string }) => (
  <Text component="span" size="xs" c="dimmed" ff="monospace" title={id}>
    {id}
  </Text>
);
