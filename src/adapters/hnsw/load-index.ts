import { open } from 'node:fs/promises';
import hnswlib from 'hnswlib-node';
import { MarqueeError } from '../../domain/errors.ts';
import type { VectorIndex } from '../../domain/model-package.ts';
import { createExactIndex } from './exact-index.ts';
import { createGraphSearch } from './graph-search.ts';

/**
 * Loads what BuiltIndex.save wrote, off the event loop. `vectors` (rows x dimensions) are those it was built from. Up to `mostScanned`
 * numbers the answers come from a scan of all of them, which is as fast there and finds everything; the graph then stays on disk.
 * Throws MarqueeError 'data-check-failed' when the file is missing or about other vectors.
 */
export async function loadIndex(
  path: string,
  options: { dimensions: number; rows: number; efSearch: number; vectors: Float32Array; mostScanned?: number },
): Promise<VectorIndex> {
  const { dimensions, rows, efSearch, vectors, mostScanned = MOST_SCANNED } = options;
  if (vectors.length !== rows * dimensions) refuse(`${vectors.length} numbers are not ${rows} x ${dimensions}`);
  await checkHeader(path, rows, dimensions);
  if (rows * dimensions <= mostScanned) return createExactIndex(vectors, dimensions);
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  try {
    await graph.readIndex(path);
  } catch (cause) {
    refuse('hnswlib does not accept the file', cause);
  }
  return createGraphSearch(graph, vectors, dimensions, efSearch);
}

/** Numbers, 20 MB, 39,000 rows of 128: up to there the scan took less time than the graph at recall .98. See docs/performance.md. */
const MOST_SCANNED = 5_000_000;

/** hnswlib believes any file; with other dimensions it would read beyond its memory. So the header is read here first. */
async function checkHeader(path: string, rows: number, dimensions: number): Promise<void> {
  const header = new BigUint64Array(HEADER_FIELDS);
  let size = 0;
  try {
    const file = await open(path);
    try {
      await file.read(new Uint8Array(header.buffer), 0, header.byteLength, 0);
      size = (await file.stat()).size;
    } finally {
      await file.close();
    }
  } catch (cause) {
    refuse('its file cannot be read', cause);
  }
  const [, , count, elementBytes, labelOffset, dataOffset] = header;
  if (Number(count) !== rows) refuse(`it holds ${count} rows instead of ${rows}`);
  if (size < Number(count! * elementBytes!)) refuse('its file is cut short');
  const stored = Number(labelOffset! - dataOffset!) / Float32Array.BYTES_PER_ELEMENT;
  if (stored !== dimensions) refuse(`its vectors have ${stored} dimensions instead of ${dimensions}`);
}

/** size_t each: level 0 offset, capacity, count, bytes an element, label offset, data offset. */
const HEADER_FIELDS = 6;

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The vector index cannot be used: ${reason}. Train again.`, { cause });
}
