import { MarqueeError } from '../../domain/errors.ts';
import type { EventTable } from '../log/event-table.ts';
import type { Timelines } from '../log/timelines.ts';

const FEWEST_USES = 10;
const FEWEST_TITLES = 2;

/** Throws MarqueeError 'data-check-failed', saying what is missing, unless there is something to learn from. */
export function checkData(table: EventTable, timelines: Timelines, origins: readonly string[]): void {
  const from = `events of origin ${origins.join(' or ')}`;
  if (table.length === 0) {
    refuse(`there are no ${from} on items of the catalogue. Import a history or let people use the service first`);
  }
  const uses = timelines.title.length;
  const titles = new Set(timelines.title).size;
  if (uses < FEWEST_USES || titles < FEWEST_TITLES) {
    refuse(`the ${from} hold ${uses} uses of ${titles} titles; it takes at least ${FEWEST_USES} of ${FEWEST_TITLES}`);
  }
  for (let at = 0; at < table.length; at++) {
    if (!Number.isFinite(table.atMs[at]!)) refuse('an event has no time');
  }
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `There is nothing to train on: ${reason}.`);
}
