import type { PageContext } from '../page-context.ts';
import type { PlannedRow, RowFamily } from './row-family.ts';
import { chooseSeeds } from './seeds.ts';

/** One row a seed. Evidence: the user watched that title and liked it; one is enough. */
export const becauseYouWatched: RowFamily = {
  name: 'because-you-watched',
  kind: 'because-you-watched',
  plan: (context, most) => chooseSeeds(context, most).map((seed) => planned(context, seed)),
  planOne(context, key) {
    const seed = context.catalogue.denseOfItemId(key);
    return chooseSeeds(context, Number.POSITIVE_INFINITY).includes(seed) ? planned(context, seed) : null;
  },
  canBe: ({ catalogue }, key) => catalogue.denseOfItemId(key) >= 0,
};

function planned({ catalogue }: PageContext, seed: number): PlannedRow {
  const title = catalogue.title[seed]!;
  return {
    key: catalogue.itemId[seed]!,
    title: `Because you watched ${title}`,
    titleParams: { title },
    sources: ['because-you-watched'],
    order: 'score',
    seed,
  };
}
