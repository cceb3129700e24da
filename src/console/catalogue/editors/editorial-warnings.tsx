import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { CheckCircledIcon, ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { sentenceOf } from '../../parts/failure.tsx';
import type { EditorialNoun } from './editorial-desk.ts';
import type { EditorialCheck } from './editorial-kind.ts';
import { refusalOf } from './filter-refusal.ts';

/** What one would regret not to know, live. What is wrong with the filter is said at the filter. */
export function EditorialWarnings<Noun extends EditorialNoun>({ check }: { check: EditorialCheck<Noun> }) {
  const { answer, isChecking, error } = check;
  const isFilter = refusalOf(error) !== null;
  return (
    <Stack gap="xs" aria-live="polite" aria-busy={isChecking} mih={36}>
      {error != null && !isFilter && (
        <Alert color="red" icon={<ExclamationTriangleIcon />}>
          {sentenceOf(error)}
        </Alert>
      )}
      {answer?.warnings.map(({ code, detail }) => (
        <Alert key={code + detail} color="yellow" icon={<ExclamationTriangleIcon />} py="xs">
          <Text size="sm">{detail}</Text>
        </Alert>
      ))}
      {answer?.warnings.length === 0 && (
        <Group gap={6}>
          <CheckCircledIcon />
          <Text size="sm">The service has nothing to warn of.</Text>
          {isChecking && <Loader size={14} role="status" aria-label="Asking again" />}
        </Group>
      )}
    </Stack>
  );
}
