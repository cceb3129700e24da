import { startChild } from './child.ts';
import type { CollectionsReport } from './processes/collections.ts';
import { rounded } from './stages.ts';
import { createWorld } from './world.ts';

/** What editors' collections in force cost a page: the pipeline without HTTP, the same users' pages with each set in turn. */
export interface CollectionsResult {
  readonly items: number;
  readonly sets: readonly (CollectionsReport['sets'][number] & { readonly comparedToNone: number })[];
}

const USERS = 256;

export async function benchCollections(given: {
  items: number;
  rounds: number;
  say: (line: string) => void;
}): Promise<CollectionsResult> {
  const { items, rounds, say } = given;
  const world = await createWorld(items, say);
  const child = startChild('collections', { ...world.settings, LOG_LEVEL: 'warn' });
  try {
    say('Measuring each set of collections in turn.');
    const users = world.userIds.slice(0, USERS).map((userId, at) => ({ userId, userKey: world.userKeys[at]! }));
    const { sets } = await child.ask<CollectionsReport>('measure', { users, rounds });
    const none = sets[0]!.cpuMsPerPage;
    return {
      items,
      sets: sets.map(({ collections, cpuMsPerPage, firstPageMs }) => ({
        collections,
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

export const collectionsText = ({ items, sets }: CollectionsResult): string =>
  sets
    .map(
      ({ collections, cpuMsPerPage, comparedToNone, firstPageMs }) =>
        `${items} items, collections: ${collections}: ${cpuMsPerPage} ms CPU a page (x${comparedToNone}), the first page ${firstPageMs} ms`,
    )
    .join('\n');
