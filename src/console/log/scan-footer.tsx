import { Alert, Button, Center, Group, Text } from '@mantine/core';
import { Failure } from '../parts/failure.tsx';
import { When } from '../parts/when.tsx';
import classes from './log.module.css';
import { scanState } from './scan-state.ts';
import { type FoundImpressions, PAGE_SIZE } from './use-impressions.ts';

/** What is below what is shown: older ones, what was not looked at yet, or nothing. */
export function ScanFooter({ found }: { found: FoundImpressions }) {
  const state = scanState(found.data!.pages, PAGE_SIZE);
  if (found.isFetchNextPageError) return <Failure error={found.error} onRetry={() => void found.fetchNextPage()} />;
  if (state.kind === 'whole') {
    return (
      <Text size="sm" c="dimmed" ta="center" py="sm">
        That is all of this time.
      </Text>
    );
  }
  const button = (text: string) => (
    <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
      {text}
    </Button>
  );
  if (state.kind === 'more') return <Center py="xs">{button('Older')}</Center>;
  return (
    <Alert color="yellow" title="Not all of it is looked at yet" role="note" classNames={{ title: classes.alertTitle }}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" maw={620}>
          An answer takes two seconds at most. All that was served after <When at={state.scannedTo} exactly /> was
          looked at, and nothing before it.
        </Text>
        {button('Go on looking')}
      </Group>
    </Alert>
  );
}
