import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { useReports } from '../use-reports.tsx';
import { type Anomaly, anomalyDays, anomalyDayText, anomalyText, canTell } from './anomalies.ts';
import classes from './anomaly-list.module.css';

interface AnomalyListProps {
  readonly answer: Pick<ReportAnswer, 'rows' | 'definition'>;
  /** Metrics that the chart below can draw. */
  readonly drawn: readonly string[];
}

/** Days of the last four weeks that were not as the weeks before lead one to expect, in words. */
export function AnomalyList({ answer, drawn }: AnomalyListProps) {
  const days = [...anomalyDays(answer)];
  return (
    <Stack component="section" gap="xs" aria-labelledby="anomalies">
      <div>
        <Title order={2} size="h4" id="anomalies">
          Out of the ordinary
        </Title>
        <Text size="sm" c="dimmed">
          {days.length > 0
            ? 'Days of the last four weeks against the same weekdays before them; at most 5 in 100 by chance'
            : canTell(answer)
              ? 'No day of the last four weeks: all were as the same weekdays before them lead one to expect.'
              : 'Nothing can be said yet: it takes five weeks of a log.'}
        </Text>
      </div>
      {days.length > 0 && (
        <ul className={classes.days}>
          {days.map(([day, anomalies]) => (
            <li key={day} className={classes.day}>
              <span className={classes.name}>{anomalyDayText(anomalies[0]!)}</span>
              <ul className={classes.metrics}>
                {anomalies.map((anomaly) => (
                  <AnomalyLine
                    key={anomaly.metric.name}
                    anomaly={anomaly}
                    isDrawn={drawn.includes(anomaly.metric.name)}
                  />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function AnomalyLine({ anomaly, isDrawn }: { anomaly: Anomaly; isDrawn: boolean }) {
  const { hrefOf } = useReports();
  const { name, title } = anomaly.metric;
  // What is of pages and not of what was served is drawn where quality is.
  const href = isDrawn
    ? hrefOf({ metric: name })
    : hrefOf({ by: [], sort: null, find: null, metric: null }, '/reports/quality');
  return (
    <li>
      <Anchor component={Link} href={href} size="sm" fw={600} underline="hover">
        {title}
      </Anchor>{' '}
      {anomalyText(anomaly)}
    </li>
  );
}
