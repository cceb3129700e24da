import { createHnswIndexBuilder } from '../src/adapters/hnsw/hnsw-index-builder.ts';
import { createInnerProducts } from '../src/adapters/hnsw/inner-products.ts';
import type { VectorIndex } from '../src/domain/model-package.ts';
import { innerProduct } from '../src/features/inner-product.ts';
import { topByValue } from '../src/features/top-by-value.ts';
import { INDEX_PARAMETERS } from '../src/learning/retrieval/train-retrieval.ts';
import { rounded } from './stages.ts';
import { syntheticVectors } from './synthetic/vectors.ts';

/** What one search of retrieval costs on a catalogue of `rows`, ms of CPU, by the share of it that is eligible. */
export interface RetrieveResult {
  readonly rows: number;
  readonly buildSeconds: number;
  /** Chosen by recall@100 over user vectors, and that recall. */
  readonly efSearch: number;
  readonly recall: number;
  readonly shares: readonly ShareResult[];
}
export interface ShareResult {
  readonly share: number;
  /** By the graph, asked so deep that enough of what it finds is eligible; and how much of the exact answer it found. */
  readonly graphMs: number;
  readonly graphRecall: number;
  /** By the kernel over all rows, filtered afterwards. */
  readonly kernelMs: number;
  /** Row by row over what is eligible, in TypeScript. */
  readonly eligibleMs: number;
}

export const RETRIEVE_SHARES = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01] as const;
const DIMENSIONS = 128;
const QUERIES = 64;
/** What a page of 20 slots asks for, and what the user watched among it. */
const WANTED = 300;
const WATCHED = 45;
const CONTENT_ONLY_SHARE = 0.1;
const ROUNDS = 5;
const SEED = 7;

export function benchRetrieve({ rows, say }: { rows: number; say: (line: string) => void }): RetrieveResult {
  const { targets, queries } = syntheticVectors({
    rows,
    dimensions: DIMENSIONS,
    queries: QUERIES,
    contentOnlyShare: CONTENT_ONLY_SHARE,
    seed: SEED,
  });
  say(`Building the graph over ${rows} rows.`);
  const startedUs = cpuUs();
  const built = createHnswIndexBuilder().build(targets, DIMENSIONS, { ...INDEX_PARAMETERS, seed: SEED });
  const buildSeconds = rounded((cpuUs() - startedUs) / 1e6);
  const { efSearch, recall } = built.chooseEfSearch(queries, Math.min(100, rows));
  const graph = built.searcher(efSearch);
  say(`efSearch ${efSearch}, recall@100 ${recall.toFixed(4)}.`);
  const shares = RETRIEVE_SHARES.map((share) => measureShare(share, targets, queries, graph));
  return { rows, buildSeconds, efSearch, recall: rounded(recall), shares };
}

export function retrieveText({ rows, buildSeconds, efSearch, recall, shares }: RetrieveResult): string {
  const lines = shares.map(
    ({ share, graphMs, graphRecall, kernelMs, eligibleMs }) =>
      `| ${[rows, share, graphMs, graphRecall, kernelMs, eligibleMs].join(' | ')} |`,
  );
  return [
    `${rows} rows, built in ${buildSeconds} s CPU, efSearch ${efSearch}, recall@100 ${recall}; ms CPU a search:`,
    '| rows | eligible | graph | its recall | kernel over all | eligible rows in TypeScript |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function measureShare(share: number, targets: Float32Array, queries: Float32Array, graph: VectorIndex): ShareResult {
  const rowCount = targets.length / DIMENSIONS;
  const period = Math.round(1 / share);
  // Spread over all rows, as regions and maturities are; deterministic.
  const eligible = Uint8Array.from({ length: rowCount }, (_, row) =>
    (Math.imul(row, 2654435761) >>> 8) % period === 0 ? 1 : 0,
  );
  const open = eligible.reduce((sum, one) => sum + one, 0);
  const wanted = Math.min(WANTED, open);
  const depth = Math.min(rowCount, Math.ceil(((WANTED + WATCHED) * rowCount) / open));
  const kernel = createInnerProducts(targets, DIMENSIONS);
  const rows = new Int32Array(rowCount);
  const values = new Float32Array(rowCount);

  const byGraph = (query: Float32Array): Int32Array =>
    graph
      .search(query, depth)
      .rows.filter((row) => eligible[row] === 1)
      .subarray(0, wanted);
  const byKernel = (query: Float32Array): Int32Array => {
    const products = kernel(query);
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      if (eligible[row] === 0) continue;
      rows[count] = row;
      values[count++] = products[row]!;
    }
    return rows.subarray(0, topByValue(rows, values, count, wanted));
  };
  const byRow = (query: Float32Array): Int32Array => {
    const asked = Float64Array.from(query);
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      if (eligible[row] === 0) continue;
      rows[count] = row;
      values[count++] = innerProduct(targets, row * DIMENSIONS, asked, DIMENSIONS);
    }
    return rows.subarray(0, topByValue(rows, values, count, wanted));
  };
  let found = 0;
  for (let q = 0; q < QUERIES; q++) {
    const query = queries.subarray(q * DIMENSIONS, (q + 1) * DIMENSIONS);
    const truth = new Set(byKernel(query));
    for (const row of byGraph(query)) if (truth.has(row)) found++;
  }
  return {
    share,
    graphMs: leastMs(queries, byGraph),
    graphRecall: rounded(found / (QUERIES * wanted)),
    kernelMs: leastMs(queries, byKernel),
    eligibleMs: leastMs(queries, byRow),
  };
}

/** CPU of a search, the least of some rounds: other work on the machine can only add. */
function leastMs(queries: Float32Array, search: (query: Float32Array) => Int32Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const startedUs = cpuUs();
    for (let q = 0; q < QUERIES; q++) search(queries.subarray(q * DIMENSIONS, (q + 1) * DIMENSIONS));
    least = Math.min(least, (cpuUs() - startedUs) / 1000 / QUERIES);
  }
  return rounded(least);
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
