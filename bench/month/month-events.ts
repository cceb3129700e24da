import { impressionIdOf } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { MonthPage } from './month-page.ts';
import {
  COMPLETE_OF_PLAY,
  DURATION_S,
  lookAtRow,
  lookAtSlot,
  type MonthWorld,
  PLAY_ALONE,
  PLAY_OF_CLICK,
} from './month-world.ts';

/** Names no impression and counts by title and time. */
const LOOSE = 0.1;
const TWO_VIEWS = 0.1;
const TWO_PROGRESSES = 0.3;

/**
 * Draws what a page's viewer does, notes it in the page's columns, and gives the events that tell of it. All is done within an hour, before
 * the user's next page: so what names no impression is of this one.
 */
export function actOnPage(world: MonthWorld, page: MonthPage): ViewerEvent[] {
  const { random, rows, slots, hourMs } = world;
  const { decision, item, viewChance, clickChance, viewed, clicked, played, completed, watchedS } = page;
  const { recommendationId, servedAtMs, userKey, sessionId, origin } = decision;
  const eager = world.eager[page.user]!;
  const events: ViewerEvent[] = [];
  const depth = random();

  function tell(type: ViewerEvent['type'], atMs: number, more: Partial<ViewerEvent>): void {
    const occurredAtMs = servedAtMs + Math.floor(atMs);
    events.push({
      eventId: `${recommendationId.slice(-12)}-${events.length}`,
      type,
      userKey,
      itemId: null,
      occurredAtMs,
      receivedAtMs: occurredAtMs + 300,
      impressionIds: [],
      recommendationId,
      sessionId,
      portion: null,
      positionS: null,
      value: null,
      trigger: 'user',
      properties: null,
      origin,
      ...more,
    });
  }

  for (let rowIndex = 0; rowIndex < rows && depth < lookAtRow(rowIndex); rowIndex++) {
    const along = random();
    let seen = 0;
    while (seen < slots && along < lookAtSlot(page.surface, seen)) seen++;
    const ids = Array.from({ length: seen }, (_, position) => impressionIdOf(recommendationId, rowIndex, position));
    const atMs = 1_000 + 4_000 * rowIndex;
    tell('viewed', atMs, { impressionIds: ids });
    // Somebody scrolls back: said twice, and seen once.
    if (random() < TWO_VIEWS) tell('viewed', atMs + 1_500, { impressionIds: ids.slice(0, 1 + Math.floor(seen / 2)) });
    for (let position = 0; position < seen; position++) {
      const at = rowIndex * slots + position;
      viewed[at] = 1;
      if (random() < (eager * clickChance[at]!) / viewChance[at]!) clicked[at] = 1;
      if (random() < (clicked[at] === 1 ? PLAY_OF_CLICK : PLAY_ALONE)) played[at] = 1;
      if (clicked[at] === 0 && played[at] === 0) continue;
      const isLoose = clicked[at] === 1 && random() < LOOSE;
      const of: Partial<ViewerEvent> = {
        itemId: world.itemIds[item[at]!]!,
        ...(isLoose ? { recommendationId: null } : { impressionIds: [ids[position]!] }),
      };
      const clickedMs = atMs + 2_000 + 1_000 * random();
      if (clicked[at] === 1) tell('click', clickedMs, of);
      if (played[at] === 0) continue;
      tell('play', clickedMs + 500, { ...of, trigger: clicked[at] === 1 ? 'user' : 'autoplay' });
      if (random() < COMPLETE_OF_PLAY) completed[at] = 1;
      const portion = completed[at] === 1 ? 0.92 + 0.08 * random() : 0.9 * random();
      watchedS[at] = Math.round(portion * DURATION_S);
      const watchedMs = 0.6 * hourMs * portion;
      if (random() < TWO_PROGRESSES) tell('progress', clickedMs + watchedMs / 2, { ...of, portion: portion / 2 });
      tell(completed[at] === 1 ? 'complete' : 'progress', clickedMs + watchedMs, { ...of, portion });
    }
  }
  return events;
}
