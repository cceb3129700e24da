import { Stack, Text, Title } from '@mantine/core';
import type { SlotExplanation } from '../../../clients/typescript/src/index.ts';
import classes from './contributions.module.css';
import { groupName } from './row-words.ts';

/** What the ranker made of each group of features: how much higher or lower the score is for it than for an average title of this page. */
export function Contributions({ contributions }: { contributions: NonNullable<SlotExplanation['contributions']> }) {
  const told = contributions.filter(({ contribution }) => Math.abs(contribution) >= LEAST);
  const most = Math.max(...told.map(({ contribution }) => Math.abs(contribution)));
  if (told.length === 0) return null;
  return (
    <Stack gap={6}>
      <Title order={3} size="h5">
        What moves its score
      </Title>
      <dl className={classes.list}>
        {told.map(({ group, contribution, columns }) => (
          <div key={group} className={classes.group}>
            <dt>{groupName(group)}</dt>
            <dd>
              <span className={classes.track} aria-hidden>
                <span
                  className={classes.bar}
                  data-below={contribution < 0 || undefined}
                  style={{ width: `${(Math.abs(contribution) / most) * 50}%` }}
                />
              </span>
              <span className={classes.number}>
                {contribution < 0 ? '−' : '+'}
                {Math.abs(contribution).toFixed(3)}
              </span>
              <details className={classes.columns}>
                <summary>Numbers</summary>
                {columns.map(({ name, value, mean }) => (
                  <div key={name}>
                    {name}: {value.toFixed(2)}, on average {mean.toFixed(2)}
                  </div>
                ))}
              </details>
            </dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed">
        Each is the score less what it would be if this group said what it says of an average title of this page. They
        do not add up, and they are no causes.
      </Text>
    </Stack>
  );
}

/** What is less is 0.000 as it is told. */
const LEAST = 0.0005;
