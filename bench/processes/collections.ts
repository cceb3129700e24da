import { loadConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { type Collection, completeCollection, type GivenCollection } from '../../src/domain/collection.ts';
import type { Stored } from '../../src/domain/ports/editorial-store.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import { openSnapshot } from '../../src/snapshot/snapshot-holder.ts';
import { answerParent, cpuMs } from '../child.ts';
import { requestOf } from '../page-work.ts';
import { GENRES } from '../synthetic/tastes.ts';

/** CPU ms a page with each set of collections in force, the least of the rounds; and what the very first page of a set takes, filters and all. */
export interface CollectionsReport {
  readonly sets: readonly {
    readonly collections: string;
    readonly cpuMsPerPage: number;
    readonly firstPageMs: number;
  }[];
}

interface Question {
  readonly users: readonly { readonly userId: string; readonly userKey: string }[];
  readonly rounds: number;
}

answerParent({
  async measure({ users, rounds }: Question): Promise<CollectionsReport> {
    const context = await openContext(loadConfig());
    await context.openBackend();
    const holder = await openSnapshot({ ...context, origins: ['app', 'import'] });
    try {
      const userStates = await context.userStates();
      const states = new Map<string, Awaited<ReturnType<typeof userStates.read>>>();
      for (const { userKey } of users) states.set(userKey, await userStates.read(userKey));
      const snapshot = holder.current();
      const sets = SETS.map(([name, collections]) => {
        const drafted = { ...snapshot, collections };
        const homePage = createHomePage({
          ...context,
          metrics: NO_METRICS,
          snapshot: () => drafted,
          userStates: { read: async (userKey) => states.get(userKey) ?? null },
          decisionLog: { record: () => true },
        });
        return { collections: name, homePage, first: 0, least: Number.POSITIVE_INFINITY };
      });
      for (const set of sets) {
        const before = cpuMs();
        await set.homePage(requestOf(context, users[0]!));
        set.first = cpuMs() - before;
      }
      // In turn, so that what disturbs one disturbs all; the first round warms up.
      for (let round = 0; round <= rounds; round++) {
        for (const set of sets) {
          const before = cpuMs();
          for (const user of users) await set.homePage(requestOf(context, user));
          if (round > 0) set.least = Math.min(set.least, (cpuMs() - before) / users.length);
        }
      }
      return {
        sets: sets.map(({ collections, first, least }) => ({ collections, cpuMsPerPage: least, firstPageMs: first })),
      };
    } finally {
      await holder.close();
      await context.close();
    }
  },
});

const twenty = (given: (at: number) => Partial<GivenCollection>): readonly Stored<Collection>[] =>
  Array.from({ length: 20 }, (_, at) => {
    const made = new Date(0).toISOString();
    const value = completeCollection({ title: `Collection ${at}`, ...given(at) });
    return { id: `c${at}`, value, version: 1, createdAt: made, updatedAt: made, updatedBy: 'bench' };
  });

const filter = (at: number): string => `genre = "${GENRES[at % GENRES.length]}" and year >= ${1980 + at}`;

const SETS: readonly (readonly [string, readonly Stored<Collection>[]])[] = [
  ['none', []],
  ['20 of named items', twenty((at) => ({ itemIds: Array.from({ length: 20 }, (_, n) => `title-${20 * at + n}`) }))],
  ['20 of filters', twenty((at) => ({ filter: filter(at) }))],
  ['20 of filters, by the ranker', twenty((at) => ({ filter: filter(at), order: 'ranker' }))],
];
