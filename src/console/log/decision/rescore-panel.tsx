import { Alert, Button, Group, List, Text } from '@mantine/core';
import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { Failure } from '../../parts/failure.tsx';
import classes from '../log.module.css';
import { rescoreText } from './slot-facts.ts';
import type { DecisionState } from './use-decision.ts';

/** Scores the page once more by the model and the state of then, and says whether it comes out the same. */
export function RescorePanel({ decision, state }: { decision: Decision; state: DecisionState }) {
  const { query, set, again } = state;
  if (decision.models.ranker === null) {
    return (
      <Text size="sm" c="dimmed">
        No ranker ordered this page, so there is no score to make again.
      </Text>
    );
  }
  if (!query.again) {
    return (
      <Group gap="sm">
        <Button size="xs" variant="default" onClick={() => set({ again: true })}>
          Score it again
        </Button>
        <Text size="sm" c="dimmed">
          By the model that it was made with, to see whether it comes out the same.
        </Text>
      </Group>
    );
  }
  if (again.isError) return <Failure error={again.error} onRetry={() => void again.refetch()} />;
  if (!again.data) {
    return (
      <Group gap="sm">
        <Button size="xs" variant="default" loading>
          Score it again
        </Button>
        <Text size="sm" c="dimmed" role="status">
          Its package is being loaded, which takes some seconds.
        </Text>
      </Group>
    );
  }
  const { reason, isSame, approximated } = again.data;
  return (
    <Alert
      color={isSame ? 'green' : reason === null && isSame === false ? 'yellow' : 'gray'}
      title="Scored again"
      withCloseButton
      closeButtonLabel="Close what was scored again"
      classNames={{ title: classes.alertTitle }}
      onClose={() => set({ again: false })}
    >
      <Text size="sm">{rescoreText(again.data)}</Text>
      {approximated.length > 0 && (
        <List size="sm" mt={6}>
          {approximated.map(({ part, detail }) => (
            <List.Item key={part}>
              {PARTS[part]} need not be exactly as then. {detail}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}

const PARTS = {
  'user-state': 'What was known of the viewer',
  'item-stats': 'Item counts',
  catalogue: 'The catalogue',
  objectives: 'The objectives',
} as const;
