import { Anchor, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Pin, PinReport as Report } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { ItemCard } from '../../parts/item-card.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useSession } from '../../session/session.tsx';
import { useZone } from '../../shell/zone.tsx';
import { pinRowName } from '../row-options.ts';
import { useItem } from '../use-item.ts';
import type { PinsQueryState } from '../use-pins-query.ts';
import { FigureBars } from './figure-bars.tsx';
import { PinCostSection } from './pin-cost.tsx';
import { figureText, outcomeFigures, withheldFigures, withheldTotal } from './report-figures.ts';
import { ReportSection } from './report-section.tsx';

/** What came of a pin: what was served and what viewers did, why it was withheld, and what gave way to it. */
export function PinReport({ pinId, view }: { pinId: string; view: PinsQueryState }) {
  const { client, settings } = useSession();
  const [days, setDays] = useState(7);
  const [origin, setOrigin] = useState<Report['origin']>(settings.simulated ? 'simulate' : 'app');
  const report = useQuery({
    queryKey: ['pin-report', pinId, days, origin],
    queryFn: ({ signal }) => client.getPinReport({ pinId, origin, from: daysAgo(days) }, { signal }),
  });
  return (
    <Stack>
      <Of pinId={pinId} view={view} />
      <Group gap="sm">
        <Select
          label="Pages served in"
          w={170}
          allowDeselect={false}
          data={PERIODS}
          value={String(days)}
          onChange={(chosen) => setDays(Number(chosen))}
        />
        <Select
          label="To"
          w={170}
          allowDeselect={false}
          data={ORIGINS}
          value={origin}
          onChange={(chosen) => setOrigin(chosen as typeof origin)}
        />
      </Group>
      {report.isPending && <Waiting />}
      {report.isError && <Failure error={report.error} onRetry={() => void report.refetch()} />}
      {report.data && <Figures report={report.data} />}
    </Stack>
  );
}

function Figures({ report }: { report: Report }) {
  const zone = useZone();
  const withheld = withheldTotal(report);
  if (report.served === 0 && withheld === 0 && report.notes.length > 0) {
    return <Empty title="Nothing that may be told">{report.notes.join(' ')}</Empty>;
  }
  if (report.served === 0 && withheld === 0) {
    return (
      <Empty title="It was due on no page">
        From {zone.format(report.from)} to {zone.format(report.to)} nobody of its audience had a page while it was on.
      </Empty>
    );
  }
  const bars = (figures: ReturnType<typeof outcomeFigures>) =>
    figures.map((figure) => ({ key: figure.name, name: figure.name, text: figureText(figure), share: figure.share }));
  return (
    <Stack gap="xl">
      <ReportSection title="What came of it" hint="Each as a share of the impressions served">
        <FigureBars label="What came of it" bars={bars(outcomeFigures(report))} />
      </ReportSection>
      <ReportSection title={`Withheld ${withheld.toLocaleString('en')} times`} hint="Of the pages on which it was due">
        {withheld > 0 && <FigureBars label="Withheld" bars={bars(withheldFigures(report))} />}
      </ReportSection>
      <ReportSection
        title={`Displaced ${report.displaced.toLocaleString('en')} times`}
        hint="Items that gave way to it"
      >
        <Displaced report={report} />
      </ReportSection>
      {report.displaced > 0 && <PinCostSection cost={report.cost} />}
      <Text size="xs" c="dimmed">
        Pages served from {zone.format(report.from)} to {zone.format(report.to)}. {report.notes.join(' ')}
      </Text>
    </Stack>
  );
}

function Displaced({ report: { displaced, displacedItems } }: { report: Report }) {
  if (displacedItems.length === 0) return null;
  return (
    <FigureBars
      label="Displaced"
      bars={displacedItems.map(({ itemId, times }) => ({
        key: itemId,
        name: <ItemName itemId={itemId} />,
        text: times.toLocaleString('en'),
        share: times / displaced,
      }))}
    />
  );
}

const ItemName = ({ itemId }: { itemId: string }) => useItem(itemId).title;

/** Which pin it is; one that is gone has a report, and is named by its id. */
function Of({ pinId, view }: { pinId: string; view: PinsQueryState }) {
  const { client } = useSession();
  const { data: pin } = useQuery({
    queryKey: ['pin-now', pinId],
    queryFn: async ({ signal }) => (await client.getPin({ pinId }, { signal })).pin,
  });
  if (pin === undefined) return <Text size="sm">Pin {pinId}</Text>;
  return <OfPin pin={pin} view={view} />;
}

function OfPin({ pin, view }: { pin: Pin; view: PinsQueryState }) {
  const item = useItem(pin.itemId);
  return (
    <Stack gap={4}>
      <ItemCard item={item} />
      <Text size="sm" c="dimmed">
        {pinRowName(pin)}, slot {pin.position + 1} ·{' '}
        <Anchor
          component={Link}
          href={view.hrefOf({ open: { what: 'edit', pinId: pin.pinId! } })}
          size="sm"
          underline="always"
        >
          Edit the pin
        </Anchor>
      </Text>
    </Stack>
  );
}

/** To the minute, so that one look is one question. */
const daysAgo = (days: number): string =>
  new Date(Math.floor(Date.now() / 60_000) * 60_000 - days * 86_400_000).toISOString();

const PERIODS = [
  { value: '1', label: 'the last 24 hours' },
  { value: '7', label: 'the last 7 days' },
  { value: '30', label: 'the last 30 days' },
];
const ORIGINS = [
  { value: 'app', label: 'apps' },
  { value: 'simulate', label: 'simulated viewers' },
  { value: 'import', label: 'imported viewers' },
  { value: 'test', label: 'tests' },
];
