import { Alert, type AlertProps } from '@mantine/core';
import { ExclamationTriangleIcon } from '@radix-ui/react-icons';

/** Something to know before going on. In the colour of text on a quiet ground: Mantine's own yellow is too light to be read, or too loud. */
export function Notice({ color = 'yellow', ...props }: AlertProps) {
  const ground = color === 'yellow' ? { backgroundColor: 'light-dark(var(--mantine-color-amber-0), #33290f)' } : {};
  return (
    <Alert
      color={color}
      icon={<ExclamationTriangleIcon />}
      styles={{
        root: ground,
        label: { color: 'var(--mantine-color-text)' },
        icon: { color: 'var(--mantine-color-text)' },
      }}
      {...props}
    />
  );
}
