import { Table, Text } from '@mantine/core';
import type { PinCost } from '../../../../clients/typescript/src/index.ts';
import { Notice } from '../notice.tsx';
import { costVerdict, totalText, valueParts } from './report-figures.ts';
import { ReportSection } from './report-section.tsx';

/** What the pin brought against the same rows without it, with what speaks against relying on that. */
export function PinCostSection({ cost }: { cost: PinCost }) {
  const { trustworthy, reasons, clicks, plays, hours } = cost;
  return (
    <ReportSection
      title="What it cost"
      hint="Against the same rows without it, of impressions for which something gave way"
    >
      {!trustworthy && (
        <Notice title="Do not rely on this yet" py="xs">
          {reasons.map((reason) => (
            <Text key={reason} size="sm">
              {reason}
            </Text>
          ))}
        </Notice>
      )}
      <Text size="sm" fw={550}>
        {costVerdict(cost)}
      </Text>
      <Table fz="sm" captionSide="top" aria-label="Clicks per 1,000 impressions">
        <Table.Caption ta="left">
          Clicks per 1,000 impressions; in brackets where the true value is, 19 times of 20
        </Table.Caption>
        <Table.Tbody>
          {valueParts(clicks).map(([name, text], at, all) => (
            <Table.Tr key={name} fw={at === all.length - 1 ? 650 : undefined}>
              <Table.Th scope="row" fw="inherit">
                {name}
              </Table.Th>
              <Table.Td ta="right">{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Table fz="sm" captionSide="top" aria-label="In all of this time">
        <Table.Caption ta="left">In all of this time</Table.Caption>
        <Table.Tbody>
          {[
            ['Clicks', totalText(clicks)],
            ['Plays', totalText(plays)],
            ['Hours watched', totalText(hours)],
          ].map(([name, text]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw="inherit">
                {name}
              </Table.Th>
              <Table.Td ta="right">{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ReportSection>
  );
}
