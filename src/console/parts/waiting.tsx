import { Center, Loader } from '@mantine/core';

export function Waiting() {
  return (
    <Center mih={160}>
      <Loader role="status" aria-label="Loading" />
    </Center>
  );
}
