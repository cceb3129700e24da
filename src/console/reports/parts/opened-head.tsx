import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { ChevronLeftIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface OpenedHeadProps {
  /** Of the list it was opened from. */
  readonly backTo: string;
  readonly back: string;
  readonly title: ReactNode;
  /** Its id. */
  readonly id: string;
  /** What else to do about it. */
  readonly children?: ReactNode;
}

/** What is open, and the way back. */
export function OpenedHead({ backTo, back, title, id, children }: OpenedHeadProps) {
  return (
    <Group justify="space-between" align="flex-end" gap="sm">
      <Stack gap={2} miw={0}>
        <Anchor component={Link} href={backTo} size="sm">
          <Group component="span" gap={2}>
            <ChevronLeftIcon aria-hidden />
            {back}
          </Group>
        </Anchor>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {id}
        </Text>
      </Stack>
      {children}
    </Group>
  );
}
