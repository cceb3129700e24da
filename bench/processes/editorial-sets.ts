import { loadConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import { openSnapshot } from '../../src/snapshot/snapshot-holder.ts';
import { answerParent, cpuMs } from '../child.ts';
import { requestOf } from '../page-work.ts';
import { type EditorialKind, editorialSets } from '../synthetic/editorial-sets.ts';

/** CPU ms a page with each set in force, the least of the rounds; and what the very first page of a set takes, filters and all. */
export interface EditorialSetsReport {
  readonly sets: readonly { readonly set: string; readonly cpuMsPerPage: number; readonly firstPageMs: number }[];
}

interface Question {
  readonly kind: EditorialKind;
  readonly users: readonly { readonly userId: string; readonly userKey: string }[];
  readonly rounds: number;
}

answerParent({
  async measure({ kind, users, rounds }: Question): Promise<EditorialSetsReport> {
    const context = await openContext(loadConfig());
    await context.openBackend();
    const holder = await openSnapshot({ ...context, origins: ['app', 'import'] });
    try {
      const userStates = await context.userStates();
      const states = new Map<string, Awaited<ReturnType<typeof userStates.read>>>();
      for (const { userKey } of users) states.set(userKey, await userStates.read(userKey));
      const snapshot = holder.current();
      const sets = editorialSets(kind).map(([name, parts]) => {
        const inForce = { ...snapshot, ...parts };
        const homePage = createHomePage({
          ...context,
          metrics: NO_METRICS,
          snapshot: () => inForce,
          userStates: { read: async (userKey) => states.get(userKey) ?? null },
          decisionLog: { record: () => true },
        });
        return { set: name, homePage, first: 0, least: Number.POSITIVE_INFINITY };
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
        sets: sets.map(({ set, first, least }) => ({ set, cpuMsPerPage: least, firstPageMs: first })),
      };
    } finally {
      await holder.close();
      await context.close();
    }
  },
});
