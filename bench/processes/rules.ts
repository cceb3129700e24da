import { loadConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import type { Stored } from '../../src/domain/ports/editorial-store.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import { completeRule, type GivenRule, type Rule } from '../../src/domain/rule.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import { openSnapshot } from '../../src/snapshot/snapshot-holder.ts';
import { answerParent, cpuMs } from '../child.ts';
import { requestOf } from '../page-work.ts';
import { GENRES } from '../synthetic/tastes.ts';

/** CPU ms a page with each set of rules, the least of the rounds; and what the very first page of a set takes, filters and all. */
export interface RulesReport {
  readonly sets: readonly { readonly rules: string; readonly cpuMsPerPage: number; readonly firstPageMs: number }[];
}

interface Question {
  readonly users: readonly { readonly userId: string; readonly userKey: string }[];
  readonly rounds: number;
}

answerParent({
  async measure({ users, rounds }: Question): Promise<RulesReport> {
    const context = await openContext(loadConfig());
    await context.openBackend();
    const holder = await openSnapshot({ ...context, origins: ['app', 'import'] });
    try {
      const userStates = await context.userStates();
      const states = new Map<string, Awaited<ReturnType<typeof userStates.read>>>();
      for (const { userKey } of users) states.set(userKey, await userStates.read(userKey));
      const snapshot = holder.current();
      const sets = SETS.map(([name, rules]) => {
        const withRules = { ...snapshot, rules };
        const homePage = createHomePage({
          ...context,
          metrics: NO_METRICS,
          snapshot: () => withRules,
          userStates: { read: async (userKey) => states.get(userKey) ?? null },
          decisionLog: { record: () => true },
        });
        return { rules: name, homePage, first: 0, least: Number.POSITIVE_INFINITY };
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
        sets: sets.map(({ rules, first, least }) => ({ rules, cpuMsPerPage: least, firstPageMs: first })),
      };
    } finally {
      await holder.close();
      await context.close();
    }
  },
});

function storedOf(given: Omit<GivenRule, 'name'>, at: number): Stored<Rule> {
  const made = new Date(0).toISOString();
  const value = completeRule({ name: `rule ${at}`, ...given });
  return { id: `rule-${at}`, value, version: 1, createdAt: made, updatedAt: made, updatedBy: 'bench' };
}

const genreAt = (at: number): string => `"${GENRES[at % GENRES.length]}"`;
const boost = (at: number) => ({ action: 'boost', filter: `genre = ${genreAt(at)} and year >= ${1980 + at}` }) as const;
const bury = (at: number) => ({ action: 'bury', filter: `genre = ${genreAt(at)} and year < ${1970 + at}` }) as const;
const block = (at: number) => ({ action: 'block', filter: `itemId in (title-${at}, title-${at + 100})` }) as const;

const SETS: readonly (readonly [string, readonly Stored<Rule>[]])[] = [
  ['none', []],
  ['one boost', [storedOf(boost(1), 0)]],
  ['one bury', [storedOf(bury(1), 0)]],
  ['one block', [storedOf(block(1), 0)]],
  [
    'fifty, of all kinds',
    Array.from({ length: 50 }, (_, at) => storedOf([boost, boost, bury, bury, block][at % 5]!(at), at)),
  ],
];
