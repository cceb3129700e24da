import { Anchor, Code, Paper, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { Decision } from '../../../../clients/typescript/src/index.ts';
import classes from './decision.module.css';
import { decisionFacts } from './decision-facts.ts';

/** What is the same for the whole page; what the log can be asked by leads there. */
export function DecisionHead({ decision }: { decision: Decision }) {
  const { recommendationId, randomSeed, snapshotVersions } = decision;
  return (
    <Paper withBorder p="sm">
      <dl className={classes.facts} aria-label="About the page">
        {decisionFacts(decision).map(({ name, text, href }) => (
          <div key={`${name} ${text}`}>
            <dt>{name}</dt>
            <dd>
              {href === null ? (
                text
              ) : (
                <Anchor component={Link} href={href} size="sm" underline="always">
                  {text}
                </Anchor>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <details className={classes.made}>
        <summary>What it was made from</summary>
        <Text size="sm" mt={6}>
          Recommendation <Code>{recommendationId}</Code>, seed <Code>{randomSeed}</Code>. Versions of its parts:{' '}
          {Object.entries(snapshotVersions)
            .filter(([part]) => part !== 'statsAtMs')
            .map(([part, version]) => `${part} ${version}`)
            .join(', ') || 'not noted'}
          .
          {snapshotVersions.statsAtMs !== undefined &&
            ` Item counts as of ${new Date(snapshotVersions.statsAtMs).toISOString()}.`}
        </Text>
      </details>
    </Paper>
  );
}
