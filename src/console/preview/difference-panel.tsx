import { List, Text } from '@mantine/core';
import { type RowChange, rowChangeText } from './page-marks.ts';

/** What the drafts do to this page, in words. */
export function DifferencePanel({
  changes,
  titles,
}: {
  changes: readonly RowChange[];
  titles: ReadonlyMap<string, string>;
}) {
  if (changes.length === 0) {
    return (
      <Text size="sm" role="status">
        The drafts change nothing on this page.
      </Text>
    );
  }
  return (
    <div role="status" aria-label="Difference">
      <List size="sm" spacing={2} listStyleType="none">
        {changes.slice(0, MOST).map((change) => (
          <List.Item key={change.rowId}>
            <b>{change.title}</b>: {sentence(change, (itemId) => titles.get(itemId) ?? itemId)}
          </List.Item>
        ))}
        {changes.length > MOST && <List.Item>and {changes.length - MOST} more rows</List.Item>}
      </List>
    </div>
  );
}

function sentence(change: RowChange, title: (itemId: string) => string): string {
  const { came, left, moved } = change;
  const parts = [
    rowChangeText(change),
    ...came.slice(0, 3).map(({ itemId, position }) => `${title(itemId)} comes to slot ${position + 1}`),
    came.length > 3 ? `${came.length - 3} more come` : '',
    ...left.slice(0, 3).map(({ itemId }) => `${title(itemId)} leaves`),
    left.length > 3 ? `${left.length - 3} more leave` : '',
    moved > 0 ? `${moved} ${moved === 1 ? 'moves' : 'move'} along` : '',
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}

const MOST = 5;
