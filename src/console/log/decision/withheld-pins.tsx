import { Anchor, List, Stack, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { WITHHELD_WORDS, type WithheldReason } from '../../preview/row-words.ts';
import { useSession } from '../../session/session.tsx';

/** Pins that were due on the page and did not stand on it, and why. */
export function WithheldPins({ decision: { withheld } }: { decision: Decision }) {
  const { isEditor } = useSession();
  if (withheld.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label="Withheld pins">
      <Title order={2} size="h5">
        {withheld.length === 1 ? 'A pin was withheld' : `${withheld.length} pins were withheld`}
      </Title>
      <List size="sm">
        {withheld.map(({ pinId, reason }) => (
          <List.Item key={pinId}>
            Pin{' '}
            {isEditor ? (
              <Anchor component={Link} href={`/pins?report=${encodeURIComponent(pinId)}`} size="sm" underline="always">
                {pinId}
              </Anchor>
            ) : (
              pinId
            )}
            : {WITHHELD_WORDS[reason as WithheldReason] ?? reason}.
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
