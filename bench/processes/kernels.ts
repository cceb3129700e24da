import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { historyOf } from '../../src/features/history.ts';
import { decodeUserState } from '../../src/features/user-state-codec.ts';
import { openSnapshot } from '../../src/snapshot/snapshot-holder.ts';
import { leastCpuMs } from '../bare-loop.ts';
import { answerParent } from '../child.ts';
import { type PageWork, recordPageWork } from '../page-work.ts';

/** The parts of a page that no arrangement can save, each in a bare loop: CPU ms a page. */
export interface KernelReport {
  readonly kernels: Readonly<Record<'state' | 'retrieval' | 'rank' | 'json' | 'journal', number>>;
  /** Mean over pages. */
  readonly searchesPerPage: number;
  readonly neighboursPerSearch: number;
  readonly candidatesPerPage: number;
  readonly features: number;
  readonly stateBytes: number;
  readonly pageBytes: number;
  /** Of the index against the exact scan, over the vectors of these users. */
  readonly recallAt100: number;
}

interface Question {
  readonly users: readonly { readonly userId: string; readonly userKey: string }[];
  readonly roundMs: number;
}

answerParent({
  async measure({ users, roundMs }: Question): Promise<KernelReport> {
    const context = await openContext(loadConfig());
    await context.openBackend();
    const holder = await openSnapshot({ ...context, origins: ['app', 'import'] });
    try {
      const pages = await recordPageWork(context, holder.current(), users);
      return {
        ...(await measureKernels(context, holder.current(), pages, roundMs)),
        ...describe(context, holder, pages),
      };
    } finally {
      await holder.close();
      await context.close();
    }
  },
});

async function measureKernels(context: Context, snapshot: Snapshot, pages: readonly PageWork[], roundMs: number) {
  const { index, ranker } = snapshot.models!.model;
  const { journal, close } = await context.openJournal(join(context.config.dataDir, 'journal-of-bench'));
  const least = (work: (page: PageWork) => void): number => leastCpuMs(pages, work, roundMs);
  try {
    const kernels = {
      state: least(({ state }) => void historyOf(decodeUserState(state), snapshot.catalogue)),
      retrieval: least(({ searches }) => {
        for (const { query, k } of searches) {
          if (k === null) index.scan!(query);
          else index.search(query, k);
        }
      }),
      rank: least(({ batches }) => {
        for (const { features, count, scores } of batches) ranker.score(features, count, DEFAULT_OBJECTIVES, scores);
      }),
      json: least(({ fragments }) => void Buffer.from(fragments.join(''))),
      journal: least(({ record }) => void journal.append(record)),
    };
    return { kernels };
  } finally {
    await close();
  }
}

function describe(context: Context, holder: { current(): Snapshot }, pages: readonly PageWork[]) {
  const { retrieval, index, ranker } = holder.current().models!.model;
  const mean = (measured: (page: PageWork) => number): number =>
    pages.reduce((sum, page) => sum + measured(page), 0) / pages.length;
  const searches = pages.flatMap((page) => page.searches);
  const exact = context.indexBuilder.exact(retrieval.targetVectors, retrieval.dimensions);
  let [found, wanted] = [0, 0];
  for (const { query } of searches) {
    const truth = new Set(exact.search(query, 100).rows);
    wanted += truth.size;
    for (const row of index.search(query, 100).rows) if (truth.has(row)) found++;
  }
  return {
    searchesPerPage: mean((page) => page.searches.length),
    neighboursPerSearch:
      searches.reduce((sum, { k }) => sum + (k ?? retrieval.itemNo.length), 0) / Math.max(1, searches.length),
    candidatesPerPage: mean(({ batches }) => batches.reduce((sum, { count }) => sum + count, 0)),
    features: ranker.width,
    stateBytes: mean(({ state }) => state.length),
    pageBytes: mean(({ fragments }) => Buffer.byteLength(fragments.join(''))),
    recallAt100: wanted === 0 ? 1 : found / wanted,
  };
}
