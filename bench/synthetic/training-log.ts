import { seededRandom } from '../../src/domain/clock.ts';
import type { LoggedEvent } from '../../src/domain/ports/log-store.ts';
import { itemIdOf } from './catalogue.ts';
import { createTastes, type Tastes } from './tastes.ts';

/** A log of about `events` events; users and items grow with it, as 1M events of 6k users on 3.7k items do. */
export interface TrainingLogSize {
  readonly events: number;
  readonly users: number;
  readonly items: number;
}

export const sizeFor = (events: number): TrainingLogSize => ({
  events,
  users: Math.max(50, Math.round(events / 167)),
  items: Math.max(100, Math.round(3700 * Math.min(1, events / 1e6) ** 0.25)),
});

const DAY_MS = 86_400_000;
const DAYS = 365;
const LIKED_SHARE = 0.8;
const BATCH = 5000;

/** The tastes behind a log. */
export const tastesFor = ({ items }: TrainingLogSize, seed: number): Tastes => createTastes(items, seed);

/**
 * Events oldest first, in batches, as a log gives them: each of a random user, mostly of the five niches that the user likes, each
 * title once. Nothing but a batch is held.
 */
export async function* trainingLog(
  tastes: Tastes,
  size: TrainingLogSize,
  untilMs: number,
  seed: number,
): AsyncIterable<readonly LoggedEvent[]> {
  const random = seededRandom(seed);
  const liked = Uint16Array.from({ length: size.users * 5 }, () => Math.floor(random() * tastes.niches));
  const seen = new Uint8Array(size.users * Math.ceil(size.items / 8));
  const rowBytes = Math.ceil(size.items / 8);
  const drawUnseen = (user: number): number => {
    for (let tries = 0; tries < 20; tries++) {
      const niche = random() < LIKED_SHARE ? liked[user * 5 + Math.floor(random() * 5)]! : null;
      const item = tastes.draw(niche, random);
      const byte = user * rowBytes + (item >>> 3);
      if ((seen[byte]! >> (item & 7)) & 1) continue;
      seen[byte]! |= 1 << (item & 7);
      return item;
    }
    return tastes.draw(null, random);
  };
  for (let from = 0; from < size.events; from += BATCH) {
    const count = Math.min(BATCH, size.events - from);
    yield Array.from({ length: count }, (_, at): LoggedEvent => {
      // Not all users watch alike much.
      const user = Math.floor(size.users * random() ** 1.3);
      const item = drawUnseen(user);
      const atMs = Math.floor(untilMs - DAYS * DAY_MS * (1 - (from + at) / size.events));
      return {
        eventId: `e${from + at}`,
        type: 'complete',
        userKey: user.toString(16).padStart(32, '0'),
        itemId: itemIdOf(item),
        itemNo: item + 1,
        occurredAtMs: atMs,
        receivedAtMs: atMs,
        impressionIds: [],
        recommendationId: null,
        sessionId: null,
        portion: 1,
        positionS: null,
        value: null,
        trigger: 'user',
        properties: null,
        origin: 'app',
      };
    });
  }
}
