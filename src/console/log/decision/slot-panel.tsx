import { Anchor, Badge, Group, List, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { itemFacts } from '../../parts/item-facts.ts';
import { Poster } from '../../parts/poster.tsx';
import { useItem } from '../../pins/use-item.ts';
import { useSession } from '../../session/session.tsx';
import { RowTitle } from '../filter-text.tsx';
import { delayText, laterText } from '../log-times.ts';
import classes from './decision.module.css';
import { moreHref } from './decision-facts.ts';
import {
  type DecisionRow,
  type DecisionSlot,
  outcomeSteps,
  type RescoredSlot,
  rescoredSlotText,
  scoreText,
  shareText,
  slotFacts,
} from './slot-facts.ts';

interface SlotPanelProps {
  readonly decision: Decision;
  readonly row: DecisionRow;
  readonly slot: DecisionSlot;
  readonly again: RescoredSlot | null;
}

/** Why this item stood in this slot, and what came of it. */
export function SlotPanel({ decision, row, slot, again }: SlotPanelProps) {
  const { itemId, position, pinId, explored, score, propensity } = slot;
  const item = useItem(itemId);
  const { lead, facts } = slotFacts(slot, row);
  const scoredAgain = again && rescoredSlotText(again);
  return (
    <Stack gap="sm" component="section" aria-label="Why this item">
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <div style={{ width: 84, flex: 'none' }} aria-hidden>
          <Poster item={{ ...item, title: slot.title ?? itemId }} />
        </div>
        <Stack gap={4} miw={0}>
          <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
            {slot.title ?? itemId}
          </Title>
          <Text size="sm" c="dimmed">
            {slot.title === null ? 'Not in the catalogue any more' : itemFacts(item)}
          </Text>
          <Text size="sm">
            Slot {position + 1} of <RowTitle rowId={row.rowId} />
          </Text>
          <Group gap={6}>
            {pinId !== null && <Badge color="amber">Pinned</Badge>}
            {(explored || propensity < 1) && (
              <Badge variant={explored ? 'light' : 'default'}>Chance {shareText(propensity)}</Badge>
            )}
            <Badge variant="default">Score {scoreText(score)}</Badge>
          </Group>
        </Stack>
      </Group>
      <Text fw={600}>{lead}</Text>
      <List size="sm" spacing={4}>
        {[...facts, scoredAgain].filter(Boolean).map((fact) => (
          <List.Item key={fact}>{fact}</List.Item>
        ))}
      </List>
      {pinId !== null && <PinLine pinId={pinId} />}
      <CameOfIt slot={slot} servedAt={decision.servedAt} />
      <Group gap="md">
        <Anchor component={Link} size="sm" underline="always" href={moreHref(decision, 'itemId', itemId)}>
          This item that day
        </Anchor>
        <Anchor
          component={Link}
          size="sm"
          underline="always"
          href={moreHref(decision, 'rowId', row.rowId, { position })}
        >
          This slot that day
        </Anchor>
      </Group>
    </Stack>
  );
}

/** Its pin: what came of it as a whole, for whoever may see pins. */
function PinLine({ pinId }: { pinId: string }) {
  const { isEditor } = useSession();
  return (
    <Text size="sm">
      Pin{' '}
      {isEditor ? (
        <Anchor component={Link} href={`/pins?report=${encodeURIComponent(pinId)}`} size="sm" underline="always">
          {pinId}
        </Anchor>
      ) : (
        pinId
      )}
    </Text>
  );
}

function CameOfIt({ slot, servedAt }: { slot: DecisionSlot; servedAt: string }) {
  const steps = outcomeSteps(slot);
  return (
    <Stack gap={4} component="section" aria-label="What came of it">
      <Title order={3} size="h5">
        What came of it
      </Title>
      {steps.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing, as far as the log knows.
        </Text>
      ) : (
        <dl className={classes.steps}>
          {steps.map(({ text, at }) => (
            <div key={text} style={{ display: 'contents' }}>
              <dt>{text}</dt>
              <dd>{at === null ? '' : laterText(delayText(servedAt, at))}</dd>
            </div>
          ))}
        </dl>
      )}
      {slot.outcome?.attribution === 'window' && (
        <Text size="xs" c="dimmed">
          Events named the title and not this slot: it is the latest place it was shown to them in 24 hours.
        </Text>
      )}
    </Stack>
  );
}
