import { Anchor, Grid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { PinReport } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { FigureBars } from '../../pins/report/figure-bars.tsx';
import { PinCostSection } from '../../pins/report/pin-cost.tsx';
import { figureText, outcomeFigures, withheldFigures, withheldTotal } from '../../pins/report/report-figures.ts';
import { ReportSection } from '../../pins/report/report-section.tsx';
import { useTitles } from '../../pins/use-item.ts';
import { useSession } from '../../session/session.tsx';
import { useZone } from '../../shell/zone.tsx';
import { OpenedHead } from '../parts/opened-head.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { MOST_DAYS, pinTime } from './asked-time.ts';
import { CostByAudience } from './cost-by-audience.tsx';
import { DisplacedItems } from './displaced-items.tsx';

/** One pin: what came of it, and beside that what it brought or cost. */
export function OnePin({ path, pinId }: { path: string; pinId: string }) {
  const { client, isEditor } = useSession();
  const { asked, hrefOf } = useReports();
  const whole = asked({ by: [], compare: false });
  const { from, to, isCut } = pinTime({ from: whole.from!, to: whole.to! });
  const report = useQuery({
    queryKey: ['pin-report', pinId, from, to, whole.origin],
    queryFn: ({ signal }) => client.getPinReport({ pinId, from, to, origin: whole.origin }, { signal }),
    refetchOnWindowFocus: false,
  });
  // Whose pin it is stands in the list it was opened from, which an analyst may read.
  const listed = useReport('pins', whole).data?.rows.find((row) => row.pin_id === pinId);
  const itemId = typeof listed?.pinned_item_id === 'string' ? listed.pinned_item_id : null;
  const titles = useTitles(itemId === null ? [] : [itemId]);
  return (
    <Stack gap="lg">
      <OpenedHead
        backTo={hrefOf({}, path)}
        back="All pins"
        title={(itemId !== null && titles.get(itemId)) || itemId || 'Pin'}
        id={pinId}
      >
        {isEditor && (
          <Anchor component={Link} href={`/pins?edit=${encodeURIComponent(pinId)}`} size="sm" underline="always">
            Edit the pin
          </Anchor>
        )}
      </OpenedHead>
      {typeof listed?.note === 'string' && listed.note !== '' && <Text size="sm">“{listed.note}”</Text>}
      <ReportToolbar withoutCompare />
      {isCut && (
        <Text size="sm" role="note">
          What a pin cost is told of {MOST_DAYS} days at most: these are the last ones.
        </Text>
      )}
      {report.isPending && <Waiting />}
      {report.isError && <Failure error={report.error} onRetry={() => void report.refetch()} />}
      {report.data && <Answer report={report.data} />}
    </Stack>
  );
}

function Answer({ report }: { report: PinReport }) {
  const zone = useZone();
  const withheld = withheldTotal(report);
  if (report.served === 0 && withheld === 0 && report.notes.length > 0) {
    return <Empty title="Nothing that may be told">{report.notes.join(' ')}</Empty>;
  }
  if (report.served === 0 && withheld === 0) {
    return <Empty title="It was due on no page in this time">Ask for a longer time, or for other viewers.</Empty>;
  }
  const bars = (figures: ReturnType<typeof outcomeFigures>) =>
    figures.map((figure) => ({ key: figure.name, name: figure.name, text: figureText(figure), share: figure.share }));
  return (
    <>
      <Grid gap={{ base: 'lg', md: 48 }}>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="xl">
            <ReportSection title="What came of it" hint="Each as a share of the impressions served">
              <FigureBars label="What came of it" bars={bars(outcomeFigures(report))} />
            </ReportSection>
            <ReportSection
              title={`Withheld ${withheld.toLocaleString('en')} times`}
              hint="Of the pages on which it was due"
            >
              {withheld > 0 && <FigureBars label="Withheld" bars={bars(withheldFigures(report))} />}
            </ReportSection>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="xl">
            {report.displaced > 0 ? (
              <PinCostSection cost={report.cost} />
            ) : (
              <ReportSection title="What it cost" hint="Nothing gave way to it in this time, so it cost nothing.">
                {null}
              </ReportSection>
            )}
            <CostByAudience cost={report.cost} />
          </Stack>
        </Grid.Col>
      </Grid>
      <DisplacedItems report={report} />
      {report.notes.map((note) => (
        <Text key={note} size="sm">
          {note}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        Pages served from {zone.format(report.from)} to {zone.format(report.to)}. What it cost is an estimate and has no
        SQL; its interval is of users
        {report.cost.sampleShare < 1 && `, of whom ${Math.round(report.cost.sampleShare * 100)}% were looked at`}.{' '}
        {report.notes.join(' ')}
      </Text>
    </>
  );
}
