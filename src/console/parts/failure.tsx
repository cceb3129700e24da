import { Alert, Button, Group, Text } from '@mantine/core';
import { ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { MarqueeProblem } from '../../../clients/typescript/src/index.ts';

/** What went wrong in the service's own words, the request to ask the operator about, and one thing to do. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = error instanceof MarqueeProblem ? error : null;
  return (
    <Alert color="red" icon={<ExclamationTriangleIcon />} title={titleOf(problem)} role="alert" my="md">
      <Text size="sm">{sentenceOf(error)}</Text>
      <Group mt="sm" gap="md">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {problem?.requestId && (
          <Text size="xs" c="dimmed">
            Request {problem.requestId}
          </Text>
        )}
      </Group>
    </Alert>
  );
}

/** The service's sentence, without the name of the operation that the client puts before it. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof MarqueeProblem ? error.message.replace(/^\w+: /, '') : error.message;
}

function titleOf(problem: MarqueeProblem | null): string {
  if (problem === null) return 'Something went wrong in the console';
  if (problem.status === 0) return 'The service does not answer';
  if (problem.status === 403) return 'Your key may not do this';
  if (problem.status === 404) return 'It is not there any more';
  if (problem.status === 412) return 'Somebody else changed it in the meantime';
  return problem.status >= 500 ? 'The service has trouble' : 'This cannot be done as it is';
}
