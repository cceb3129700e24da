import { Group, Text } from '@mantine/core';
import icon from '../icon.svg';

export function Wordmark({ size = 26 }: { size?: number }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src={icon} alt="" width={size} height={size} />
      <Text fw={700} fz={size * 0.7} lts="-0.01em">
        Marquee
      </Text>
    </Group>
  );
}
