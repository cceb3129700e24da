import { createHash, type Hash } from 'node:crypto';
import type { Catalogue } from '../../domain/catalogue.ts';
import type { EventTable } from './event-table.ts';
import type { LoggedPages, RegionalPlays } from './logged-pages.ts';

/**
 * SHA-256, hex, of everything that training reads: equal logs and catalogues give equal hashes, wherever they are stored, and whatever
 * changes what is learned changes the hash.
 */
export function datasetSha256(table: EventTable, pages: LoggedPages, catalogue: string): string {
  const hash = createHash('sha256');
  addColumns(hash, [table.user, table.itemNo, table.type, table.trigger, table.value, table.atMs, table.knownAtMs]);
  addColumns(hash, [table.keyHigh, table.keyLow, table.decision, table.slot, table.shownAtMs]);
  addColumns(hash, [pages.user, pages.servedAtMs, pages.answers, pages.slotOffsets]);
  addColumns(hash, [pages.item, pages.row, pages.position, pages.propensity]);
  addTexts(hash, pages.recommendationId);
  addTexts(
    hash,
    pages.request.map(({ surface, region, language, timeZone }) =>
      JSON.stringify([surface, region, language, timeZone]),
    ),
  );
  const { views } = pages;
  addColumns(hash, [views.user, views.itemNo, views.atMs, views.knownAtMs, views.keyHigh, views.keyLow]);
  addPlays(hash, pages.plays);
  return hash.update(catalogue).digest('hex');
}

/** SHA-256, hex, of the items as they were put, and which of them are withdrawn, by item number. */
export function catalogueSha256(catalogue: Catalogue): string {
  const hash = createHash('sha256');
  const order = Int32Array.from({ length: catalogue.size }, (_, dense) => dense);
  order.sort((a, b) => catalogue.itemNo[a]! - catalogue.itemNo[b]!);
  for (const dense of order) {
    const { itemNo, withdrawn, item } = catalogue;
    addTexts(hash, [`${itemNo[dense]} ${withdrawn[dense]} ${canonical(item[dense])}`]);
  }
  return hash.digest('hex');
}

/** With the length of each, so that nothing can move from the end of one to the beginning of the next. */
function addColumns(hash: Hash, columns: readonly ArrayBufferView[]): void {
  for (const { buffer, byteOffset, byteLength } of columns) {
    hash.update(`${byteLength}:`).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

function addTexts(hash: Hash, texts: readonly string[]): void {
  for (const text of texts) hash.update(`${text.length}:${text}`);
}

/** They come in no order. */
function addPlays(hash: Hash, { length, atMs, knownAtMs, title, region }: RegionalPlays): void {
  const order = Int32Array.from({ length }, (_, at) => at);
  order.sort(
    (a, b) =>
      atMs[a]! - atMs[b]! ||
      title[a]! - title[b]! ||
      knownAtMs[a]! - knownAtMs[b]! ||
      (region[a]! < region[b]! ? -1 : region[a]! > region[b]! ? 1 : 0),
  );
  for (const at of order) addTexts(hash, [`${atMs[at]} ${title[at]} ${knownAtMs[at]} ${region[at]}`]);
}

/** JSON with the names of every object in order: stores give them back in orders of their own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
