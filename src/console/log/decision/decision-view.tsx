import { Anchor, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { ChevronLeftIcon } from '@radix-ui/react-icons';
import { Link } from 'wouter';
import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useZone } from '../../shell/zone.tsx';
import { lastSearch } from '../last-search.ts';
import { useIsWide } from '../use-is-wide.ts';
import classes from './decision.module.css';
import { DecisionChain } from './decision-chain.tsx';
import { DecisionHead } from './decision-head.tsx';
import { DecisionStage } from './decision-stage.tsx';
import { DecisionTimeline } from './decision-timeline.tsx';
import { RescorePanel } from './rescore-panel.tsx';
import { rescoredSlot } from './slot-facts.ts';
import { SlotPanel } from './slot-panel.tsx';
import { type DecisionState, useDecision } from './use-decision.ts';
import { WithheldPins } from './withheld-pins.tsx';

/** One page of the log, as the viewer saw it: what stood where and why, and what happened after. */
export function DecisionView({ recommendationId }: { recommendationId: string }) {
  const state = useDecision(recommendationId);
  const { page } = state;
  return (
    <Stack gap="sm">
      <Anchor component={Link} href={lastSearch.href()} size="sm" w="fit-content">
        <Group gap={2} component="span">
          <ChevronLeftIcon aria-hidden /> Log
        </Group>
      </Anchor>
      {page.isPending && <Waiting />}
      {page.isError && <Failure error={page.error} onRetry={() => void page.refetch()} />}
      {page.data && <PastPage decision={page.data} state={state} />}
    </Stack>
  );
}

function PastPage({ decision, state }: { decision: Decision; state: DecisionState }) {
  const { query, set, again } = state;
  const zone = useZone();
  const rescored = (query.again && again.data) || null;
  return (
    <>
      <Title order={1} size="h3">
        Page of {zone.formatExactly(decision.servedAt)}
      </Title>
      <DecisionHead decision={decision} />
      <RescorePanel decision={decision} state={state} />
      <div className={classes.columns}>
        <Stack gap="sm" miw={0}>
          <DecisionStage decision={decision} rescored={rescored} open={query.slot} onOpen={(slot) => set({ slot })} />
          <WithheldPins decision={decision} />
          <DecisionChain decision={decision} />
        </Stack>
        <Beside decision={decision} state={state} rescored={rescored} />
      </div>
    </>
  );
}

interface BesideProps {
  readonly decision: Decision;
  readonly state: DecisionState;
  readonly rescored: Decision['rescored'];
}

/** Why the chosen slot, and what happened: beside the page where there is room; else what happened below, and why in a drawer. */
function Beside({ decision, state: { query, set }, rescored }: BesideProps) {
  const isWide = useIsWide();
  const row = query.slot && decision.rows[query.slot.row];
  const slot = row?.items.find(({ position }) => position === query.slot?.position);
  const panel = row && slot && query.slot && (
    <SlotPanel decision={decision} row={row} slot={slot} again={rescoredSlot(rescored, query.slot)} />
  );
  return (
    <aside className={classes.beside} aria-label="Why, and what happened after">
      <Stack gap="lg">
        {isWide &&
          (panel || (
            <Text size="sm" c="dimmed">
              Choose a card to see why it stood there, and what came of it.
            </Text>
          ))}
        <DecisionTimeline decision={decision} open={query.slot} onOpen={(chosen) => set({ slot: chosen })} />
      </Stack>
      {!isWide && (
        <Drawer
          opened={panel !== null && panel !== undefined}
          onClose={() => set({ slot: null })}
          position="bottom"
          size="80%"
          title="Why this item"
        >
          {panel}
        </Drawer>
      )}
    </aside>
  );
}
