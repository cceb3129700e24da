import { startChild } from './child.ts';
import type { RulesReport } from './processes/rules.ts';
import { rounded } from './stages.ts';
import { createWorld } from './world.ts';

/** What editors' rules cost a page: the pipeline without HTTP, the same users' pages with each set in turn. */
export interface RulesResult {
  readonly items: number;
  readonly sets: readonly (RulesReport['sets'][number] & { readonly comparedToNone: number })[];
}

const USERS = 256;

export async function benchRules(given: {
  items: number;
  rounds: number;
  say: (line: string) => void;
}): Promise<RulesResult> {
  const { items, rounds, say } = given;
  const world = await createWorld(items, say);
  const child = startChild('rules', { ...world.settings, LOG_LEVEL: 'warn' });
  try {
    say('Measuring each set of rules in turn.');
    const users = world.userIds.slice(0, USERS).map((userId, at) => ({ userId, userKey: world.userKeys[at]! }));
    const { sets } = await child.ask<RulesReport>('measure', { users, rounds });
    const none = sets[0]!.cpuMsPerPage;
    return {
      items,
      sets: sets.map(({ rules, cpuMsPerPage, firstPageMs }) => ({
        rules,
        cpuMsPerPage: rounded(cpuMsPerPage),
        comparedToNone: rounded(cpuMsPerPage / none),
        firstPageMs: rounded(firstPageMs),
      })),
    };
  } finally {
    await child.stop();
    await world.close();
  }
}

export const rulesText = ({ items, sets }: RulesResult): string =>
  sets
    .map(
      ({ rules, cpuMsPerPage, comparedToNone, firstPageMs }) =>
        `${items} items, rules: ${rules}: ${cpuMsPerPage} ms CPU a page (x${comparedToNone}), the first page ${firstPageMs} ms`,
    )
    .join('\n');
