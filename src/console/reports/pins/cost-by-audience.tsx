import { Stack, Text } from '@mantine/core';
import type { PinCost } from '../../../../clients/typescript/src/index.ts';
import { ReportSection } from '../../pins/report/report-section.tsx';
import { WhiskerChart } from '../parts/whisker-chart.tsx';
import { audienceLines } from './audience-lines.ts';

/** For whom the pin brought clicks, and for whom it cost them. */
export function CostByAudience({ cost }: { cost: PinCost }) {
  const groups = audienceLines(cost);
  if (groups.length === 0) return null;
  return (
    <ReportSection
      title="For whom"
      hint="Clicks it brought (right of 0) or cost (left of it), per 1,000 impressions for which something gave way"
    >
      <Stack gap="md">
        {groups.map(({ by, lines }) => (
          <div key={by}>
            <Text size="sm" fw={550} mb={4}>
              By {by}
            </Text>
            <WhiskerChart label={`Clicks by ${by}`} kind="number" isSigned lines={lines} />
          </div>
        ))}
      </Stack>
    </ReportSection>
  );
}
