import { type Random, seededRandom } from '../../src/domain/clock.ts';
import type { EventType, ViewerEvent } from '../../src/domain/event.ts';
import { itemIdOf } from './catalogue.ts';
import type { Tastes } from './tastes.ts';

const DAY_MS = 86_400_000;
const EVENTS_PER_USER = 60;
/** Over this time before now. */
const HISTORY_DAYS = 60;
/** Of what one watches, from the niches one likes. */
const LIKED_SHARE = 0.8;

/** One user's history, oldest first: five liked niches, mostly completed, some left unfinished, rated or listed. */
export function historyOfUser(tastes: Tastes, user: { userKey: string; seed: number }, nowMs: number): ViewerEvent[] {
  const random = seededRandom(user.seed);
  const liked = Array.from({ length: 5 }, () => Math.floor(random() * tastes.niches));
  return Array.from({ length: EVENTS_PER_USER }, (_, at): ViewerEvent => {
    const niche = random() < LIKED_SHARE ? liked[Math.floor(random() * liked.length)]! : null;
    const occurredAtMs = Math.floor(nowMs - (HISTORY_DAYS * DAY_MS * (EVENTS_PER_USER - at)) / EVENTS_PER_USER);
    return {
      eventId: `${user.userKey}-${at}`,
      ...said(random),
      userKey: user.userKey,
      itemId: itemIdOf(tastes.draw(niche, random)),
      occurredAtMs,
      receivedAtMs: occurredAtMs,
      impressionIds: [],
      recommendationId: null,
      sessionId: null,
      positionS: null,
      trigger: 'user',
      properties: null,
      origin: 'app',
    };
  });
}

function said(random: Random): { type: EventType; portion: number | null; value: number | null } {
  const kind = random();
  if (kind < 0.55) return { type: 'complete', portion: 1, value: null };
  if (kind < 0.75) return { type: 'progress', portion: Math.round(100 * random()) / 100, value: null };
  if (kind < 0.85) return { type: 'rate', portion: null, value: Math.round(4 * random() - 2) / 2 };
  if (kind < 0.95) return { type: 'click', portion: null, value: null };
  return { type: 'list-add', portion: null, value: null };
}
