import { Alert, type AlertProps } from '@mantine/core';
import { ExclamationTriangleIcon } from '@radix-ui/react-icons';

/** Something to know before going on. Its title is in the colour of text: Mantine's yellow is too light to be read. */
export function Notice({ color = 'yellow', ...props }: AlertProps) {
  return (
    <Alert
      color={color}
      icon={<ExclamationTriangleIcon />}
      styles={{ label: { color: 'var(--mantine-color-text)' }, icon: { color: 'var(--mantine-color-text)' } }}
      {...props}
    />
  );
}
