import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface ReportSectionProps {
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}

/** A part of the report, with what its figures are of. */
export function ReportSection({ title, hint, children }: ReportSectionProps) {
  return (
    <Stack gap="xs" component="section" aria-label={title}>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
      {children}
    </Stack>
  );
}
