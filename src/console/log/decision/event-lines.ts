import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { type SlotPlace, slotOfImpression } from './decision-query.ts';

type PageEvent = Decision['events'][number];

/** One thing that the viewer did after the page, or several alike in a row. */
export interface EventLine {
  readonly key: string;
  readonly type: PageEvent['type'];
  /** ISO 8601: of the first of them; of progress the last. */
  readonly at: string;
  /** "Clicked", "Watched to 43% of". */
  readonly text: string;
  /** What it was done to; null where it names slots alone. */
  readonly itemId: string | null;
  /** The slots of this page that it names, in its order. */
  readonly slots: readonly SlotPlace[];
}

/** What happened after, in the order in which it happened; views that follow one another are one line, and so are reports of one item's progress. */
export function eventLines({ recommendationId, events }: Decision): readonly EventLine[] {
  const lines: EventLine[] = [];
  const inOrder = [...events].sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));
  for (const event of inOrder) {
    const line = lineOf(event, recommendationId);
    const above = lines.at(-1);
    const isMore = above?.type === line.type && above.itemId === line.itemId;
    if (isMore && line.type === 'viewed') {
      const slots = distinct([...above.slots, ...line.slots]);
      lines[lines.length - 1] = { ...above, slots, text: viewedText(slots.length) };
    } else if (isMore && line.type === 'progress') lines[lines.length - 1] = { ...line, key: above.key };
    else lines.push(line);
  }
  return lines;
}

function lineOf(event: PageEvent, recommendationId: string): EventLine {
  const { eventId, type, occurredAt, itemId, impressionIds } = event;
  const slots = distinct(
    impressionIds.flatMap((impressionId) => slotOfImpression(recommendationId, impressionId) ?? []),
  );
  const text = type === 'viewed' ? viewedText(slots.length) : TEXTS[type](event);
  return { key: eventId, type, at: occurredAt, text, itemId, slots };
}

const viewedText = (slots: number): string => (slots === 1 ? 'Saw a slot' : `Saw ${slots} slots`);

function distinct(slots: readonly SlotPlace[]): readonly SlotPlace[] {
  const byName = new Map(slots.map((slot) => [`${slot.row}.${slot.position}`, slot]));
  return [...byName.values()];
}

const TEXTS: Readonly<Record<Exclude<PageEvent['type'], 'viewed'>, (event: PageEvent) => string>> = {
  click: () => 'Clicked',
  dismiss: () => 'Dismissed',
  hide: () => 'Hid',
  unhide: () => 'Brought back',
  'list-add': () => 'Put on their list:',
  'list-remove': () => 'Took off their list:',
  play: ({ trigger }) =>
    trigger === 'preview' ? 'Saw a preview of' : trigger === 'autoplay' ? 'Went on to' : 'Played',
  progress: ({ portion }) => (portion === null ? 'Watched' : `Watched to ${Math.floor(portion * 100)}% of`),
  complete: () => 'Finished',
  rate: ({ value }) =>
    value === null ? 'Took back the rating of' : `Rated ${value > 0 ? '+' : ''}${value.toFixed(1).replace('.0', '')}:`,
};
