import { seededRandom } from '../src/domain/clock.ts';
import { evaluationInput } from '../src/learning/evaluation/evaluation-input.ts';
import { filterEvents } from '../src/learning/log/event-table.ts';

export interface Rating {
  readonly userId: string;
  readonly itemId: string;
  readonly atMs: number;
}
type Items = Parameters<typeof evaluationInput>[0]['items'];

/** Events known of a held-out user when asked. */
export const POINTS = [1, 3, 5, 10] as const;
/** Titles after those that count as answers. */
export const NEXT = 5;
const SHARE = 5;

/**
 * What `evaluate` needs for the cold curve. Of the users with at least `POINTS` + `NEXT` events every fifth, in an order shuffled
 * by `seed`, is held out (`slice` 0..4: from which one on) and none of their events learnt from. Each stands as one guest a point:
 * the first n events, asked for the next titles. `questionOf` tells of a guest's number the point and the very next title.
 */
export function coldUsers(ratings: readonly Rating[], items: Items, seed: number, slice: number) {
  const sorted = ratings.toSorted((a, b) => a.atMs - b.atMs || Number(a.itemId) - Number(b.itemId));
  const byUser = Map.groupBy(sorted, ({ userId }) => userId);
  const enough = Math.max(...POINTS) + NEXT;
  const random = seededRandom(seed);
  const able = [...byUser.keys()].filter((userId) => byUser.get(userId)!.length >= enough).sort();
  for (let i = able.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [able[i], able[j]] = [able[j]!, able[i]!];
  }
  const held = able.filter((_, i) => i % SHARE === slice);
  const heldSet = new Set(held);
  const learnt = sorted.filter(({ userId }) => !heldSet.has(userId));

  const visits = POINTS.flatMap((point) => held.map((userId) => ({ point, userId, ratings: byUser.get(userId)! })));
  const known = visits.flatMap(({ point, userId, ratings }) =>
    ratings.slice(0, point).map((rating) => ({ ...rating, userId: `${userId} after ${point}` })),
  );
  const asked = visits.flatMap(({ point, userId, ratings }) =>
    ratings.slice(point, point + NEXT).map(({ itemId }) => ({ itemId, userId: `${userId} after ${point}` })),
  );
  const rows = [...learnt, ...known];
  const { table, catalogue, tests } = evaluationInput({
    train: {
      userId: rows.map(({ userId }) => userId),
      itemId: rows.map(({ itemId }) => itemId),
      atMs: rows.map(({ atMs }) => atMs),
    },
    test: { userId: asked.map(({ userId }) => userId), itemId: asked.map(({ itemId }) => itemId) },
    items,
    candidates: null,
  });
  // Users are numbered as they appear: those who are learnt from first, then the guests in the order of `visits`.
  const users = byUser.size - held.length;
  return {
    table: { ...filterEvents(table, (at) => table.user[at]! < users), users },
    guests: filterEvents(table, (at) => table.user[at]! >= users),
    catalogue,
    tests,
    questionOf: (guest: number) => ({
      point: visits[guest - users]!.point,
      next: tests.title[(guest - users) * NEXT]!,
    }),
  };
}
