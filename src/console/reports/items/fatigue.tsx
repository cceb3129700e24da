import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { ReportChart } from '../parts/report-chart.tsx';
import { exposureCurve } from './exposure-curve.ts';

/** Whether users tire of the item: by how often it had been shown to the same user. */
export function Fatigue({ answer }: { answer: ReportAnswer }) {
  const [clicks, effect] = [exposureCurve(answer, 'ctr'), exposureCurve(answer, 'exposure_effect')];
  if (clicks === null) return null;
  return (
    <Stack gap="xs" component="section" aria-label="When it is shown again">
      <div>
        <Title order={3} size="h5">
          When it is shown again
        </Title>
        <Text size="sm" c="dimmed">
          By how many pages of the 14 days before had shown it to the same user, the page itself included.
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <ReportChart
          title="Clicks, by times shown"
          of="Time shown"
          {...clicks}
          caption="What was seen, and no effect: who is shown it often is shown it for a reason."
          height={200}
        >
          <Title order={4} size="h6">
            Click-through rate
          </Title>
        </ReportChart>
        {effect !== null && (
          <ReportChart
            title="Effect of showing it again"
            of="Time shown"
            {...effect}
            series={[...effect.series, { name: 'No fatigue', values: effect.labels.map(() => 1), isBehind: true }]}
            caption="Against what the same users click of what they see for the first time, items and places held equal: 1 is no fatigue, below it they tire."
            height={200}
          >
            <Title order={4} size="h6">
              Effect of the exposure
            </Title>
          </ReportChart>
        )}
      </SimpleGrid>
    </Stack>
  );
}
