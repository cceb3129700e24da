import { Table, Text } from '@mantine/core';
import type { PinReport } from '../../../../clients/typescript/src/index.ts';
import { ItemCard } from '../../parts/item-card.tsx';
import { ReportSection } from '../../pins/report/report-section.tsx';
import { useItem } from '../../pins/use-item.ts';
import { figureText } from '../figures.ts';
import classes from './displaced-items.module.css';

/** What gave way to the pin, how often, and what it would have brought in its slot. */
export function DisplacedItems({ report: { displaced, displacedItems, cost } }: { report: PinReport }) {
  if (displacedItems.length === 0) return null;
  return (
    <ReportSection
      title={`Displaced ${displaced.toLocaleString('en')} times`}
      hint="The items that gave way most, and the clicks that 1,000 impressions of each would have had in the slots it gave way in"
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <section className={classes.scrolls} aria-label="Displaced items, a table that scrolls" tabIndex={0}>
        <Table fz="sm" aria-label="Displaced items" maw={860} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Item</Table.Th>
              <Table.Th ta="right" w={110}>
                Gave way
              </Table.Th>
              <Table.Th ta="right" w={96}>
                Expected clicks
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {displacedItems.map(({ itemId, times, expectedClicks }) => (
              <Table.Tr key={itemId}>
                <Table.Th scope="row" fw="inherit">
                  <Displaced itemId={itemId} />
                </Table.Th>
                <Table.Td ta="right">
                  {times.toLocaleString('en')}{' '}
                  <Text component="span" size="xs" c="dimmed">
                    {figureText(times / displaced, 'share')}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{figureText(expectedClicks, 'number')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row" colSpan={2} fw={600}>
                The pin itself, per 1,000 impressions
              </Table.Th>
              <Table.Td ta="right" fw={600}>
                {figureText(cost.clicks.gained, 'number')}
              </Table.Td>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </section>
    </ReportSection>
  );
}

const Displaced = ({ itemId }: { itemId: string }) => <ItemCard item={useItem(itemId)} />;
