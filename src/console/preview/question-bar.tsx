import { Button, Collapse, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { MixerHorizontalIcon } from '@radix-ui/react-icons';
import { audienceText, SURFACE_NAMES } from '../parts/audience-text.ts';
import { useSegments } from '../parts/use-segments.ts';
import { useZone } from '../shell/zone.tsx';
import type { PreviewQuery } from './preview-query.ts';
import { WhenBar } from './when-bar.tsx';
import { WhoBar } from './who-bar.tsx';

interface QuestionBarProps {
  readonly query: PreviewQuery;
  readonly onChange: (changed: Partial<PreviewQuery>, quietly?: boolean) => void;
}

/** Whose page, and when. On a phone a line that says it, which opens: the page is what one came for. */
export function QuestionBar({ query, onChange }: QuestionBarProps) {
  const isWide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false });
  const [isOpen, bar] = useDisclosure(false);
  const zone = useZone();
  const segments = useSegments();
  const { userId, audience, surface, region, at } = query;
  const fields = (
    <Stack gap="sm">
      <WhoBar query={query} onChange={onChange} />
      <WhenBar at={at} onChange={(moment, quietly) => onChange({ at: moment }, quietly)} />
    </Stack>
  );
  if (isWide) {
    return (
      <Paper withBorder p="sm">
        {fields}
      </Paper>
    );
  }
  const said = [
    userId ?? audienceText(audience, segments),
    SURFACE_NAMES[surface],
    region ?? 'region not known',
    at === null ? 'now' : zone.format(at),
  ];
  return (
    <Paper withBorder>
      <Button
        fullWidth
        variant="subtle"
        justify="space-between"
        rightSection={<MixerHorizontalIcon />}
        aria-expanded={isOpen}
        onClick={bar.toggle}
      >
        <Text size="sm" fw={600} truncate>
          {said.join(' · ')}
        </Text>
      </Button>
      <Collapse expanded={isOpen} p="sm">
        {fields}
      </Collapse>
    </Paper>
  );
}
