import { Badge, Box, Group, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { Item } from '../../../../clients/typescript/src/index.ts';
import { allRegions } from '../../parts/audience-text.ts';
import { useZone } from '../../shell/zone.tsx';
import classes from '../catalogue.module.css';
import { licenceChart, type RegionLicence } from './licence-spans.ts';

/** Where an item may be shown now, and from when to when: a bar for each region, and the same in words. */
export function LicenceChart({ item }: { item: Pick<Item, 'windows' | 'endsAt' | 'maturity'> }) {
  const zone = useZone();
  const names = useMemo(() => new Map(allRegions().map(({ value, label }) => [value, label])), []);
  const { fromMs, untilMs, now, regions } = licenceChart(item, Date.now());
  const nameOf = (region: string) =>
    region === '*' ? (regions.length > 1 ? 'Everywhere else' : 'Everywhere') : (names.get(region) ?? region);
  return (
    <Stack gap="xs" role="group" aria-label="Where it may be shown">
      {regions.map((licence) => (
        <Box key={licence.region}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Text size="sm" fw={550} truncate>
              {nameOf(licence.region)}
            </Text>
            <Group gap={6} wrap="nowrap">
              {licence.changesAt !== null && (
                <Text size="xs" c="dimmed">
                  {licence.state === 'now' ? 'until ' : 'from '}
                  <time dateTime={licence.changesAt}>{zone.format(licence.changesAt)}</time>
                </Text>
              )}
              <State state={licence.state} />
            </Group>
          </Group>
          <div className={classes.licence} aria-hidden>
            {licence.spans.map(({ start, end }) => (
              <span
                key={start}
                className={classes.licenceSpan}
                style={{ left: `${start * 100}%`, width: `${Math.max(0.6, (end - start) * 100)}%` }}
              />
            ))}
            <span className={classes.licenceNow} style={{ left: `${now * 100}%` }} />
          </div>
        </Box>
      ))}
      <Group justify="space-between" aria-hidden>
        <Text size="xs" c="dimmed">
          {zone.formatDay(fromMs)}
        </Text>
        <Text size="xs" c="dimmed">
          {zone.formatDay(untilMs)}
        </Text>
      </Group>
      <Text size="sm">{MATURITY_SENTENCES[item.maturity]}</Text>
    </Stack>
  );
}

function State({ state }: { state: RegionLicence['state'] }) {
  const { words, color } = STATES[state];
  return (
    <Badge
      size="sm"
      radius="sm"
      color={color}
      variant={state === 'now' ? 'filled' : 'default'}
      style={{ flex: 'none' }}
    >
      {words}
    </Badge>
  );
}

const STATES = {
  now: { words: 'now', color: 'teal.9' },
  later: { words: 'later', color: 'gray' },
  over: { words: 'over', color: 'gray' },
} as const;
const MATURITY_SENTENCES = {
  kids: 'For everyone: kids, teen and adult profiles.',
  teen: 'For teen and adult profiles, not for kids.',
  adult: 'For adult profiles alone.',
} as const;
