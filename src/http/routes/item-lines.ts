import { importItems } from '../../catalogue/import-items.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Item } from '../../domain/item.ts';
import type { ItemStore } from '../../domain/ports/item-store.ts';

/**
 * Stores NDJSON items as they arrive, in transactions of BATCH_SIZE. Refused lines are reported, the first MAX_REPORTED by name.
 * Throws 'body-too-large' at a line over the limit: what was stored before it stays, and may be sent again.
 */
export async function storeItemLines(
  stream: AsyncIterable<Uint8Array>,
  itemStore: Pick<ItemStore, 'upsert'>,
): Promise<{
  accepted: number;
  rejected: readonly { line: number; code: string; detail: string }[];
  rejectedCount: number;
}> {
  const rejected: { line: number; code: string; detail: string }[] = [];
  let rejectedCount = 0;
  let accepted = 0;
  let batch: Item[] = [];

  async function store(): Promise<void> {
    if (batch.length === 0) return;
    await itemStore.upsert(batch);
    accepted += batch.length;
    batch = [];
  }

  for await (const records of importItems(stream, 'body')) {
    for (const { value, refusal } of records) {
      if (refusal === undefined) {
        batch.push(value);
        if (batch.length >= BATCH_SIZE) await store();
        continue;
      }
      const { line, code, detail } = refusal;
      if (code === 'line-too-long') {
        await store();
        const sentence = `Line ${line}: ${detail} The ${accepted} valid items before it are stored; shorten it and send again.`;
        throw new MarqueeError('body-too-large', sentence);
      }
      rejectedCount++;
      if (rejected.length < MAX_REPORTED) rejected.push({ line, code, detail });
    }
  }
  await store();
  return { accepted, rejected, rejectedCount };
}

const BATCH_SIZE = 500;
const MAX_REPORTED = 10_000;
