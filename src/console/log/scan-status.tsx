import { Button, Group, Text } from '@mantine/core';
import { ReloadIcon } from '@radix-ui/react-icons';
import { When } from '../parts/when.tsx';
import { scanState } from './scan-state.ts';
import { type FoundImpressions, PAGE_SIZE } from './use-impressions.ts';

/** How many there are as far as is known, and of when. */
export function ScanStatus({ found }: { found: FoundImpressions }) {
  const pages = found.data!.pages;
  const count = pages.reduce((sum, { items }) => sum + items.length, 0);
  const [first] = pages;
  const isWhole = scanState(pages, PAGE_SIZE).kind === 'whole';
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
      <Text size="sm" role="status">
        <Text span fw={650} inherit>
          {found.isPlaceholderData ? 'Looking …' : countText(count, isWhole)}
        </Text>
        {!found.isPlaceholderData && (
          <Text span c="dimmed" inherit>
            {' '}
            · served from <When at={first!.from} exactly /> until <When at={first!.to} exactly />
          </Text>
        )}
      </Text>
      <Button size="compact-sm" variant="subtle" flex="none" leftSection={<ReloadIcon />} onClick={found.again}>
        Look again
      </Button>
    </Group>
  );
}

function countText(count: number, isWhole: boolean): string {
  if (count === 0) return isWhole ? 'No impressions' : 'None found yet';
  const number = count.toLocaleString('en');
  return isWhole ? `${number} ${count === 1 ? 'impression' : 'impressions'}, all there are` : `The newest ${number}`;
}
