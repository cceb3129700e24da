import { Select } from '@mantine/core';
import type { Metric } from '../../../../clients/typescript/src/index.ts';

interface MetricSelectProps {
  readonly metrics: readonly Metric[];
  readonly chosen: Metric;
  readonly onChoose: (name: string) => void;
}

/** Which metric is drawn. */
export function MetricSelect({ metrics, chosen, onChoose }: MetricSelectProps) {
  return (
    <Select
      aria-label="Metric drawn"
      w={240}
      allowDeselect={false}
      data={metrics.map(({ name, title }) => ({ value: name, label: title }))}
      value={chosen.name}
      onChange={(name) => name !== null && onChoose(name)}
    />
  );
}
