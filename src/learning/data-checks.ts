import { createHash } from 'node:crypto';
import type { Catalogue } from '../domain/catalogue.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { EventTable } from './event-table.ts';
import type { Timelines } from './timelines.ts';

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

/** SHA-256, hex, of everything that training reads: equal logs and catalogues give equal hashes, wherever they are stored. */
export function datasetSha256(table: EventTable, catalogue: Catalogue): string {
  const hash = createHash('sha256');
  const add = (column: ArrayBufferView): void =>
    void hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  for (const column of [table.user, table.itemNo, table.type, table.trigger, table.value, table.atMs]) add(column);
  for (const column of [table.keyHigh, table.keyLow, table.decision]) add(column);
  for (const column of [catalogue.itemNo, catalogue.titleOf, catalogue.releasedAtMs]) add(column);
  for (const column of [catalogue.genreOffsets, catalogue.genreNumbers]) add(column);
  return hash.digest('hex');
}
