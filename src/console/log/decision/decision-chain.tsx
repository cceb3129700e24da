import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { When } from '../../parts/when.tsx';
import { NOBODY, plainWords } from '../log-words.ts';
import { moreHref } from './decision-facts.ts';
import { decisionHref } from './decision-query.ts';

/** The pages that this one goes on, those that go on with it, and what else the viewer was shown around it. */
export function DecisionChain({ decision }: { decision: Decision }) {
  const { ancestors, children, userKey } = decision;
  return (
    <Stack gap="xs" component="section" aria-label="Pages before and after">
      <Title order={2} size="h5">
        Pages before and after
      </Title>
      {ancestors.length + children.length === 0 && (
        <Text size="sm" c="dimmed">
          It goes on no other page, and none goes on with it.
        </Text>
      )}
      <ChainLines name="It goes on" pages={ancestors} />
      <ChainLines name="Goes on with it" pages={children} />
      {userKey !== NOBODY && (
        <Anchor
          component={Link}
          size="sm"
          underline="always"
          w="fit-content"
          href={moreHref(decision, 'userKey', userKey)}
        >
          All that this viewer was shown that day
        </Anchor>
      )}
    </Stack>
  );
}

function ChainLines({ name, pages }: { name: string; pages: Decision['children'] }) {
  return pages.map(({ recommendationId, servedAt, route, rowIds, impressions }) => (
    <Text key={recommendationId} size="sm">
      <Text span inherit c="dimmed">
        {name}:{' '}
      </Text>
      <Anchor component={Link} inherit underline="always" href={decisionHref(recommendationId)}>
        {plainWords(route)} of <When at={servedAt} exactly />
      </Anchor>{' '}
      · {counted(rowIds.length, 'row')}, {counted(impressions, 'slot')}
    </Text>
  ));
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
