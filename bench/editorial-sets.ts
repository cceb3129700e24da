import { startChild } from './child.ts';
import type { EditorialSetsReport } from './processes/editorial-sets.ts';
import { rounded } from './stages.ts';
import type { EditorialKind } from './synthetic/editorial-sets.ts';
import { createWorld } from './world.ts';

/** What editors' rules or collections in force cost a page: the pipeline without HTTP, the same users' pages with each set in turn. */
export interface EditorialSetsResult {
  readonly kind: EditorialKind;
  readonly items: number;
  readonly sets: readonly (EditorialSetsReport['sets'][number] & { readonly comparedToNone: number })[];
}

const USERS = 256;

export async function benchEditorialSets(given: {
  kind: EditorialKind;
  items: number;
  rounds: number;
  say: (line: string) => void;
}): Promise<EditorialSetsResult> {
  const { kind, items, rounds, say } = given;
  const world = await createWorld(items, say);
  const child = startChild('editorial-sets', { ...world.settings, LOG_LEVEL: 'warn' });
  try {
    say(`Measuring each set of ${kind} in turn.`);
    const users = world.userIds.slice(0, USERS).map((userId, at) => ({ userId, userKey: world.userKeys[at]! }));
    const { sets } = await child.ask<EditorialSetsReport>('measure', { kind, users, rounds });
    const none = sets[0]!.cpuMsPerPage;
    return {
      kind,
      items,
      sets: sets.map(({ set, cpuMsPerPage, firstPageMs }) => ({
        set,
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

export const editorialSetsText = ({ kind, items, sets }: EditorialSetsResult): string =>
  sets
    .map(
      ({ set, cpuMsPerPage, comparedToNone, firstPageMs }) =>
        `${items} items, ${kind}: ${set}: ${cpuMsPerPage} ms CPU a page (x${comparedToNone}), the first page ${firstPageMs} ms`,
    )
    .join('\n');
