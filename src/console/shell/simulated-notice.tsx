import { Text } from '@mantine/core';
import { useSession } from '../session/session.tsx';

/** On every page of the demo: what is counted here is of no person. */
export function SimulatedNotice() {
  const { settings } = useSession();
  if (!settings.simulated) return null;
  return (
    <Text role="note" size="sm" ta="center" lh="28px" bg="amber.3" c="night.9" truncate>
      Demo: the viewers here are simulated
    </Text>
  );
}
