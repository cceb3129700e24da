import { Accordion, List, Text } from '@mantine/core';
import type { Page } from '../../../clients/typescript/src/index.ts';
import { passedOverText, WITHHELD_WORDS, type WithheldReason } from './row-words.ts';

/** What made the page, and which pins and rows were meant for it and do not stand on it. */
export function PageFooter({ page }: { page: Page }) {
  const { explanation, models, rung, degraded } = page;
  const passedOver = explanation?.passedOver ?? [];
  // Those of drafts are told with the drafts.
  const withheld = (explanation?.withheldPins ?? []).filter(({ pinId }) => !pinId.startsWith('draft-'));
  return (
    <div>
      <Accordion variant="contained" chevronPosition="left" order={2} multiple>
        {withheld.length > 0 && (
          <Accordion.Item value="withheld">
            <Accordion.Control>
              <Text size="sm">{withheld.length === 1 ? 'A pin is' : `${withheld.length} pins are`} withheld here</Text>
            </Accordion.Control>
            <Accordion.Panel>
              <List size="sm">
                {withheld.map(({ pinId, reason }) => (
                  <List.Item key={pinId}>
                    Pin {pinId}: {WITHHELD_WORDS[reason as WithheldReason] ?? reason}.
                  </List.Item>
                ))}
              </List>
            </Accordion.Panel>
          </Accordion.Item>
        )}
        {passedOver.length > 0 && (
          <Accordion.Item value="passed-over">
            <Accordion.Control>
              <Text size="sm">
                {passedOver.length === 1 ? 'A row was' : `${passedOver.length} rows were`} planned and not shown
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <List size="sm">
                {passedOver.map((row) => (
                  <List.Item key={row.rowId}>{passedOverText(row)}</List.Item>
                ))}
              </List>
            </Accordion.Panel>
          </Accordion.Item>
        )}
      </Accordion>
      <Text size="xs" c="dimmed" mt="xs">
        {degraded ? `Made on rung ${rung}: not all of the service was at hand. ` : ''}
        {models?.ranker ? `Model ${models.ranker}. ` : 'There is no model yet: rows are by popularity. '}
        Nothing is left to chance on this page, and nothing of it is logged.
      </Text>
    </div>
  );
}
